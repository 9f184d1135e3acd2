// A store: the parts that a layout found, with the id chosen among them and everything checked before it is read.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <segmenta/columns.h>
#include <segmenta/error.h>
#include <segmenta/near_names.h>
#include <segmenta/store.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <string_view>

#include "store/arrays.h"
#include "store/candidates.h"

namespace segmenta {
namespace {

constexpr int no_rank = std::numeric_limits<int>::max();

// A table over the parts that a layout found.
class StoredTable final : public Store {
 public:
  StoredTable(h5::File file, TableParts parts, const std::string& id_name, const Labels& labels)
      : file_(std::move(file)), layout_{parts.layout, parts.path, {}}, rows_(parts.fields.front().set->rows()) {
    take_id(parts, id_name);
    for (Field& field : parts.fields) {
      columns_.push_back(field.column);
      if (const auto label = labels.find(field.column.name); label != labels.end()) {
        columns_.back().label = label->second;
      }
      fields_.push_back(std::move(field));
    }
  }

  [[nodiscard]] std::string name() const override { return file_.subject.at(layout_.table).text(); }
  [[nodiscard]] std::int64_t rows() const override { return rows_; }
  [[nodiscard]] const std::vector<Column>& columns() const override { return columns_; }
  [[nodiscard]] std::string id_name() const override { return id_.column.name; }
  [[nodiscard]] const StoreLayout& layout() const override { return layout_; }
  [[nodiscard]] std::string attribute(const std::string& name) const override {
    return h5::find_text_attribute(file_, "/", name).value_or("");
  }

  void read(std::span<const std::size_t> columns, std::int64_t first, std::int64_t count,
            double* values) const override;
  [[nodiscard]] std::vector<std::string> read_text(std::size_t column, std::int64_t first,
                                                   std::int64_t count) const override;
  [[nodiscard]] Ids read_ids(std::int64_t first, std::int64_t count) const override;

 private:
  void take_id(TableParts& parts, const std::string& name);
  void refuse_range(std::int64_t first, std::int64_t count) const;

  h5::File file_;
  StoreLayout layout_;
  std::int64_t rows_;
  std::vector<Column> columns_;
  std::vector<Field> fields_;
  Field id_;
};

bool is_time(const Column& column) {
  return column.type_name.starts_with("datetime64") || column.type_name.starts_with("timedelta64");
}

// How pandas marks a missing date.
void mark_missing_times(double* values, std::int64_t count) {
  constexpr double not_a_time = -0x1p63;
  std::replace(values, values + count, not_a_time, std::numeric_limits<double>::quiet_NaN());
}

std::vector<Field>::iterator find_field(std::vector<Field>& fields, const std::string& name) {
  return std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.column.name == name; });
}

int id_rank(const Field& field) { return rank_of(field.column.name, Meaning::id).value_or(no_rank); }

std::vector<Field>::iterator most_usual(std::vector<Field>& fields) {
  const auto found = std::min_element(fields.begin(), fields.end(),
                                      [](const Field& a, const Field& b) { return id_rank(a) < id_rank(b); });
  return found != fields.end() && id_rank(*found) == no_rank ? fields.end() : found;
}

// Which name the id has, where none is given: the most usual name of a column or beside it, else the layout's own.
std::string usual_id(TableParts& parts) {
  const auto column = most_usual(parts.fields), beside = most_usual(parts.id_only);
  const bool has_column = column != parts.fields.end(), has_beside = beside != parts.id_only.end();
  const bool beside_wins =
      has_column && has_beside &&
      (id_rank(*beside) < id_rank(*column) || (parts.ids_lie_beside && id_rank(*beside) == id_rank(*column)));
  if (has_column && !beside_wins) return column->column.name;
  if (!parts.usual_id.empty()) return parts.usual_id;
  return has_beside ? beside->column.name : "";
}

void StoredTable::take_id(TableParts& parts, const std::string& named) {
  const std::string id = named.empty() ? usual_id(parts) : named;
  if (id.empty()) return;
  auto* first = parts.ids_lie_beside ? &parts.id_only : &parts.fields;
  auto* then = parts.ids_lie_beside ? &parts.fields : &parts.id_only;
  for (auto* fields : {first, then}) {
    const auto found = find_field(*fields, id);
    if (found == fields->end()) continue;
    id_ = std::move(*found);
    fields->erase(found);
    layout_.id_type = id_.column.type_name;
    return;
  }
  std::vector<std::string> names;
  for (const auto* fields : {&parts.id_only, &parts.fields}) {
    for (const Field& field : *fields) names.push_back(field.column.name);
  }
  throw Error(ErrorKind::input, fmt::format("{} has no column '{}' for ids", StoredTable::name(), id), "",
              near_or_all(id, names));
}

void StoredTable::refuse_range(std::int64_t first, std::int64_t count) const {
  if (first >= 0 && count >= 0 && first <= rows_ - count) return;
  throw Error(ErrorKind::defect, fmt::format("rows {} to {} of {} were asked for", first, first + count, rows_), "",
              "");
}

void StoredTable::read(std::span<const std::size_t> columns, std::int64_t first, std::int64_t count,
                       double* values) const {
  h5::silence();
  refuse_range(first, count);
  std::map<ColumnSet*, std::vector<Wanted>> wanted;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Field& field = fields_[columns[i]];
    if (field.column.type == ColumnType::text) {
      throw Error(ErrorKind::input, fmt::format("{}: column '{}' is text", name(), field.column.name), "",
                  "Name columns of numbers");
    }
    wanted[field.set.get()].push_back({field.member, values + static_cast<std::int64_t>(i) * count});
  }
  Unpacking unpacking(*file_.threads);
  std::vector<ColumnSet*> others;
  for (const auto& [set, members] : wanted) {
    if (!set->unpack(members, first, count, unpacking)) others.push_back(set);
  }
  unpacking.finish();
  for (ColumnSet* set : others) set->read(wanted.at(set), first, count);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (is_time(columns_[columns[i]])) mark_missing_times(values + static_cast<std::int64_t>(i) * count, count);
  }
}

std::vector<std::string> StoredTable::read_text(std::size_t column, std::int64_t first, std::int64_t count) const {
  h5::silence();
  refuse_range(first, count);
  const Field& field = fields_[column];
  if (field.column.type != ColumnType::text) {
    throw Error(ErrorKind::input, fmt::format("{}: column '{}' is not text", name(), field.column.name), "", "");
  }
  return field.set->read_text(field.member, first, count);
}

Ids StoredTable::read_ids(std::int64_t first, std::int64_t count) const {
  h5::silence();
  refuse_range(first, count);
  if (id_.set) return id_.set->read_ids(id_.member, first, count);
  std::vector<std::int64_t> row_numbers(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) row_numbers[static_cast<std::size_t>(i)] = first + i;
  return row_numbers;
}

void refuse_no_rows(const h5::File& file, const TableParts& parts) {
  if (parts.fields.empty()) file.subject.at(parts.path).fail("has no columns", "nothing to cluster by", "");
  if (parts.fields.front().set->rows() > 0) return;
  file.subject.at(parts.path).fail("has no rows", "there is nobody to segment", "Check the step that wrote it");
}

void refuse_repeated_names(const h5::File& file, const TableParts& parts) {
  std::set<std::string_view> names;
  for (const Field& field : parts.fields) {
    if (names.insert(field.column.name).second) continue;
    file.subject.at(parts.path)
        .fail(fmt::format("has two columns named '{}'", field.column.name), "columns are told apart by name",
              "Rename one");
  }
}

void refuse_other_lengths(const h5::File& file, const TableParts& parts) {
  const Field& first = parts.fields.front();
  for (const auto* fields : {&parts.fields, &parts.id_only}) {
    for (const Field& field : *fields) {
      if (field.set->rows() == first.set->rows()) continue;
      file.subject.at(parts.path)
          .fail(fmt::format("column '{}' has {} rows", field.column.name, field.set->rows()),
                fmt::format("'{}' has {}", first.column.name, first.set->rows()), "Write the file again");
    }
  }
}

}  // namespace

std::unique_ptr<Store> open_store(const std::filesystem::path& path, const StoreOptions& options) {
  h5::File file = h5::open_file(path, options.follow_links);
  TableParts parts = parts_of(file, choose_table(file, options.table));
  refuse_no_rows(file, parts);
  refuse_repeated_names(file, parts);
  refuse_other_lengths(file, parts);
  auto store = std::make_unique<StoredTable>(std::move(file), std::move(parts), options.id, options.labels);
  if (store->columns().empty()) {
    throw Error(ErrorKind::input, store->name() + " has no columns but the id", "nothing to cluster by", "");
  }
  return store;
}

}  // namespace segmenta
