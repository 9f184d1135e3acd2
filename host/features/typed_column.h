#pragma once
// The type of a column of text cells, and the column in that type.

#include <segmenta/table.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segmenta::features {

/// Finds the narrowest type that holds every cell without loss: integer, real, boolean, else text.
class TypeFinder {
 public:
  /// `forced`: "string", "int64", "double" or empty.
  explicit TypeFinder(std::string forced = {}) : forced_(std::move(forced)) {}

  /// False for a cell that the forced type cannot hold.
  bool observe(std::string_view cell);
  /// Only text from here on: the file says so.
  void declare_text() { integer_ = real_ = boolean_ = false; }
  /// Real numbers from here on, infinite ones too: the file says so.
  void declare_real() {
    declared_real_ = true;
    integer_ = boolean_ = false;
  }
  /// As if it had seen the cells of `other`, too.
  void merge(const TypeFinder& other);
  [[nodiscard]] ColumnType type() const;

 private:
  std::string forced_;
  bool declared_real_ = false;
  bool any_ = false;
  bool integer_ = true;
  bool real_ = true;
  bool boolean_ = true;
};

/// The number or boolean (1 or 0) that a cell of a column of that type holds; NaN where it is missing.
double number_in(std::string_view cell, ColumnType type);
/// Whether a cell is a number that is no code: finite, without leading zeros, whole only as far as float64 holds it.
bool is_number(std::string_view cell);
/// "int64", "float64", "bool" or "string"
const char* type_name(ColumnType type);

/// `values`: a cell a row.
StoreColumn typed_column(Column column, ColumnType type, const std::vector<std::string_view>& values);

}  // namespace segmenta::features
