// Each aggregation once.

#include "features/aggregator.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "features/aggregation.h"
#include "features/cell.h"
#include "features/exact_sum.h"
#include "features/hash_set.h"
#include "features/typed_column.h"
#include "features/utf8.h"

namespace segmenta::features {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

// Reads a cell as a number; a date is its day. Nothing where it is missing.
class NumberReader {
 public:
  NumberReader(CellKind kind, const DateReader& dates, NumberFormat format)
      : kind_(kind), dates_(&dates), format_(format) {}

  [[nodiscard]] std::optional<double> operator()(std::string_view cell) const {
    cell = trimmed(cell);
    if (is_missing(cell)) return std::nullopt;
    if (kind_ == CellKind::date) {
      const auto time = dates_->parse(cell);
      if (!time) return std::nullopt;
      return day_of(*time);
    }
    const double value = number_in(cell, kind_ == CellKind::boolean ? ColumnType::boolean : ColumnType::real, format_);
    return std::isnan(value) ? std::nullopt : std::optional(value);
  }

  [[nodiscard]] bool is_date() const { return kind_ == CellKind::date; }
  [[nodiscard]] NumberFormat format() const { return format_; }

 private:
  CellKind kind_;
  const DateReader* dates_;
  NumberFormat format_;
};

StoreColumn number_column(ColumnType type, std::vector<double> values, std::string units = {}) {
  StoreColumn column = typed_column({}, type, {});
  column.column.units = std::move(units);
  column.values = std::move(values);
  return column;
}

// Days from dates to the as-of date.
StoreColumn days_column(std::vector<double> days, std::int32_t as_of) {
  for (double& day : days) day = as_of - day;
  return number_column(ColumnType::integer, std::move(days), "days");
}

class Counter : public Aggregator {
 public:
  // `values`: counts values rather than rows.
  Counter(std::size_t rows, bool values) : counts_(rows), values_(values) {}

  void add(std::size_t row, std::string_view cell) override {
    if (!values_ || !is_missing(trimmed(cell))) ++counts_[row];
  }
  StoreColumn finish(std::int32_t /*as_of*/) override {
    return number_column(ColumnType::integer, std::move(counts_), values_ ? "" : "rows");
  }

 private:
  std::vector<double> counts_;
  bool values_;
};

class Summer : public Aggregator {
 public:
  Summer(std::size_t rows, ColumnType type, NumberReader number, bool mean)
      : sums_(rows), counts_(rows), type_(type), number_(number), mean_(mean) {}

  void add(std::size_t row, std::string_view cell) override {
    const auto value = number_(cell);
    if (!value) return;
    ++counts_[row];
    std::string text;
    sums_[row].add(type_ == ColumnType::boolean ? (*value != 0 ? "1" : "0")
                                                : plain_cell(trimmed(cell), number_.format(), text).number);
  }
  StoreColumn finish(std::int32_t /*as_of*/) override {
    std::vector<double> values(sums_.size());
    for (std::size_t row = 0; row < values.size(); ++row) {
      const auto count = static_cast<double>(counts_[row]);
      values[row] = mean_ ? sums_[row].value() / count : sums_[row].value();
    }
    return number_column(mean_ || type_ == ColumnType::real ? ColumnType::real : ColumnType::integer,
                         std::move(values));
  }

 private:
  std::vector<ExactSum> sums_;
  std::vector<std::int64_t> counts_;
  ColumnType type_;
  NumberReader number_;
  bool mean_;
};

class Extreme : public Aggregator {
 public:
  Extreme(std::size_t rows, ColumnType type, NumberReader number, bool largest)
      : values_(rows, missing), type_(type), number_(number), largest_(largest) {}

  void add(std::size_t row, std::string_view cell) override {
    const auto value = number_(cell);
    if (!value) return;
    double& held = values_[row];
    if (std::isnan(held) || (largest_ ? *value > held : *value < held)) held = *value;
  }
  StoreColumn finish(std::int32_t as_of) override {
    if (number_.is_date()) return days_column(std::move(values_), as_of);
    return number_column(type_, std::move(values_));
  }

 private:
  std::vector<double> values_;
  ColumnType type_;
  NumberReader number_;
  bool largest_;
};

// The first or last number in the order of the source.
class EndNumber : public Aggregator {
 public:
  EndNumber(std::size_t rows, ColumnType type, NumberReader number, bool last)
      : values_(rows, missing), type_(type), number_(number), last_(last) {}

  void add(std::size_t row, std::string_view cell) override {
    const auto value = number_(cell);
    if (value && (last_ || std::isnan(values_[row]))) values_[row] = *value;
  }
  StoreColumn finish(std::int32_t /*as_of*/) override { return number_column(type_, std::move(values_)); }

 private:
  std::vector<double> values_;
  ColumnType type_;
  NumberReader number_;
  bool last_;
};

class EndText : public Aggregator {
 public:
  EndText(std::size_t rows, bool last) : texts_(rows), last_(last) {}

  void add(std::size_t row, std::string_view cell) override {
    if (is_missing(trimmed(cell)) || (!last_ && !texts_[row].empty())) return;
    texts_[row] = recoded_to_utf8(cell).value_or(std::string(cell));
  }
  StoreColumn finish(std::int32_t /*as_of*/) override {
    StoreColumn column = typed_column({}, ColumnType::text, {});
    column.text = std::move(texts_);
    return column;
  }

 private:
  std::vector<std::string> texts_;
  bool last_;
};

class DistinctCounter : public Aggregator {
 public:
  DistinctCounter(std::size_t rows, CellKind kind, NumberReader number)
      : counts_(rows), is_text_(kind == CellKind::text), number_(number) {}

  void add(std::size_t row, std::string_view cell) override {
    const auto hash = hash_of_value(trimmed(cell));
    if (hash && seen_.insert(hash_of(*hash, static_cast<std::uint32_t>(row)))) ++counts_[row];
  }
  StoreColumn finish(std::int32_t /*as_of*/) override {
    return number_column(ColumnType::integer, std::move(counts_), number_.is_date() ? "distinct days" : "values");
  }

 private:
  [[nodiscard]] std::optional<Hash128> hash_of_value(std::string_view cell) const {
    if (is_missing(cell)) return std::nullopt;
    if (is_text_) return hash_of(recoded_to_utf8(cell).value_or(std::string(cell)));
    const auto value = number_(cell);
    if (!value) return std::nullopt;
    const double plain = *value == 0 ? 0.0 : *value;  // -0 is 0
    char bytes[sizeof(plain)];
    std::memcpy(bytes, &plain, sizeof(plain));
    return hash_of(std::string_view(bytes, sizeof(bytes)));
  }

  std::vector<double> counts_;
  bool is_text_;
  NumberReader number_;
  HashSet seen_;
};

[[noreturn]] void refuse_values(const Aggregation& aggregation, const std::string& first, const char* what) {
  throw Error(ErrorKind::input, fmt::format("{} is not a {}", first, what),
              fmt::format("{} needs {}s", text_of(aggregation), what),
              "Correct it, or take count, first, last or distinct of the column");
}

bool takes_numbers(Aggregate how) {
  return how == Aggregate::sum || how == Aggregate::mean || how == Aggregate::min || how == Aggregate::max;
}

// Numbers that a file declares as text are numbers where such are needed.
CellKind kind_for(const Aggregation& aggregation, const ColumnKind& kind) {
  const bool all_numbers = kind.values() > 0 && kind.numbers() == kind.values();
  const CellKind found = cell_kind(kind);
  return found == CellKind::text && all_numbers && takes_numbers(aggregation.how) ? CellKind::number : found;
}

// Sums and means need numbers, extremes these or dates.
void check_values(const Aggregation& aggregation, const FoundColumn& column, CellKind kind) {
  if (kind == CellKind::number || kind == CellKind::boolean || column.kind.values() == 0) return;
  const bool sums = aggregation.how == Aggregate::sum || aggregation.how == Aggregate::mean;
  const bool extreme = aggregation.how == Aggregate::min || aggregation.how == Aggregate::max;
  if (sums || (extreme && kind == CellKind::text && column.kind.numbers() >= column.kind.dates())) {
    refuse_values(aggregation, column.no_number, "number");
  }
  if (extreme && kind == CellKind::text) refuse_values(aggregation, column.no_date, "date");
}

}  // namespace

CellKind cell_kind(const ColumnKind& kind) {
  if (kind.is_date()) return CellKind::date;
  switch (kind.type()) {
    case ColumnType::text:
      return CellKind::text;
    case ColumnType::boolean:
      return CellKind::boolean;
    default:
      return CellKind::number;
  }
}

std::unique_ptr<Aggregator> make_aggregator(const Aggregation& aggregation, const FoundColumn* column, std::size_t rows,
                                            const DateReader& dates) {
  if (column == nullptr) return std::make_unique<Counter>(rows, false);
  const CellKind kind = kind_for(aggregation, column->kind);
  check_values(aggregation, *column, kind);
  const NumberReader number(kind, dates, column->kind.format());
  const ColumnType type = column->kind.type() == ColumnType::text ? ColumnType::real : column->kind.type();
  switch (aggregation.how) {
    case Aggregate::count:
      return std::make_unique<Counter>(rows, true);
    case Aggregate::sum:
    case Aggregate::mean:
      return std::make_unique<Summer>(rows, type, number, aggregation.how == Aggregate::mean);
    case Aggregate::min:
    case Aggregate::max:
      return std::make_unique<Extreme>(rows, type, number, aggregation.how == Aggregate::max);
    case Aggregate::distinct:
      return std::make_unique<DistinctCounter>(rows, kind, number);
    case Aggregate::first:
    case Aggregate::last:
      break;
  }
  const bool last = aggregation.how == Aggregate::last;
  if (kind == CellKind::text) return std::make_unique<EndText>(rows, last);
  if (kind == CellKind::date) return std::make_unique<Extreme>(rows, type, number, last);
  return std::make_unique<EndNumber>(rows, type, number, last);
}

}  // namespace segmenta::features
