#pragma once
// The account of lines that were left out or changed, by reason, with their money and the first few of each.

#include <segmenta/features.h>

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "features/decimal.h"

namespace segmenta::features {

/// Why a line is not simply a line of an order. In the order in which the rules are applied.
enum class Reason : std::uint8_t {
  none,
  duplicate,
  after_as_of,
  outside_window,
  excluded_product,
  other_currency,
  no_customer,
  no_date,
  no_number,
  not_positive,
  return_ignored,
  return_without_order,
  reversed_without_order,
  return_netted,
  return_beyond_bought,
  order_reversed,
  recoded,
  value_passed_over,
};
constexpr std::size_t reasons = static_cast<std::size_t>(Reason::value_passed_over) + 1;

/// Amounts without sign, in units of 10^-amount_decimals.
struct Money {
  Int128 bought = 0;  ///< before returns
  Int128 returned = 0;

  Money& operator+=(const Money& other);
  Money& operator-=(const Money& other);
};

class Account {
 public:
  /// One line was read.
  void read(const Money& money);
  /// A line that was read falls under a reason. `example` is called for the first few lines of a reason.
  void count(Reason reason, const Money& money, const std::function<std::string()>& example);
  /// A line in another currency than that of the account; its money is counted apart.
  void count_currency(const std::string& currency, const Money& money, const std::function<std::string()>& example);
  /// Lines of one customer, who counts too, fall under a reason that is seen when all are read. Does nothing with none.
  void count_customer(Reason reason, std::int64_t lines, const Money& money);
  /// The same, of lines that were counted for another reason.
  void move_customer(Reason from, Reason to, std::int64_t lines, const Money& money);

  [[nodiscard]] std::int64_t lines_read() const { return lines_read_; }
  /// All of it in the form that is handed out.
  [[nodiscard]] OrderAccount result(const std::string& currency) const;

 private:
  struct Entry {
    std::int64_t lines = 0;
    Money money;
    std::vector<std::string> examples;
    std::optional<std::int64_t> customers;
  };
  static void add(Entry& entry, const Money& money, const std::function<std::string()>& example);
  [[nodiscard]] AccountEntry entry_of(Reason reason, const Entry& entry, const std::string& currency) const;
  [[nodiscard]] Entry sum_of(bool (*belongs)(Reason)) const;

  std::int64_t lines_read_ = 0;
  Money money_read_;
  std::array<Entry, reasons> entries_{};
  std::map<std::string, Entry> currencies_;  // other ones
};

}  // namespace segmenta::features
