#pragma once
// Order lines of a block: what each one says, and which rule it falls under.

#include <segmenta/features.h>

#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/account.h"
#include "features/aggregates.h"
#include "features/dates.h"
#include "features/decimal.h"
#include "features/excluded_products.h"
#include "features/hash_map.h"
#include "features/period.h"
#include "features/source.h"
#include "features/unreadable.h"
#include "features/written_number.h"

namespace segmenta::features {

constexpr std::int64_t no_time = std::numeric_limits<std::int64_t>::min();

struct OrderLine {
  Reason reason = Reason::none;    ///< none: a line of an order; return_netted: of a return
  bool recoded = false;            ///< its text was not UTF-8
  bool cancelled = false;          ///< its order id says so
  bool has_numbers = true;         ///< all could be read
  bool returned = false;           ///< its amount is money given back
  bool reversed = false;           ///< a cancelled line whose numbers are written as those of a sale
  bool excluded = false;           ///< of a product that is to be left out
  bool value_passed_over = false;  ///< that of a measured column cannot be read
  std::string_view customer;       ///< trimmed; empty where missing
  std::string_view currency;       ///< of its amount or price, see currencies.h; empty where it names none
  std::int64_t time = no_time;     ///< microseconds since 1970
  Int128 quantity = 0;             ///< of either sign, as written
  Int128 price = 0;
  Int128 amount = 0;  ///< without sign; 0 where it cannot be read
  Hash128 order;      ///< zero where there is none
  Hash128 product;
  Hash128 whole;  ///< of all cells, where duplicates are looked for
};

/// What a line adds to an account.
Money money_of(const OrderLine& line);

struct OrderLines {
  std::vector<OrderLine> lines;
  std::vector<std::vector<std::string_view>> kept;  ///< cells of each kept column
  std::vector<std::string_view> products;           ///< trimmed, where some are to be left out
  std::deque<std::string> recoded;                  ///< texts that cells point to
  AggregateCells aggregates;
  std::vector<Reading> readings;  ///< of the columns that the reader checks
};

/// A column whose values must be dates or numbers.
struct CheckedColumn {
  std::string name;
  std::string what;  ///< "date" or "number"
};

/// Reads the order lines of one source. Thread-safety: read() may be called at the same time.
class OrderLineReader {
 public:
  /// Finds the columns; throws Error(input) where one is absent. All must outlive the reader.
  OrderLineReader(const FeatureOptions& options, const Period& period, Source& source);

  [[nodiscard]] OrderLines read(const Block& block) const;
  /// Columns whose readings are in OrderLines, in their order: the date and the numbers.
  [[nodiscard]] const std::vector<CheckedColumn>& checked() const { return checked_; }
  /// "orders.csv line 17: UnitPrice 'abc' is not a number"
  [[nodiscard]] std::string explain(const Block& block, std::int64_t row, Reason reason) const;

 private:
  struct MeasuredColumn {
    std::size_t column = 0;
    NumberFormat format;
  };
  struct Number {
    std::size_t column = 0;
    int decimals = 0;
    Int128 OrderLine::*member = nullptr;
    bool is_money = false;
    NumberFormat format;
  };
  void add_number(const std::string& name, int decimals, Int128 OrderLine::*member, bool is_money);
  void read_customers(const Block& block, OrderLines& lines) const;
  void read_dates(const Block& block, OrderLines& lines) const;
  void read_numbers(const Block& block, const Number& number, OrderLines& lines) const;
  void read_currencies(const Block& block, OrderLines& lines) const;
  void read_orders(const Block& block, OrderLines& lines) const;
  void read_products(const Block& block, OrderLines& lines) const;
  void read_kept(const Block& block, OrderLines& lines) const;
  void find_aggregates();
  void read_measured(const Block& block, const MeasuredColumn& column, OrderLines& lines) const;
  void read_counted(const Block& block, std::size_t column, OrderLines& lines) const;
  void read_categories(const Block& block, std::size_t column, OrderLines& lines) const;
  [[nodiscard]] NumberFormat format_of(std::size_t column) const;
  void hash_lines(const Block& block, OrderLines& lines) const;
  void weigh(OrderLine& line) const;
  void give_order_of_day(OrderLine& line) const;
  [[nodiscard]] Reason reason_of(const OrderLine& line) const;
  [[nodiscard]] bool has_amount(const OrderLine& line) const;
  [[nodiscard]] bool is_cancelled(std::string_view order) const;
  [[nodiscard]] std::string quoted(const Block& block, std::size_t column, std::int64_t row) const;
  [[nodiscard]] std::string numbers(const Block& block, std::int64_t row) const;

  const FeatureOptions& options_;
  const Period& period_;
  const Source& source_;
  DateParser dates_;
  ExcludedProducts excluded_;
  std::size_t customer_ = 0;
  std::size_t date_ = 0;
  std::optional<std::size_t> order_, product_, currency_;
  std::vector<Number> numbers_;
  std::vector<CheckedColumn> checked_;
  std::vector<std::size_t> kept_;
  std::vector<MeasuredColumn> measured_;
  std::vector<std::size_t> counted_, categories_;
  std::vector<std::size_t> by_name_;  ///< all columns, where lines are compared as a whole
};

}  // namespace segmenta::features
