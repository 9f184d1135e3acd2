// Which options of the features contradict each other, and which types may be forced.

#include "features/options.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <string_view>

#include "features/period.h"

namespace segmenta::features {
namespace {

[[noreturn]] void refuse(const std::string& problem, const std::string& suggestion) {
  throw Error(ErrorKind::usage, problem, "", suggestion);
}

void check_money(const FeatureOptions& options) {
  if (!options.amount.empty() && !options.price.empty()) {
    refuse("Amount and price are both given", "Name the amount of a line, or its quantity and price");
  }
  if (options.amount.empty() && (options.quantity.empty() || options.price.empty())) {
    refuse("The amount of a line is not known", "Name its amount, or both its quantity and price");
  }
}

void check_types(const FeatureOptions& options) {
  for (const auto& [column, type] : options.types) {
    check_type(column, type);
    const bool number = column == options.amount || column == options.quantity || column == options.price;
    if (number && type == "string") {
      refuse(fmt::format("Column '{}' cannot be of type string", column), "Revenue is computed from it");
    }
    if (column == options.customer && type == "double") {
      refuse(fmt::format("Customer ids of column '{}' cannot be of type double", column), "Choose int64 or string");
    }
  }
}

}  // namespace

std::string forced_type(const FeatureOptions& options, const std::string& column) {
  const auto found =
      std::find_if(options.types.begin(), options.types.end(), [&](const auto& type) { return type.first == column; });
  return found == options.types.end() ? std::string() : found->second;
}

void check_type(const std::string& column, const std::string& type) {
  if (type == "string" || type == "int64" || type == "double") return;
  refuse(fmt::format("'{}' is not a type for column '{}'", type, column), "The types are string, int64 and double");
}

void check_delimiter(std::optional<char> delimiter) {
  const std::string unusable = "\"\r\n";
  if (!delimiter || (unusable.find(*delimiter) == std::string::npos && *delimiter != '\0')) return;
  refuse("The delimiter cannot be a quote or a line break", "Choose ',', ';', a tab or '|'");
}

void check_number_format(NumberFormat format) {
  if (format.decimal != '.' && format.decimal != ',') {
    refuse(fmt::format("'{}' is not a decimal character", format.decimal), "Choose '.' or ','");
  }
  if (std::string_view("\0,. '", 5).find(format.thousands) == std::string_view::npos) {
    refuse(fmt::format("'{}' does not separate thousands", format.thousands),
           "Choose ',', '.', a space or an apostrophe");
  }
  if (format.thousands == format.decimal) {
    refuse(fmt::format("'{}' cannot separate both decimals and thousands", format.decimal), "Choose two characters");
  }
}

CsvLayout layout_of(const FeatureOptions& options) { return {options.delimiter, {}, options.skip_lines}; }

void check_skip_lines(std::int64_t lines) {
  if (lines < 0) refuse(fmt::format("{} lines cannot be skipped", lines), "Give 0 or more");
}

NumberFormat number_format(const FeatureOptions& options) { return {options.decimal, options.thousands}; }

NumberFormat number_format(const FeatureOptions& options, const JoinSource& join) {
  if (!join.decimal && !join.thousands) return number_format(options);
  return {join.decimal.value_or('.'), join.thousands.value_or('\0')};
}

void check_options(const FeatureOptions& options) {
  if (options.orders.empty()) refuse("No file of order lines is given", "Name at least one");
  if (options.customer.empty() || options.date.empty()) {
    refuse("The customer or the date column is not named", "Name both");
  }
  check_money(options);
  check_types(options);
  check_period(options);
  if (!options.exclude_products.empty() && options.product.empty()) {
    refuse("Products are to be left out, but the column that tells them is not named", "Name it with --product");
  }
  check_number_format(number_format(options));
  if (options.top_categories < 1) {
    refuse(fmt::format("{} categories cannot have columns", options.top_categories), "Give 1 or more");
  }
  if (!(options.max_unreadable >= 0 && options.max_unreadable <= 1)) {
    refuse(fmt::format("{} is not a share that may be unreadable", options.max_unreadable),
           "Give a fraction from 0 to 1");
  }
  if (!(options.max_dropped >= 0 && options.max_dropped <= 1)) {
    refuse(fmt::format("{} is not a share that may be dropped", options.max_dropped), "Give a fraction from 0 to 1");
  }
  if (options.ids.as_written && (options.ids.ignore_case || options.ids.ignore_leading_zeros)) {
    refuse("Ids cannot be compared as written and by other rules at once", "Choose one");
  }
  check_delimiter(options.delimiter);
  check_skip_lines(options.skip_lines);
  for (const JoinSource& join : options.joins) {
    check_delimiter(join.delimiter);
    check_number_format(number_format(options, join));
    check_skip_lines(join.skip_lines);
  }
}

}  // namespace segmenta::features
