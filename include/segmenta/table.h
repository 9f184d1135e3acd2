#pragma once
// A table of customers: one row a customer, typed columns, optionally an id column. The store readers implement
// it over HDF5 files; MemoryTable over arrays of the caller. Everything after reading sees only this.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <segmenta/export.h>

namespace SEGMENTA_API segmenta {

enum class ColumnType { integer, real, boolean, text };

struct Column {
  std::string name;
  ColumnType type = ColumnType::real;
  std::string type_name;  ///< as the source calls it: "int64", "float32", "bool", "string"
  std::string units;      ///< "days", "GBP", ...; empty where not stated
  std::string definition;
  std::string source;
  std::string role{};   ///< behaviour_role, or empty where the source says nothing
  std::string label{};  ///< what people call it, where they said so; see label_of()
};

/// The role of what customers do, which is what to cluster by. A table that marks columns so says that the others are
/// not.
inline constexpr std::string_view behaviour_role = "behaviour";

/// A column with its values, as a store keeps it.
struct StoreColumn {
  Column column;
  std::vector<double> values;     ///< real, integer and boolean columns; NaN is missing
  std::vector<std::string> text;  ///< text columns
};

/// Customer ids of a range of rows. Integers keep all 64 bits; anything else is text.
using Ids = std::variant<std::vector<std::int64_t>, std::vector<std::uint64_t>, std::vector<std::string>>;

std::int64_t size(const Ids& ids);
/// The id at `row` as text, for messages.
std::string to_string(const Ids& ids, std::int64_t row);

/// Thread-safety: reads of one Table must not overlap.
class Table {
 public:
  virtual ~Table() = default;

  /// How messages name this table: the file, and the path inside it where there is one.
  [[nodiscard]] virtual std::string name() const = 0;
  [[nodiscard]] virtual std::int64_t rows() const = 0;
  /// Every column but the id, in the order of the source (creation order where kept, else by name).
  [[nodiscard]] virtual const std::vector<Column>& columns() const = 0;
  /// Name of the id column; empty where there is none (ids are then the row numbers, from 0).
  [[nodiscard]] virtual std::string id_name() const = 0;

  /// Reads rows [first, first + count) of the given columns (indices into columns()) as float64 into `values`,
  /// column after column [columns.size() x count]. Missing values are NaN. Text columns are refused.
  virtual void read(std::span<const std::size_t> columns, std::int64_t first, std::int64_t count,
                    double* values) const = 0;
  /// Reads rows [first, first + count) of a text column; a missing value is an empty string.
  [[nodiscard]] virtual std::vector<std::string> read_text(std::size_t column, std::int64_t first,
                                                           std::int64_t count) const = 0;
  [[nodiscard]] virtual Ids read_ids(std::int64_t first, std::int64_t count) const = 0;

  /// Index of the column of that name. Throws Error(input) that says near names when there is none
  /// ("Did you mean 'recency_days'?", whatever the case), else which columns there are.
  [[nodiscard]] std::size_t column_index(const std::string& name) const;
};

/// A table over a matrix [rows x names.size()], row-major, that the caller keeps alive.
class MemoryTable : public Table {
 public:
  MemoryTable(std::vector<std::string> names, std::span<const double> values, std::string name = "memory");
  /// A temporary would not outlive the call.
  MemoryTable(std::vector<std::string> names, std::vector<double>&& values, std::string name = "memory") = delete;

  [[nodiscard]] std::string name() const override { return name_; }
  [[nodiscard]] std::int64_t rows() const override { return rows_; }
  [[nodiscard]] const std::vector<Column>& columns() const override { return columns_; }
  [[nodiscard]] std::string id_name() const override { return {}; }
  void read(std::span<const std::size_t> columns, std::int64_t first, std::int64_t count,
            double* values) const override;
  [[nodiscard]] std::vector<std::string> read_text(std::size_t column, std::int64_t first,
                                                   std::int64_t count) const override;
  [[nodiscard]] Ids read_ids(std::int64_t first, std::int64_t count) const override;

 private:
  std::vector<Column> columns_;
  std::span<const double> values_;
  std::int64_t rows_ = 0;
  std::string name_;
};

}  // namespace segmenta
