#pragma once
// A table of one row a customer (CSV, CSV.gz, Parquet) as the columns of a feature store.
//
// @code
// segmenta::ImportOptions options;
// options.table = "customers.parquet";
// options.id = "customer_id";
// const segmenta::ImportedTable table = segmenta::import_table(options, {});
// segmenta::write_store("customers.h5", table.ids, table.columns);
// @endcode

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <segmenta/context.h>
#include <segmenta/export.h>
#include <segmenta/table.h>

namespace SEGMENTA_API segmenta {

struct ImportOptions {
  std::filesystem::path
      table;       ///< a file, a folder of part files, or a pattern ("2024-*.csv"), as FeatureOptions::orders
  std::string id;  ///< its column that names each customer once
  std::vector<std::string> columns;  ///< those to take, in this order; empty: all
  /// Column name and type: string, int64 or double. By default the type is found from all values.
  std::vector<std::pair<std::string, std::string>> types;
  std::string date_format;        ///< strptime format of dates; ISO 8601 is always known
  std::optional<char> delimiter;  ///< of CSV; by default found from the first rows
  std::int64_t skip_lines = 0;    ///< before the header, as FeatureOptions::skip_lines
  char decimal = '.';             ///< decimal character of the numbers: '.' or ','
  char thousands = '\0';  ///< what separates their thousands: ',', '.', ' ' (of any kind) or '\''; '\0': nothing
};

struct ImportedTable {
  Ids ids;
  std::string id;  ///< name of its column
  std::vector<StoreColumn> columns;
  std::vector<std::int64_t> missing;  ///< values of each column
  std::int64_t files = 0;             ///< that were read
};

/// A row a customer, in the order of the table. Types are kept: what Parquet declares; of CSV, the narrowest of int64,
/// float64 and bool that holds every value of a column without loss, else text ("007" and whole numbers beyond 2^53
/// are text). Numbers may have a currency, which becomes the unit of their column, and be negative as "(5.00)" or
/// "5.00-"; a column of two currencies is text, with a note, as is one whose numbers have another format than the
/// options say. A column of dates is text as YYYY-MM-DD, with the time where there is one, of unit "date", as features
/// has its dates: no fit takes it for a number. Missing values stay so: empty cells, NaN, NULL and their like; in
/// columns of text "NA" is a text. Ids are integers where every one is an integer without loss, text otherwise, and
/// always text where the file declares them as text.
///
/// Columns without a name, and those where pandas keeps row numbers, are left out with a note, unless they are named.
///
/// Throws Error(usage) for options that contradict each other; Error(input) for an unreadable file, an absent column,
/// an id that is missing or occurs twice (both rows are named), a value that does not fit the type asked for, or a
/// table without rows or columns.
ImportedTable import_table(const ImportOptions& options, const Context& context);

/// The ids of `options.id` alone, as import_table() reads them, in the order in which they are first there: a list of
/// customers, who may be on it more than once. Throws likewise.
Ids import_id_column(const ImportOptions& options, const Context& context);

}  // namespace segmenta
