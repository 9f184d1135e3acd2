// A column is boolean, integer or real where every value is; codes such as "007" keep it text. Numbers are first
// written plainly.

#include "features/typed_column.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "features/cell.h"
#include "features/currencies.h"
#include "features/customer_id.h"

namespace segmenta::features {
namespace {

constexpr std::int64_t most_read = 1000;

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

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

bool is_of_number(char c) { return (c >= '0' && c <= '9') || c == '-' || c == '(' || c == ')'; }

// "R2" is a code rather than two rands, and "+49 171" a telephone.
bool looks_like_code(std::string_view cell) {
  const auto touches = [](char a, char b) {
    return (is_letter(a) && is_of_number(b)) || (is_of_number(a) && is_letter(b));
  };
  return cell.starts_with('+') || std::ranges::adjacent_find(cell, touches) != cell.end();
}

// As computers write them, but for the decimal character.
std::string_view computer_number(std::string_view cell, char decimal, std::string& text) {
  if (decimal != '.') {
    if (cell.find('.') != std::string_view::npos) return {};
    if (const std::size_t point = cell.find(decimal); point != std::string_view::npos) {
      text = cell;
      text[point] = '.';
      cell = text;
    }
  }
  return any_real_value(cell) ? cell : std::string_view();
}

}  // namespace

NumberFormat format_of(DeclaredType declared, NumberFormat given) {
  const bool is_text = declared == DeclaredType::none || declared == DeclaredType::text;
  return is_text ? given : NumberFormat{};
}

PlainCell plain_cell(std::string_view cell, NumberFormat format, std::string& text) {
  if (const auto number = computer_number(cell, format.decimal, text); !number.empty()) return {number, {}};
  if (looks_like_code(cell)) return {};
  auto plain = plain_number(cell, format);
  if (!plain) return {};
  text = std::move(plain->text);
  return {text, plain->currency};
}

double number_in(std::string_view cell, ColumnType type, NumberFormat format) {
  constexpr double missing = std::numeric_limits<double>::quiet_NaN();
  if (type != ColumnType::boolean) {
    std::string text;
    return any_real_value(plain_cell(trimmed(cell), format, text).number).value_or(missing);
  }
  const auto value = boolean_value(trimmed(cell));
  return value ? static_cast<double>(*value) : missing;
}

bool is_number(std::string_view cell, NumberFormat format) {
  std::string text;
  return is_real(plain_cell(cell, format, text).number);
}

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
  if (declared_real_ || (declared_text_ && forced_.empty())) return true;
  std::string text;
  const PlainCell plain = plain_cell(cell, format_, text);
  if (reading_.values() < most_read) {
    plain.number.empty() ? reading_.add_unread_number(cell, 0) : reading_.add_number(cell);
  }
  observe_currency(plain.currency);
  if (integer_) integer_ = is_integer(plain.number);
  if (real_) real_ = is_real(plain.number);
  if (boolean_) boolean_ = boolean_value(cell).has_value();
  if (forced_ == "int64") return is_integer(plain.number);
  if (forced_ == "double") return real_value(plain.number).has_value();
  return true;
}

void TypeFinder::observe_currency(std::string_view currency) {
  if (currency.empty()) return;
  if (currency_.empty() || is_same_currency(currency_, currency)) {
    currency_ = currency_.empty() ? currency : more_exact(currency_, currency);
  } else if (other_currency_.empty()) {
    other_currency_ = currency;
  }
}

void TypeFinder::merge(const TypeFinder& other) {
  declared_real_ = declared_real_ && other.declared_real_;
  declared_text_ = declared_text_ || other.declared_text_;
  observe_currency(other.currency_);
  observe_currency(other.other_currency_);
  reading_ += other.reading_;
  any_ = any_ || other.any_;
  integer_ = integer_ && other.integer_;
  real_ = real_ && other.real_;
  boolean_ = boolean_ && other.boolean_;
}

ColumnType TypeFinder::type() const {
  if (forced_ == "int64") return ColumnType::integer;
  if (forced_ == "double") return ColumnType::real;
  if (declared_real_ && forced_ != "string") return ColumnType::real;
  if (forced_ == "string" || declared_text_ || !other_currency_.empty() || !any_) return ColumnType::text;
  if (integer_) return ColumnType::integer;
  if (real_) return ColumnType::real;
  return boolean_ ? ColumnType::boolean : ColumnType::text;
}

std::string TypeFinder::currency() const { return type() == ColumnType::text ? std::string() : currency_; }

std::string TypeFinder::why_text(const std::string& joined_file) const {
  if (type() != ColumnType::text || !forced_.empty() || declared_text_) return {};
  if (real_ && !other_currency_.empty()) return fmt::format("its values are in {} and {}", currency_, other_currency_);
  const std::string options = reading_.likely_number_options(joined_file);
  return options.empty() ? options : "its values are numbers with " + options;
}

StoreColumn typed_column(Column column, ColumnType type, const std::vector<std::string_view>& values,
                         NumberFormat format) {
  StoreColumn typed;
  typed.column = std::move(column);
  typed.column.type = type;
  typed.column.type_name = type_name(type);
  for (const std::string_view value : values) {
    if (type == ColumnType::text) {
      typed.text.emplace_back(value);
    } else {
      typed.values.push_back(number_in(value, type, format));
    }
  }
  return typed;
}

}  // namespace segmenta::features
