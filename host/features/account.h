#pragma once
// The account of lines that were left out or changed, by reason, with the first few of each.

#include <segmenta/features.h>

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace segmenta::features {

/// Why a line is not simply a line of an order. In the order in which the rules are applied.
enum class Reason : std::uint8_t {
  none,
  duplicate,
  no_customer,
  no_date,
  no_number,
  after_as_of,
  not_positive,
  return_ignored,
  return_without_order,
  return_netted,
  recoded,
};
constexpr std::size_t reasons = static_cast<std::size_t>(Reason::recoded) + 1;

class Account {
 public:
  /// One line more. `example` is called for the first few lines of a reason.
  void count(Reason reason, const std::function<std::string()>& example);
  /// Moves lines that were counted for one reason to another.
  void move(Reason from, Reason to, std::int64_t lines);

  [[nodiscard]] std::int64_t lines_left_out() const;
  /// Reasons with a line, in the order of the rules.
  [[nodiscard]] std::vector<AccountEntry> entries() const;

 private:
  std::array<AccountEntry, reasons> entries_{};
};

}  // namespace segmenta::features
