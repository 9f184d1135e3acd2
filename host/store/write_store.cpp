// Writes a store: each column in the type that holds all of its values, with its attributes.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/store.h>

#include <algorithm>
#include <cmath>

#include "store/arrays.h"
#include "store/atomic_file.h"

namespace segmenta {
namespace {

using h5::File;
using h5::Layout;

// Float64 holds every whole number up to here.
constexpr double whole_limit = 9007199254740992.0;

bool all_whole(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(),
                     [](double value) { return std::abs(value) <= whole_limit && value == std::trunc(value); });
}

template <class T>
void write_as(const File& file, const std::string& path, const std::vector<double>& values) {
  std::vector<T> narrowed(values.size());
  std::transform(values.begin(), values.end(), narrowed.begin(), [](double value) { return static_cast<T>(value); });
  h5::write_array<T>(file, path, narrowed, {narrowed.size()}, Layout::chunked);
}

void write_booleans(const File& file, const std::string& path, const std::vector<double>& values) {
  std::vector<std::int8_t> bytes(values.size());
  std::transform(values.begin(), values.end(), bytes.begin(),
                 [](double value) { return static_cast<std::int8_t>(value != 0 ? 1 : 0); });
  h5::write_raw(file, path, h5::boolean_type().get(), bytes.data(), {bytes.size()}, Layout::chunked);
}

// Whole numbers and booleans have no value for "missing", so a column that misses one is written as float64.
void write_numbers(const File& file, const std::string& path, const Column& column, const std::vector<double>& values) {
  if (column.type == ColumnType::integer && all_whole(values)) return write_as<std::int64_t>(file, path, values);
  if (column.type == ColumnType::boolean && all_whole(values)) return write_booleans(file, path, values);
  if (column.type == ColumnType::real && column.type_name == "float32") return write_as<float>(file, path, values);
  h5::write_array<double>(file, path, values, {values.size()}, Layout::chunked);
}

void write_column(const File& file, const StoreColumn& store_column) {
  const Column& column = store_column.column;
  const std::string path = "/features/" + column.name;
  if (column.type == ColumnType::text) {
    h5::write_strings(file, path, store_column.text, Layout::chunked);
  } else {
    write_numbers(file, path, column, store_column.values);
  }
  h5::write_attribute(file, path, "units", column.units);
  h5::write_attribute(file, path, "definition", column.definition);
  h5::write_attribute(file, path, "source", column.source);
  if (!column.role.empty()) h5::write_attribute(file, path, "role", column.role);
}

void refuse_unfit(const Ids& ids, const std::vector<StoreColumn>& columns) {
  const std::int64_t rows = size(ids);
  for (const auto& [column, values, text] : columns) {
    const std::size_t length = column.type == ColumnType::text ? text.size() : values.size();
    if (static_cast<std::int64_t>(length) != rows) {
      throw Error(ErrorKind::defect, fmt::format("column '{}' has {} rows", column.name, length),
                  fmt::format("there are {} ids", rows), "");
    }
    if (column.name.empty() || column.name == "." || column.name.find('/') != std::string::npos) {
      throw Error(ErrorKind::input, fmt::format("'{}' cannot name a feature in HDF5", column.name),
                  "a name is a path there", "Rename the column without '/'");
    }
  }
}

}  // namespace

void write_store(const std::filesystem::path& file, const Ids& ids, const std::vector<StoreColumn>& columns,
                 const Attributes& attributes, Overwrite overwrite) {
  refuse_unfit(ids, columns);
  AtomicFile output(file, overwrite);
  h5::write_format(output.file(), "segmenta-store");
  for (const auto& [name, text] : attributes) {
    if (!text.empty()) h5::write_attribute(output.file(), "/", name, text);
  }
  h5::write_ids(output.file(), "/id", ids, Layout::chunked);
  h5::create_group(output.file(), "/features");
  for (const StoreColumn& column : columns) write_column(output.file(), column);
  output.commit();
}

}  // namespace segmenta
