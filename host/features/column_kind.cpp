// Looks at each cell once; what a block has found is merged in the order of the file.

#include "features/column_kind.h"

#include <utility>

#include "features/cell.h"

namespace segmenta::features {
namespace {

// The first of two, the second counted from `before` on.
void take_first(std::optional<std::int64_t>& first, const std::optional<std::int64_t>& next, std::int64_t before) {
  if (!first && next) first = before + *next;
}

}  // namespace

ColumnKind::ColumnKind(std::string forced, DeclaredType declared, const DateReader& dates, NumberFormat format)
    : declared_(declared), dates_(&dates), type_(forced, format_of(declared, format)), forced_(!forced.empty()) {
  if (declared == DeclaredType::text) type_.declare_text();
  if (declared == DeclaredType::real || declared == DeclaredType::single) type_.declare_real();
}

void ColumnKind::observe(std::string_view cell) {
  const std::int64_t at = cells_++;
  cell = trimmed(cell);
  if (is_missing(cell)) return;
  ++values_;
  if (!type_.observe(cell) && !misfit_) misfit_ = at;
  const bool number = is_number(cell, type_.format());
  numbers_ += number ? 1 : 0;
  if (!number && !no_number_) no_number_ = at;
  const bool may_be_date = !number || dates_->has_format();
  const auto time = may_be_date ? dates_->parse(cell) : std::nullopt;
  if (time) {
    ++dates_found_;
    times_ = times_ || !is_midnight(*time);
  } else if (!no_date_) {
    no_date_ = at;
  }
}

void ColumnKind::merge(const ColumnKind& next) {
  take_first(no_number_, next.no_number_, cells_);
  take_first(no_date_, next.no_date_, cells_);
  take_first(misfit_, next.misfit_, cells_);
  type_.merge(next.type_);
  if (declared_ != next.declared_) declared_ = DeclaredType::other;
  times_ = times_ || next.times_;
  cells_ += next.cells_;
  values_ += next.values_;
  numbers_ += next.numbers_;
  dates_found_ += next.dates_found_;
}

bool ColumnKind::is_date() const { return !forced_ && values_ > 0 && dates_found_ == values_; }

}  // namespace segmenta::features
