#pragma once
// What a column of text cells holds: numbers, booleans, dates or text; and the first cell that is in the way.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/date_cells.h"
#include "features/source.h"
#include "features/typed_column.h"

namespace segmenta::features {

/// Some of the cells of a column, in their order; merged, they are seen as one. Copyable; a part of its own for each
/// thread.
class ColumnKind {
 public:
  /// `forced`: "string", "int64", "double" or empty. `dates` must outlive it. `format`: of the numbers that the file
  /// does not declare as such.
  ColumnKind(std::string forced, DeclaredType declared, const DateReader& dates, NumberFormat format);

  /// A cell, and where it stands among those that are merged.
  void observe(std::string_view cell);
  void merge(const ColumnKind& next);

  [[nodiscard]] bool is_date() const;
  /// Of text where it holds dates, too.
  [[nodiscard]] ColumnType type() const { return type_.type(); }
  [[nodiscard]] NumberFormat format() const { return type_.format(); }
  [[nodiscard]] std::string currency() const { return type_.currency(); }
  /// As TypeFinder has it; empty for dates.
  [[nodiscard]] std::string why_text(const std::string& joined_file) const {
    return is_date() ? std::string() : type_.why_text(joined_file);
  }
  [[nodiscard]] bool is_single() const { return declared_ == DeclaredType::single && type() == ColumnType::real; }
  /// Whether a date has a time of day other than midnight.
  [[nodiscard]] bool has_times() const { return times_; }
  [[nodiscard]] std::int64_t values() const { return values_; }
  [[nodiscard]] std::int64_t numbers() const { return numbers_; }
  [[nodiscard]] std::int64_t dates() const { return dates_found_; }
  /// Index, among all cells, of the first value that is no number, that is no date, that does not fit the forced type.
  [[nodiscard]] std::optional<std::int64_t> first_no_number() const { return no_number_; }
  [[nodiscard]] std::optional<std::int64_t> first_no_date() const { return no_date_; }
  [[nodiscard]] std::optional<std::int64_t> first_misfit() const { return misfit_; }

 private:
  DeclaredType declared_;
  const DateReader* dates_;
  TypeFinder type_;
  bool forced_ = false;
  bool times_ = false;
  std::int64_t cells_ = 0, values_ = 0, numbers_ = 0, dates_found_ = 0;
  std::optional<std::int64_t> no_number_, no_date_, misfit_;
};

}  // namespace segmenta::features
