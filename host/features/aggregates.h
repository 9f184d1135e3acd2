#pragma once
// Sums, means, extremes, counts and shares of further columns of the order lines, held a customer.

#include <segmenta/features.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/decimal.h"
#include "features/money_map.h"
#include "features/text_dictionary.h"

namespace segmenta::features {

constexpr int measure_decimals = price_decimals;

/// Which columns are read, and as what; each once.
struct AggregateColumns {
  explicit AggregateColumns(const FeatureOptions& options);

  std::vector<std::string> measured;    ///< as numbers
  std::vector<std::string> counted;     ///< as there or missing
  std::vector<std::string> categories;  ///< as text
};

/// What the lines of a block hold in these columns: [column][line].
struct AggregateCells {
  std::vector<std::vector<std::optional<Int128>>> measured;  ///< in units of 10^-measure_decimals
  std::vector<std::vector<bool>> counted;
  std::vector<std::vector<std::string_view>> categories;  ///< empty where missing
};

/// Of one column and customer. Exact, so that the order of the lines does not matter.
struct Measure {
  Int128 net = 0;                    ///< of order lines and returns
  Int128 bought = 0;                 ///< of order lines, as all that follows
  Int128 smallest = 0, largest = 0;  ///< where there are some
  std::uint32_t lines = 0;           ///< that have a value
  std::uint32_t returned_lines = 0;  ///< that have a value
};

class Aggregates {
 public:
  explicit Aggregates(const AggregateColumns& columns);

  /// `amount`: of the line, in units of 10^-amount_decimals.
  void add_order_line(std::uint32_t customer, const AggregateCells& cells, std::size_t row, Int128 amount);
  /// `reversed`: the values are written as those of a sale.
  void add_return(std::uint32_t customer, const AggregateCells& cells, std::size_t row, bool reversed);

  [[nodiscard]] Measure measure(std::size_t column, std::uint32_t customer) const;
  [[nodiscard]] std::uint32_t count(std::size_t column, std::uint32_t customer) const;
  /// Codes of the categories of most spend, by descending spend, then by name; none is named "other".
  [[nodiscard]] std::vector<std::uint32_t> top(std::size_t column, std::size_t most) const;
  [[nodiscard]] std::string_view category(std::size_t column, std::uint32_t code) const;
  /// Amount of a customer's order lines in a category.
  [[nodiscard]] Int128 spent(std::size_t column, std::uint32_t customer, std::uint32_t code) const;

 private:
  struct Categories {
    TextDictionary names;
    std::vector<Int128> spent;  // of all customers
    MoneyMap of_customers;
  };
  std::vector<std::vector<Measure>> measures_;      // [column][customer]
  std::vector<std::vector<std::uint32_t>> counts_;  // [column][customer]
  std::vector<Categories> categories_;
};

}  // namespace segmenta::features
