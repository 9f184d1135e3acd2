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
  [[nodiscard]] ColumnType type() const;

 private:
  std::string forced_;
  bool any_ = false;
  bool integer_ = true;
  bool real_ = true;
  bool boolean_ = true;
};

/// `values`: a cell a row.
StoreColumn typed_column(Column column, ColumnType type, const std::vector<std::string_view>& values);

}  // namespace segmenta::features
