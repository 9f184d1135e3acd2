// The layouts that are no program's own: a group of columns, a matrix, a compound table.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <segmenta/columns.h>
#include <segmenta/error.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "store/scan.h"
#include "store/table_parts.h"

namespace segmenta {
namespace {

using h5::File;

std::string attribute_text(const File& file, const std::string& path, const char* name) {
  return h5::find_text_attribute(file, path, name).value_or("");
}

void refuse_broken_link(const File& file, const Entry& entry) {
  if (entry.kind != Entry::Kind::broken) return;
  if (entry.target.empty()) {
    file.subject.at(entry.path)
        .fail("cannot be opened", "it is damaged, or of a newer version of HDF5 than this one",
              "Write it again, in h5py with libver=('earliest', 'v110')");
  }
  file.subject.at(entry.path)
      .fail("is a link that leads nowhere", fmt::format("it points to {}", entry.target),
            "Restore what it points to, or remove the link");
}

// A single value is a remark (what was counted, a version); an array of more dimensions is a column gone wrong.
void refuse_wrong_rank(const File& file, const Entry& entry) {
  if (entry.kind != Entry::Kind::dataset || entry.shape.size() <= 2) return;
  file.subject.at(entry.path)
      .fail(fmt::format("has {} dimensions [{}]", entry.shape.size(), fmt::join(entry.shape, " x ")),
            "a column has one dimension", "Reshape it to one row a customer, or move it to another group");
}

void refuse_other_length(const File& file, const Entry& first, const Entry& entry) {
  if (entry.length() == first.length()) return;
  file.subject.at(entry.path)
      .fail(fmt::format("has {} rows", entry.length()), fmt::format("'{}' has {}", first.path, first.length()),
            "Columns of one table have one row a customer each: write the shorter one in full");
}

// vaex states the type of its numbers, "datetime64[ns]" or "<M8[ns]"; netCDF writes the units "days since 1970-01-01".
void note_dates(Column& column, const std::string& dtype) {
  const bool has_order = !dtype.empty() && (dtype[0] == '<' || dtype[0] == '>' || dtype[0] == '=');
  const std::string type = has_order ? dtype.substr(1) : dtype;
  if (type.starts_with("datetime64") || type.starts_with("timedelta64")) column.type_name = type;
  if (type.starts_with("M8")) column.type_name = "datetime64" + type.substr(2);
  if (type.starts_with("m8")) column.type_name = "timedelta64" + type.substr(2);
  const std::size_t since = column.units.find(" since ");
  if (since != std::string::npos) column.type_name = "datetime64[" + column.units.substr(0, since) + "]";
}

// Beside a matrix a plural is usual too: "ids".
std::optional<int> id_rank_beside_matrix(const std::string& name) {
  const std::optional<int> rank = rank_of(name, Meaning::id);
  const bool plural = name.size() > 1 && (name.back() == 's' || name.back() == 'S');
  return rank || !plural ? rank : rank_of(name.substr(0, name.size() - 1), Meaning::id);
}

bool is_column(const Entry& entry) { return entry.is_line() && entry.values != H5T_COMPOUND; }

// Ids may stand beside the group, as in Segmenta's own stores.
void add_id_beside(const File& file, const std::string& group, TableParts& parts) {
  if (group == "/") return;
  const bool has_id = std::any_of(parts.fields.begin(), parts.fields.end(),
                                  [](const Field& field) { return rank_of(field.column.name, Meaning::id); });
  const std::int64_t rows = parts.fields.front().set->rows();
  for (const Entry& entry : entries_of(file, parent_path(group))) {
    const bool same_rows = is_column(entry) && entry.length() == static_cast<hsize_t>(rows);
    if (is_column(entry) && rank_of(entry.name, Meaning::id) == 0 && !has_id && !same_rows) {
      file.subject.at(entry.path)
          .fail(fmt::format("has {} rows", entry.length()), fmt::format("the columns of '{}' have {}", group, rows),
                "There must be one id a row");
    }
    if (same_rows && rank_of(entry.name, Meaning::id))
      parts.id_only.push_back(column_field(file, entry.path, entry.name, entry.row_axis()));
  }
}

constexpr std::array<const char*, 6> name_lists{"feature_names", "features", "columns",
                                                "column_names",  "names",    "feature"};

void refuse_name_count(const h5::Subject& where, std::size_t names, const h5::Shape& shape, const std::string& path) {
  if (names == shape[1]) return;
  where.fail(fmt::format("has {} names", names),
             fmt::format("'{}' has {} columns [{}]", path, shape[1], fmt::join(shape, " x ")),
             "One a column is needed");
}

std::vector<std::string> names_by_attribute(const File& file, const std::string& path, const h5::Shape& shape) {
  for (const char* list : name_lists) {
    auto names = find_texts(file, path, list);
    if (names.empty()) continue;
    refuse_name_count(file.subject.at(path + "@" + list), names.size(), shape, path);
    return names;
  }
  return {};
}

// A list by a usual name, else the only list of strings that is as long as there are columns.
std::vector<std::string> names_beside(const File& file, const std::vector<Entry>& siblings, const h5::Shape& shape,
                                      const std::string& path) {
  std::vector<const Entry*> lists;
  for (const char* name : name_lists) {
    const Entry* entry = find_entry(siblings, name);
    if (entry == nullptr || !entry->is_dataset(1) || entry->values != H5T_STRING) continue;
    refuse_name_count(file.subject.at(entry->path), static_cast<std::size_t>(entry->shape[0]), shape, path);
    return all_as_text(file, entry->path);
  }
  for (const Entry& entry : siblings) {
    const bool as_long = entry.is_dataset(1) && entry.values == H5T_STRING && entry.shape[0] == shape[1];
    if (as_long && !id_rank_beside_matrix(entry.name)) lists.push_back(&entry);
  }
  const bool rows_alike = shape[0] == shape[1];
  return lists.size() == 1 && !rows_alike ? all_as_text(file, lists[0]->path) : std::vector<std::string>{};
}

// MATLAB and R write a column after the other: ids then fit the other dimension only.
bool is_transposed(const std::vector<Entry>& siblings, const h5::Shape& shape) {
  if (shape[0] == shape[1]) return false;
  bool along_columns = false;
  for (const Entry& entry : siblings) {
    if (!is_column(entry) || !id_rank_beside_matrix(entry.name)) continue;
    if (entry.length() == shape[0]) return false;
    along_columns = along_columns || entry.length() == shape[1];
  }
  return along_columns;
}

std::vector<std::string> matrix_names(const File& file, const std::vector<Entry>& siblings, const h5::Shape& shape,
                                      const std::string& path) {
  auto names = names_by_attribute(file, path, shape);
  if (names.empty()) names = names_beside(file, siblings, shape, path);
  for (std::size_t j = names.size(); j < shape[1]; ++j) names.push_back(fmt::format("f{}", j));
  return names;
}

void add_ids_beside_matrix(const File& file, const std::vector<Entry>& siblings, TableParts& parts) {
  const auto rows = static_cast<hsize_t>(parts.fields.front().set->rows());
  std::optional<int> best;
  for (const Entry& entry : siblings) {
    if (!is_column(entry) || entry.length() != rows) continue;
    const std::optional<int> rank = id_rank_beside_matrix(entry.name);
    if (rank && (!best || *rank < *best)) {
      best = rank;
      parts.usual_id = entry.name;
    }
    if (entry.is_numeric() || entry.values == H5T_STRING) {
      parts.id_only.push_back(column_field(file, entry.path, entry.name, entry.row_axis()));
    }
  }
}

}  // namespace

Field member_field(const std::shared_ptr<StoredRows>& set, std::size_t member, const std::string& name) {
  const ValueType& type = set->members()[member].type;
  return {{name, type.column_type(), type.name(), {}, {}, {}}, set, member};
}

Field column_field(const File& file, const std::string& path, const std::string& name, std::size_t row_axis) {
  Field field = member_field(std::make_shared<StoredRows>(file, path, row_axis), 0, name);
  field.column.units = attribute_text(file, path, "units");
  if (field.column.units.empty()) field.column.units = attribute_text(file, path, "unit");
  field.column.definition = attribute_text(file, path, "definition");
  field.column.source = attribute_text(file, path, "source");
  field.column.role = attribute_text(file, path, "role");
  if (field.column.type != ColumnType::text) note_dates(field.column, attribute_text(file, path, "dtype"));
  return field;
}

std::vector<std::string> all_as_text(const File& file, const std::string& path) {
  StoredRows list(file, path);
  const Ids values = list.read_ids(0, 0, list.rows());
  std::vector<std::string> texts;
  for (std::int64_t i = 0; i < size(values); ++i) texts.push_back(to_string(values, i));
  return texts;
}

TableParts group_parts(const File& file, const std::string& group) {
  TableParts parts{"group", group, {}, {}, {}};
  const Entry* first = nullptr;
  const auto entries = entries_of(file, group);
  for (const Entry& entry : entries) {
    refuse_broken_link(file, entry);
    refuse_wrong_rank(file, entry);
    if (!is_column(entry)) continue;
    if (first == nullptr) first = &entry;
    if (entry.shape.size() == 2 && entry.length() != first->length()) continue;  // a matrix that happens to be narrow
    refuse_other_length(file, *first, entry);
    parts.fields.push_back(column_field(file, entry.path, entry.name, entry.row_axis()));
  }
  if (parts.fields.empty()) file.subject.at(group).fail("holds no columns", "no dataset of one dimension is in it");
  add_id_beside(file, group, parts);
  // A column of it that is called as the ids are is a column all the same.
  parts.ids_lie_beside = h5::find_text_attribute(file, "/", "format") == "segmenta-store";
  return parts;
}

TableParts matrix_parts(const File& file, const std::string& path) {
  TableParts parts{"matrix", path, {}, {}, {}};
  const auto siblings = entries_of(file, parent_path(path));
  auto set = std::make_shared<StoredRows>(file, path);
  h5::Shape shape = set->dataset().shape();
  if (shape[1] == 0) file.subject.at(path).fail("has no columns", fmt::format("[{}]", fmt::join(shape, " x ")), "");
  if (is_transposed(siblings, shape)) {
    set = std::make_shared<StoredRows>(file, path, 1);
    std::swap(shape[0], shape[1]);
  }
  const auto names = matrix_names(file, siblings, shape, path);
  for (std::size_t j = 0; j < names.size(); ++j) parts.fields.push_back(member_field(set, j, names[j]));
  add_ids_beside_matrix(file, siblings, parts);
  return parts;
}

TableParts compound_parts(const File& file, const std::string& path) {
  TableParts parts{"compound", path, {}, {}, {}};
  const auto set = std::make_shared<StoredRows>(file, path);
  const auto& members = set->members();
  for (std::size_t j = 0; j < members.size(); ++j) {
    const bool array = members[j].place > 0 || (j + 1 < members.size() && members[j + 1].place > 0);
    if (array) {
      file.subject.at(path).fail(fmt::format("member '{}' is an array", members[j].name),
                                 "a column has one value a row", "Write it as a column for each of its values");
    }
    parts.fields.push_back(member_field(set, j, members[j].name));
  }
  return parts;
}

}  // namespace segmenta
