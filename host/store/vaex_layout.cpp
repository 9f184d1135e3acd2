// vaex: GROUP/columns/NAME/data, with a mask beside it where values are missing; text as Arrow packs it.

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <string_view>

#include "store/derived_columns.h"
#include "store/scan.h"
#include "store/table_parts.h"

namespace segmenta {
namespace {

using h5::File;
using Mask = MaskedColumn::Mask;

std::shared_ptr<StoredRows> part_of(const File& file, const Entry& column, const char* name) {
  const std::string path = column.path + "/" + name;
  return h5::exists(file, path) ? std::make_shared<StoredRows>(file, path) : nullptr;
}

Field text_column(const File& file, const Entry& column, std::shared_ptr<StoredRows> begins) {
  auto set = std::make_shared<PackedText>(std::make_shared<StoredRows>(file, column.path + "/data"), std::move(begins));
  return {{column.name, ColumnType::text, "string", {}, {}, {}}, std::move(set), 0};
}

Field column_of(const File& file, const Entry& column) {
  const std::string path = column.path + "/data";
  if (!h5::exists(file, path)) {
    file.subject.at(column.path).fail("has no dataset 'data'", "vaex keeps a column's values there");
  }
  if (auto begins = part_of(file, column, "indices")) return text_column(file, column, begins);
  Field field = column_field(file, path, column.name);
  const auto values = std::dynamic_pointer_cast<StoredRows>(field.set);
  if (values->dataset().shape().size() != 1) {
    file.subject.at(path).fail("has more than one dimension", "a feature has one value a row", "Leave it out");
  }
  if (auto mask = part_of(file, column, "mask")) {
    field.set = std::make_shared<MaskedColumn>(values, mask, Mask::bytes);
  } else if (auto bits = part_of(file, column, "null_bitmap")) {
    field.set = std::make_shared<MaskedColumn>(values, bits, Mask::bits);
  }
  return field;
}

// "id,spend,orders": where a column stands in vaex's own order; the end for one that is not in it.
std::size_t place_in(std::string_view order, std::string_view name) {
  std::size_t place = 0;
  while (!order.empty()) {
    const std::size_t comma = std::min(order.find(','), order.size());
    if (order.substr(0, comma) == name) return place;
    order.remove_prefix(std::min(comma + 1, order.size()));
    ++place;
  }
  return place;
}

}  // namespace

TableParts vaex_parts(const File& file, const std::string& group) {
  TableParts parts{"vaex", group, {}, {}, {}};
  const std::string columns = join_path(group, "columns");
  for (const Entry& entry : entries_of(file, columns)) {
    if (entry.kind == Entry::Kind::group) parts.fields.push_back(column_of(file, entry));
  }
  const std::string order = h5::find_text_attribute(file, columns, "column_order").value_or("");
  std::stable_sort(parts.fields.begin(), parts.fields.end(), [&](const Field& a, const Field& b) {
    return place_in(order, a.column.name) < place_in(order, b.column.name);
  });
  return parts;
}

}  // namespace segmenta
