// Looks through a file for groups and datasets that a layout can read, and chooses the one that is meant or lists them.

#include "store/candidates.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <segmenta/columns.h>

#include <algorithm>
#include <set>

#include "store/scan.h"

namespace segmenta {
namespace {

using h5::File;

constexpr int deepest = 32;  // groups within groups

bool is_anndata(const File& file, const std::string& group, const std::vector<Entry>& entries) {
  if (h5::find_text_attribute(file, group, "encoding-type") == "anndata") return true;
  return find_entry(entries, "X") != nullptr && find_entry(entries, "obs") != nullptr &&
         find_entry(entries, "var") != nullptr;
}

bool is_vaex(const File& file, const std::vector<Entry>& entries) {
  const Entry* columns = find_entry(entries, "columns");
  if (columns == nullptr || columns->kind != Entry::Kind::group) return false;
  const auto inside = entries_of(file, columns->path);
  return std::any_of(inside.begin(), inside.end(), [&](const Entry& entry) {
    return entry.kind == Entry::Kind::group && h5::exists(file, entry.path + "/data");
  });
}

bool is_column_of_numbers(const Entry& entry) {
  return entry.is_line() && entry.is_numeric() && !rank_of(entry.name, Meaning::id);
}

// As MATLAB writes a number.
bool is_single_value(const Entry& entry) { return entry.is_dataset(2) && entry.shape[0] == 1 && entry.shape[1] == 1; }

bool lengths_differ(const File& file, const Candidate& table) {
  if (table.layout != "group") return false;
  std::set<hsize_t> lengths;
  for (const Entry& entry : entries_of(file, table.path)) {
    if (entry.is_dataset(1)) lengths.insert(entry.length());
  }
  return lengths.size() > 1;
}

// Matrices and compound tables stand for themselves. Columns make a table of their group, but beside a matrix a
// single one is more likely to belong to that (ids, weights, targets).
std::vector<Candidate> plain_tables(const std::string& group, const std::vector<Entry>& entries) {
  std::vector<Candidate> tables;
  const auto columns = std::count_if(entries.begin(), entries.end(), is_column_of_numbers);
  for (const Entry& entry : entries) {
    const bool is_column =
        is_single_value(entry) || (entry.is_line() && (columns > 1 || rank_of(entry.name, Meaning::id)));
    if (entry.is_dataset(2) && entry.is_numeric() && !is_column) tables.push_back({"matrix", entry.path});
    if (entry.is_dataset(1) && entry.values == H5T_COMPOUND) tables.push_back({"compound", entry.path});
  }
  if (columns > (tables.empty() ? 0 : 1)) tables.push_back({"group", group});
  return tables;
}

// The tables of a group itself; `whole` says that what is inside belongs to them.
std::vector<Candidate> tables_of(const File& file, const std::string& group, const std::vector<Entry>& entries,
                                 bool& whole) {
  whole = true;
  if (h5::find_text_attribute(file, group, "pandas_type")) return {{"pandas", group}};
  if (is_anndata(file, group, entries)) return {{"anndata", group}};
  if (is_vaex(file, entries)) return {{"vaex", group}};
  whole = false;
  return plain_tables(group, entries);
}

class Search {
 public:
  explicit Search(const File& file) : file_(file) {}

  // A group is entered once, whatever links lead to it, so that circles end.
  void enter(const std::string& group, int depth) {
    if (depth > deepest || !seen_.insert(address_of(file_, group)).second) return;
    const auto entries = entries_of(file_, group);
    bool whole = false;
    for (Candidate& table : tables_of(file_, group, entries, whole)) tables.push_back(std::move(table));
    for (const Entry& entry : entries) {
      remember(entry);
      if (!whole && entry.kind == Entry::Kind::group) enter(entry.path, depth + 1);
    }
  }

  std::vector<Candidate> tables;
  std::vector<std::string> contents;  ///< what there is, for when it is not a table

 private:
  void remember(const Entry& entry) {
    if (contents.size() >= 6) return;
    if (entry.kind == Entry::Kind::broken) {
      contents.push_back(entry.path +
                         (entry.target.empty() ? ", which cannot be opened" : ", a link to " + entry.target));
    }
    if (entry.kind != Entry::Kind::dataset) return;
    contents.push_back(fmt::format("{} [{}]", entry.path, fmt::join(entry.shape, " x ")));
  }

  const File& file_;
  std::set<std::pair<unsigned long, haddr_t>> seen_;
};

Candidate only_one(const File& file, const std::vector<Candidate>& tables) {
  if (tables.size() == 1) return tables[0];
  std::vector<std::string> list;
  for (const Candidate& table : tables) list.push_back(fmt::format("{} ({})", table.path, table.layout));
  file.subject.fail(fmt::format("holds {} tables", tables.size()), fmt::format("{}", fmt::join(list, ", ")),
                    "Name one with --table");
}

[[noreturn]] void refuse_no_table(const File& file, const std::vector<std::string>& contents) {
  file.subject.fail(
      "holds no table of features",
      contents.empty() ? std::string("it has no datasets") : fmt::format("it has {}", fmt::join(contents, "; ")),
      "A table is a group of columns of one dimension, a matrix of two, a compound table, or a file of pandas, "
      "AnnData or vaex");
}

void refuse_other_files_of_segmenta(const File& file) {
  const auto format = h5::find_text_attribute(file, "/", "format");
  if (format == "segmenta-model") {
    file.subject.fail("is a model, not a store", "its attribute format says so",
                      "Name the store that it was fitted to");
  }
}

Candidate find_table(const File& file) {
  refuse_other_files_of_segmenta(file);
  if (h5::find_text_attribute(file, "/", "format") == "segmenta-store") return {"group", "/features"};
  Search search(file);
  search.enter("/", 0);
  if (search.tables.empty()) refuse_no_table(file, search.contents);
  auto tables = search.tables;
  // Groups whose datasets are of all lengths are no tables, unless there is no other.
  std::erase_if(tables, [&](const Candidate& table) { return lengths_differ(file, table); });
  return only_one(file, tables.empty() ? search.tables : tables);
}

Candidate dataset_table(const File& file, const std::string& path) {
  const std::string group = parent_path(path);
  if (h5::find_text_attribute(file, group, "pandas_type")) return {"pandas", group};
  const auto siblings = entries_of(file, group);
  const auto entry =
      std::find_if(siblings.begin(), siblings.end(), [&](const Entry& sibling) { return sibling.path == path; });
  if (entry == siblings.end()) file.subject.at(path).fail("cannot be listed", "its group does not name it");
  if (entry->is_dataset(1) && entry->values == H5T_COMPOUND) return {"compound", path};
  if (entry->is_dataset(1)) {
    file.subject.at(path).fail("is one column, not a table", "it has one dimension",
                               fmt::format("Name its group: --table {}", group));
  }
  return {"matrix", path};
}

std::string absolute(std::string path) {
  if (path.front() != '/') path.insert(path.begin(), '/');
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

}  // namespace

Candidate choose_table(const File& file, const std::string& named) {
  if (named.empty()) return find_table(file);
  const std::string path = absolute(named);
  if (!h5::exists(file, path)) {
    Search search(file);
    search.enter("/", 0);
    std::vector<std::string> list;
    for (const Candidate& table : search.tables) list.push_back(table.path);
    file.subject.fail(
        fmt::format("has no table '{}'", path), "no such group or dataset",
        fmt::format("Tables there: {}", list.empty() ? "none" : fmt::format("{}", fmt::join(list, ", "))));
  }
  if (!is_group(file, path)) return dataset_table(file, path);
  bool whole = false;
  const auto tables = tables_of(file, path, entries_of(file, path), whole);
  if (tables.empty())
    file.subject.at(path).fail("is not a table", "it has no columns of numbers", "Name another group");
  return only_one(file, tables);
}

TableParts parts_of(const File& file, const Candidate& table) {
  if (table.layout == "group") return group_parts(file, table.path);
  if (table.layout == "matrix") return matrix_parts(file, table.path);
  if (table.layout == "compound") return compound_parts(file, table.path);
  if (table.layout == "pandas") return pandas_parts(file, table.path);
  if (table.layout == "anndata") return anndata_parts(file, table.path);
  return vaex_parts(file, table.path);
}

}  // namespace segmenta
