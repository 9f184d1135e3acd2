// What pandas' to_hdf writes through PyTables: format "table" (a compound table with blocks of columns) and format
// "fixed" (a matrix for each type).

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <map>

#include "store/derived_columns.h"
#include "store/pickle.h"
#include "store/scan.h"
#include "store/table_parts.h"

namespace segmenta {
namespace {

using h5::File;
using Names = std::vector<std::string>;

constexpr const char* pickled_none = "N.";
constexpr const char* another_way = "Write it with to_hdf(..., format=\"table\"), or as columns by h5py";

std::string text_or_empty(const File& file, const std::string& path, const std::string& name) {
  return h5::find_text_attribute(file, path, name).value_or("");
}

std::optional<Names> pickled_names(const File& file, const std::string& path, const std::string& name) {
  const auto pickled = h5::find_text_attribute(file, path, name);
  return pickled ? unpickle_names(*pickled) : std::nullopt;
}

// The names of a block's columns; a column that pandas stored by itself is named after itself.
Names block_names(const File& file, const std::string& table, const std::string& block, std::size_t columns) {
  auto names = pickled_names(file, table, block + "_kind");
  if (names && names->size() == columns) return *names;
  if (columns == 1 && !block.starts_with("values_block_")) return {block};
  file.subject.at(table).fail(fmt::format("does not say what the columns of {} are", block),
                              "its attribute cannot be read as a list of names", another_way);
}

// pandas keeps the order of the columns, and the name of the index, in pickled attributes of the group.
Names column_order(const File& file, const std::string& group) {
  const auto pickled = h5::find_text_attribute(file, group, "non_index_axes");
  const auto axes = pickled ? unpickle(*pickled) : nullptr;
  if (!axes || axes->items.empty() || axes->items[0]->items.size() != 2) return {};
  return names_of(*axes->items[0]->items[1]).value_or(Names{});
}

std::string index_name(const File& file, const std::string& group) {
  const auto pickled = h5::find_text_attribute(file, group, "info");
  const auto info = pickled ? unpickle(*pickled) : nullptr;
  const PickledValue* index = info ? info->find("index") : nullptr;
  const PickledValue* name = index != nullptr ? index->find("index_name") : nullptr;
  return name != nullptr && name->kind == PickledValue::Kind::text && !name->text.empty() ? name->text : "index";
}

Field categories(const File& file, const std::string& group, const Field& codes, const std::string& block) {
  const std::string path = group + "/meta/" + block + "/meta/table";
  StoredRows list(file, path);
  const auto& members = list.members();
  const auto values = std::find_if(members.begin(), members.end(), [](const Member& m) { return m.name == "values"; });
  if (values == members.end()) file.subject.at(path).fail("holds no categories", "it has no member 'values'");
  const Ids ids = list.read_ids(static_cast<std::size_t>(values - members.begin()), 0, list.rows());
  Names names;
  for (std::int64_t i = 0; i < size(ids); ++i) names.push_back(to_string(ids, i));
  Field field = codes;
  field.set = std::make_shared<CategoryColumn>(std::dynamic_pointer_cast<StoredRows>(codes.set), codes.member, names);
  field.column.type = ColumnType::text;
  field.column.type_name = "category";
  return field;
}

// pandas writes a missing text as the word of its attribute nan_rep.
class TextWithMissing : public ColumnSet {
 public:
  TextWithMissing(std::shared_ptr<ColumnSet> texts, std::string missing)
      : texts_(std::move(texts)), missing_(std::move(missing)) {}

  [[nodiscard]] std::int64_t rows() const override { return texts_->rows(); }
  void read(std::span<const Wanted> wanted, std::int64_t first, std::int64_t count) override {
    texts_->read(wanted, first, count);
  }
  std::vector<std::string> read_text(std::size_t member, std::int64_t first, std::int64_t count) override {
    auto texts = texts_->read_text(member, first, count);
    std::replace(texts.begin(), texts.end(), missing_, std::string());
    return texts;
  }
  Ids read_ids(std::size_t member, std::int64_t first, std::int64_t count) override {
    return texts_->read_ids(member, first, count);
  }

 private:
  std::shared_ptr<ColumnSet> texts_;
  std::string missing_;
};

void describe_time(Field& field, const std::string& type) {
  if (type.starts_with("datetime64") || type.starts_with("timedelta64")) field.column.type_name = type;
}

class TableReader {
 public:
  TableReader(const File& file, const std::string& group)
      : file_(file), group_(group), table_(group + "/table"), rows_(std::make_shared<StoredRows>(file, table_)) {}

  TableParts parts() {
    TableParts parts{"pandas", group_, {}, {}, {}};
    const auto& members = rows_->members();
    for (std::size_t begin = 0; begin < members.size();) {
      std::size_t end = begin + 1;
      while (end < members.size() && members[end].place > 0) ++end;
      add(begin, end, parts);
      begin = end;
    }
    order(parts.fields);
    return parts;
  }

 private:
  void add(std::size_t begin, std::size_t end, TableParts& parts) {
    const std::string& block = rows_->members()[begin].name;
    if (block == "index") {
      parts.id_only.push_back(member_field(rows_, begin, index_name(file_, group_)));
      parts.usual_id = parts.id_only.back().column.name;
      return;
    }
    const Names names = block_names(file_, table_, block, end - begin);
    for (std::size_t j = begin; j < end; ++j) parts.fields.push_back(field(j, names[j - begin], block));
  }

  Field field(std::size_t member, const std::string& name, const std::string& block) {
    Field field = member_field(rows_, member, name);
    if (text_or_empty(file_, table_, block + "_meta") == "category") return categories(file_, group_, field, block);
    describe_time(field, text_or_empty(file_, table_, block + "_dtype"));
    if (field.column.type == ColumnType::text) {
      field.set = std::make_shared<TextWithMissing>(rows_, word_of_missing(block));
    }
    return field;
  }

  // From pandas 3 on each block states its own, and that of the group is None, pickled.
  [[nodiscard]] std::string word_of_missing(const std::string& block) const {
    std::string own = text_or_empty(file_, table_, block + "_nan_rep");
    if (!own.empty()) return own;
    const std::string of_all = text_or_empty(file_, group_, "nan_rep");
    return of_all.empty() || of_all == pickled_none ? "nan" : of_all;
  }

  void order(std::vector<Field>& fields) const {
    std::map<std::string, std::size_t> places;
    for (const std::string& name : column_order(file_, group_)) places.emplace(name, places.size());
    const auto place = [&](const Field& field) {
      const auto found = places.find(field.column.name);
      return found == places.end() ? places.size() : found->second;
    };
    std::stable_sort(fields.begin(), fields.end(), [&](const Field& a, const Field& b) { return place(a) < place(b); });
  }

  const File& file_;
  std::string group_, table_;
  std::shared_ptr<StoredRows> rows_;
};

// A bit field of one byte, which HDF5 converts to nothing else.
bool is_transposed(const File& file, const std::string& path) {
  if (!h5::has_attribute(file, path, "transposed")) return false;
  const h5::Subject subject = file.subject.at(path + "@transposed");
  const h5::Handle attribute = h5::own(H5Aopen_by_name(file.id(), path.c_str(), "transposed", H5P_DEFAULT, H5P_DEFAULT),
                                       subject, "cannot be read");
  if (H5Aget_storage_size(attribute.get()) != 1) return false;
  const h5::Handle type(H5Aget_type(attribute.get()));
  unsigned char value = 0;
  h5::check(H5Aread(attribute.get(), type.get(), &value), subject, "cannot be read");
  return value != 0;
}

void refuse_pickled_objects(const File& file, const std::string& path) {
  const h5::Handle dataset = h5::open_dataset(file, path);
  const h5::Handle type(H5Dget_type(dataset.get()));
  if (H5Tget_class(type.get()) != H5T_VLEN) return;
  file.subject.at(path).fail("holds pickled Python objects", "as format=\"fixed\" writes columns of strings",
                             another_way);
}

// PyTables stores an array of rows [rows x columns] as it is and marks it "transposed"; without the mark it is turned.
void add_block(const File& file, const std::string& group, int number, std::map<std::string, Field>& fields) {
  const std::string block = fmt::format("{}/block{}", group, number), path = block + "_values";
  refuse_pickled_objects(file, path);
  const auto set = std::make_shared<StoredRows>(file, path, is_transposed(file, path) ? 0 : 1);
  const Names names = all_as_text(file, block + "_items");
  if (names.size() != set->members().size()) {
    file.subject.at(path).fail(fmt::format("has {} columns", set->members().size()),
                               fmt::format("'{}_items' has {} names", block, names.size()), another_way);
  }
  for (std::size_t j = 0; j < names.size(); ++j) {
    Field field = member_field(set, j, names[j]);
    describe_time(field, text_or_empty(file, path, "value_type"));
    if (!fields.emplace(names[j], field).second) {
      file.subject.at(group).fail(fmt::format("has two columns named '{}'", names[j]), "", "Rename one");
    }
  }
}

// An index of several levels, each a list of values and where in it each row's is. They are columns before the others,
// as in format="table".
void add_levels(const File& file, const std::string& group, TableParts& parts) {
  std::vector<Field> levels;
  for (int i = 0; h5::exists(file, fmt::format("{}/axis1_level{}", group, i)); ++i) {
    const std::string path = fmt::format("{}/axis1_level{}", group, i);
    refuse_pickled_objects(file, path);
    std::string name = text_or_empty(file, path, "name");
    if (name.empty() || name == pickled_none) name = fmt::format("level_{}", i);
    Field level = column_field(file, path, name);
    level.set = std::make_shared<IndexedColumn>(
        std::make_shared<StoredRows>(file, fmt::format("{}/axis1_label{}", group, i)), level.set);
    describe_time(level, text_or_empty(file, path, "kind"));
    levels.push_back(std::move(level));
  }
  parts.fields.insert(parts.fields.begin(), levels.begin(), levels.end());
}

TableParts fixed_parts(const File& file, const std::string& group) {
  TableParts parts{"pandas", group, {}, {}, {}};
  if (h5::find_text_attribute(file, group, "axis0_variety").value_or("regular") != "regular") {
    file.subject.at(group).fail("has columns of several levels", "a feature has one name", "Flatten the columns");
  }
  std::map<std::string, Field> fields;
  const auto blocks = h5::read_attribute<std::int32_t>(file, group, "nblocks");
  for (int i = 0; i < blocks; ++i) add_block(file, group, i, fields);
  for (const std::string& name : all_as_text(file, group + "/axis0")) {
    const auto found = fields.find(name);
    if (found != fields.end()) parts.fields.push_back(found->second);
  }
  if (!h5::exists(file, group + "/axis1")) {
    add_levels(file, group, parts);
    return parts;
  }
  std::string index = text_or_empty(file, group + "/axis1", "name");
  if (index.empty() || index == pickled_none) index = "index";
  parts.id_only.push_back(column_field(file, group + "/axis1", index));
  parts.usual_id = index;
  return parts;
}

}  // namespace

TableParts pandas_parts(const File& file, const std::string& group) {
  const std::string type = text_or_empty(file, group, "pandas_type");
  if (type == "frame_table") return TableReader(file, group).parts();
  if (type == "frame") return fixed_parts(file, group);
  file.subject.at(group).fail(fmt::format("holds a pandas {}", type), "a table is a DataFrame",
                              "Write a DataFrame with to_hdf(..., format=\"table\")");
}

}  // namespace segmenta
