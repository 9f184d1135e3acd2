#pragma once
// The type of a column of text cells, and the column in that type.

#include <segmenta/table.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/source.h"
#include "features/unreadable.h"
#include "features/written_number.h"

namespace segmenta::features {

/// How the numbers of a column are written: `given`, but for what a file declares as numbers, which is written out
/// plainly.
NumberFormat format_of(DeclaredType declared, NumberFormat given);

/// A cell's number as a plain one, and its currency; empty where it is none. Codes that could be taken for one, such as
/// "R2" and "+49 171", are none; "007" stays as it is. `text` holds what is no part of the cell.
struct PlainCell {
  std::string_view number;
  std::string_view currency;
};
PlainCell plain_cell(std::string_view cell, NumberFormat format, std::string& text);

/// Finds the narrowest type that holds every cell without loss: integer, real, boolean, else text.
class TypeFinder {
 public:
  /// `forced`: "string", "int64", "double" or empty. `format`: of the numbers.
  explicit TypeFinder(std::string forced = {}, NumberFormat format = {})
      : forced_(std::move(forced)), format_(format), reading_(format) {}

  /// False for a cell that the forced type cannot hold.
  bool observe(std::string_view cell);
  /// Only text from here on: the file says so.
  void declare_text() { declared_text_ = true; }
  /// Real numbers from here on, infinite ones too: the file says so.
  void declare_real() {
    declared_real_ = true;
    integer_ = boolean_ = false;
  }
  /// As if it had seen the cells of `other`, too.
  void merge(const TypeFinder& other);
  [[nodiscard]] ColumnType type() const;
  [[nodiscard]] NumberFormat format() const { return format_; }
  /// That all cells name which name one; empty where none does, or where the column holds no numbers.
  [[nodiscard]] std::string currency() const;
  /// Why a column of numbers is text: they have another format, or several currencies, and what to do; empty for any
  /// other column. `joined_file`: as options_of() has it.
  [[nodiscard]] std::string why_text(const std::string& joined_file) const;

 private:
  void observe_currency(std::string_view currency);

  std::string forced_;
  NumberFormat format_;
  bool declared_real_ = false;
  bool declared_text_ = false;
  bool any_ = false;
  bool integer_ = true;
  bool real_ = true;
  bool boolean_ = true;
  std::string currency_, other_currency_;
  Reading reading_;  // of the first cells
};

/// The number or boolean (1 or 0) that a cell of a column of that type holds; NaN where it is missing.
double number_in(std::string_view cell, ColumnType type, NumberFormat format);
/// Whether a cell is a number that is no code: finite, without leading zeros, whole only as far as float64 holds it.
bool is_number(std::string_view cell, NumberFormat format);
/// "int64", "float64", "bool" or "string"
const char* type_name(ColumnType type);

/// `values`: a cell a row.
StoreColumn typed_column(Column column, ColumnType type, const std::vector<std::string_view>& values,
                         NumberFormat format = {});

}  // namespace segmenta::features
