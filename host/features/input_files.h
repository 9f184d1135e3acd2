#pragma once
// The files behind a path: one file, the part files of a folder, or those that a pattern names.

#include <segmenta/context.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace segmenta::features {

struct InputFile {
  std::filesystem::path path;
  /// Columns that folders stand for: ("year", "2024") of orders/year=2024/part-0.parquet; a missing value is empty.
  std::vector<std::pair<std::string, std::string>> keys;
};

/// Whether a path is a pattern: it holds *, ? or [, and there is no file of that name.
bool is_pattern(const std::filesystem::path& given);

/// The files behind `given`, in the order of their paths by bytes. A folder is searched with the folders in it; names
/// that begin with _ or . are passed over, as Spark and Hive do, and so are files of 0 bytes, with a note. Throws
/// Error(input) where nothing is left.
std::vector<InputFile> input_files(const std::filesystem::path& given, const Context& context);

/// "orders.csv" of data/orders.csv, "orders" of data/orders/, "2024-*.csv" of data/2024-*.csv.
std::string short_name(const std::filesystem::path& given);

/// What columns of a source are named after: "survey" of data/survey.csv.gz, "visits" of visits/ and of visits-*.csv
/// and visits/*.csv.
std::string stem(const std::filesystem::path& given);

}  // namespace segmenta::features
