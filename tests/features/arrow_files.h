#pragma once
// Files that Arrow writes for the tests.

#include <filesystem>
#include <string>

namespace segmenta {

std::string gzip(const std::string& bytes);

/// The five lines of parquet_as_csv, with their proper types: id int64 or float64 (missing in the third line), day
/// timestamp, order text in a dictionary, product int32, quantity int32, price float64 or decimal.
void write_parquet(const std::filesystem::path& file, bool pandas_floats = false, bool decimals = false);
extern const char* const parquet_as_csv;

/// One column, "list", of lists of numbers, and the columns id, day, amount of one line.
void write_nested_parquet(const std::filesystem::path& file);

/// Three customers, with the ids "007", "12" and "1.0" as text; whole and infinite (float64), single (float32), flag
/// (bool), code (text), day (date32) and
/// uuid (16 bytes, 00 to 0f in the first).
void write_customers_parquet(const std::filesystem::path& file);

/// Columns id (1, 2), day and amount of two lines, and "code": numbers, declared as text.
void write_codes_parquet(const std::filesystem::path& file);

/// Columns id, day and amount of one line, at 2024-01-05 13:00 UTC in a column of times with that zone.
void write_zoned_parquet(const std::filesystem::path& file, const std::string& zone);

}  // namespace segmenta
