// AnnData (.h5ad): the matrix /X, dense or sparse by rows, with names in /var and ids in /obs. What else is in /obs
// is a column that can be named, but no feature by default.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <segmenta/columns.h>
#include <segmenta/error.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "store/derived_columns.h"
#include "store/scan.h"
#include "store/table_parts.h"

namespace segmenta {
namespace {

using h5::File;

std::vector<std::string> names_of_features(const File& file, const std::string& group) {
  const std::string var = join_path(group, "var");
  if (!is_group(file, var)) {
    file.subject.at(var).fail("is not a group", "this is how AnnData before 0.7 wrote it",
                              "Read the file with a newer anndata and write it again");
  }
  return all_as_text(file, join_path(var, h5::find_text_attribute(file, var, "_index").value_or("_index")));
}

// A dataset, categories with codes into them, or values with a mask; nothing for what is none of these.
std::optional<Field> column_of_obs(const File& file, const Entry& entry) {
  if (entry.is_dataset(1) && (entry.is_numeric() || entry.values == H5T_STRING)) {
    return column_field(file, entry.path, entry.name);
  }
  if (entry.kind != Entry::Kind::group) return std::nullopt;
  const std::string encoding = h5::find_text_attribute(file, entry.path, "encoding-type").value_or("");
  if (encoding == "categorical") {
    auto codes = std::make_shared<StoredRows>(file, entry.path + "/codes");
    auto set = std::make_shared<CategoryColumn>(std::move(codes), 0, all_as_text(file, entry.path + "/categories"));
    return Field{{entry.name, ColumnType::text, "category", {}, {}, {}}, std::move(set), 0};
  }
  if (!encoding.starts_with("nullable-")) return std::nullopt;
  Field field = column_field(file, entry.path + "/values", entry.name);
  const auto values = std::dynamic_pointer_cast<StoredRows>(field.set);
  field.set = std::make_shared<MaskedColumn>(values, std::make_shared<StoredRows>(file, entry.path + "/mask"),
                                             MaskedColumn::Mask::bytes);
  return field;
}

bool has_column(const TableParts& parts, const std::string& name) {
  return std::any_of(parts.fields.begin(), parts.fields.end(),
                     [&](const Field& field) { return field.column.name == name; });
}

// What is in the matrix is what to cluster by.
void add_beside_features(Field column, TableParts& parts) {
  for (Field& field : parts.fields) {
    if (field.column.source.empty()) field.column.role = behaviour_role;
  }
  column.column.source = "obs";
  parts.fields.push_back(std::move(column));
}

void add_ids(const File& file, const std::string& group, TableParts& parts) {
  const std::string obs = join_path(group, "obs");
  if (!is_group(file, obs)) return;
  parts.usual_id = h5::find_text_attribute(file, obs, "_index").value_or("_index");
  std::vector<Field> columns;
  for (const Entry& entry : entries_of(file, obs)) {
    if (auto column = column_of_obs(file, entry)) columns.push_back(std::move(*column));
  }
  for (Field& column : columns) {
    const std::string& name = column.column.name;
    const bool may_be_id = name == parts.usual_id || rank_of(name, Meaning::id);
    if (may_be_id) {
      parts.id_only.push_back(std::move(column));
    } else if (!has_column(parts, name)) {
      add_beside_features(std::move(column), parts);
    }
  }
  const bool found = std::any_of(parts.id_only.begin(), parts.id_only.end(),
                                 [&](const Field& field) { return field.column.name == parts.usual_id; });
  if (!found) parts.usual_id.clear();
}

void refuse_other_width(const File& file, const std::string& x, std::size_t columns, std::size_t names) {
  if (columns == names) return;
  file.subject.at(x).fail(fmt::format("has {} columns", columns), fmt::format("/var names {}", names),
                          "Write the file again");
}

void add_dense(const File& file, const std::string& x, const std::vector<std::string>& names, TableParts& parts) {
  const auto set = std::make_shared<StoredRows>(file, x);
  refuse_other_width(file, x, set->members().size(), names.size());
  for (std::size_t j = 0; j < names.size(); ++j) parts.fields.push_back(member_field(set, j, names[j]));
}

void add_sparse(const File& file, const std::string& x, const std::vector<std::string>& names, TableParts& parts) {
  const std::string encoding = h5::find_text_attribute(file, x, "encoding-type").value_or("");
  if (encoding != "csr_matrix") {
    file.subject.at(x).fail(fmt::format("is stored as \"{}\"", encoding), "rows cannot be read from it in blocks",
                            "Write it dense or by rows: adata.X = adata.X.tocsr()");
  }
  const auto values = std::make_shared<StoredRows>(file, x + "/data");
  const auto set = std::make_shared<SparseRows>(values, std::make_shared<StoredRows>(file, x + "/indices"),
                                                std::make_shared<StoredRows>(file, x + "/indptr"), names.size());
  for (std::size_t j = 0; j < names.size(); ++j) {
    Field field = member_field(values, 0, names[j]);
    field.set = set;
    field.member = j;
    parts.fields.push_back(std::move(field));
  }
}

}  // namespace

TableParts anndata_parts(const File& file, const std::string& group) {
  TableParts parts{"anndata", group, {}, {}, {}};
  const std::string x = join_path(group, "X");
  if (!h5::exists(file, x)) {
    file.subject.at(x).fail("is not there", "features are read from it", "Write the features as adata.X");
  }
  const auto names = names_of_features(file, group);
  if (is_group(file, x)) {
    add_sparse(file, x, names, parts);
  } else {
    add_dense(file, x, names, parts);
  }
  add_ids(file, group, parts);
  return parts;
}

}  // namespace segmenta
