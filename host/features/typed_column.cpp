// A column is boolean, integer or real where every value is; codes such as "007" keep it text.

#include "features/typed_column.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "features/cell.h"
#include "features/customer_id.h"

namespace segmenta::features {
namespace {

bool is_integer(std::string_view cell) {
  constexpr std::int64_t exact = std::int64_t{1} << 53;  // stores hold numbers as float64
  const auto value = plain_integer<std::int64_t>(cell);
  return value && *value <= exact && *value >= -exact;
}

std::optional<double> any_real_value(std::string_view cell) {
  double value = 0;
  const auto parsed = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (parsed.ec != std::errc{} || parsed.ptr != cell.data() + cell.size()) return {};
  return value;
}

std::optional<double> real_value(std::string_view cell) {
  const auto value = any_real_value(cell);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

// "007" and integers beyond 2^53 are codes, not numbers.
bool is_real(std::string_view cell) {
  const std::string_view digits = cell.starts_with('-') ? cell.substr(1) : cell;
  if (digits.size() > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9') return false;
  if (digits.size() > 15 && digits.find_first_not_of("0123456789") == std::string_view::npos) return is_integer(cell);
  return real_value(cell).has_value();
}

std::optional<bool> boolean_value(std::string_view cell) {
  if (cell == "true" || cell == "True" || cell == "TRUE") return true;
  if (cell == "false" || cell == "False" || cell == "FALSE") return false;
  return std::nullopt;
}

}  // namespace

double number_in(std::string_view cell, ColumnType type) {
  constexpr double missing = std::numeric_limits<double>::quiet_NaN();
  if (type != ColumnType::boolean) return any_real_value(trimmed(cell)).value_or(missing);
  const auto value = boolean_value(trimmed(cell));
  return value ? static_cast<double>(*value) : missing;
}

bool is_number(std::string_view cell) { return is_real(cell); }

const char* type_name(ColumnType type) {
  switch (type) {
    case ColumnType::integer:
      return "int64";
    case ColumnType::real:
      return "float64";
    case ColumnType::boolean:
      return "bool";
    case ColumnType::text:
      return "string";
  }
  return "";
}

bool TypeFinder::observe(std::string_view cell) {
  cell = trimmed(cell);
  if (is_missing(cell)) return true;
  any_ = true;
  if (declared_real_) return true;
  if (integer_) integer_ = is_integer(cell);
  if (real_) real_ = is_real(cell);
  if (boolean_) boolean_ = boolean_value(cell).has_value();
  if (forced_ == "int64") return is_integer(cell);
  if (forced_ == "double") return real_value(cell).has_value();
  return true;
}

void TypeFinder::merge(const TypeFinder& other) {
  declared_real_ = declared_real_ && other.declared_real_;
  any_ = any_ || other.any_;
  integer_ = integer_ && other.integer_;
  real_ = real_ && other.real_;
  boolean_ = boolean_ && other.boolean_;
}

ColumnType TypeFinder::type() const {
  if (forced_ == "int64") return ColumnType::integer;
  if (forced_ == "double") return ColumnType::real;
  if (declared_real_ && forced_ != "string") return ColumnType::real;
  if (forced_ == "string" || !any_) return ColumnType::text;
  if (integer_) return ColumnType::integer;
  if (real_) return ColumnType::real;
  return boolean_ ? ColumnType::boolean : ColumnType::text;
}

StoreColumn typed_column(Column column, ColumnType type, const std::vector<std::string_view>& values) {
  StoreColumn typed;
  typed.column = std::move(column);
  typed.column.type = type;
  typed.column.type_name = type_name(type);
  for (const std::string_view value : values) {
    if (type == ColumnType::text) {
      typed.text.emplace_back(value);
    } else {
      typed.values.push_back(number_in(value, type));
    }
  }
  return typed;
}

}  // namespace segmenta::features
