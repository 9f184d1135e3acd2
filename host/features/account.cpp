// Every reason with its words, and the counting of lines and money under it.

#include "features/account.h"

namespace segmenta::features {
namespace {

constexpr std::size_t examples_of_reason = 3;

struct Wording {
  const char* reason;
  bool left_out;
  bool dropped;
};

constexpr std::array<Wording, reasons> wordings = {{
    {"", false, false},
    {"exact duplicate", true, false},
    {"after the as-of date", true, false},
    {"outside the window", true, false},
    {"product that is to be left out", true, false},
    {"in another currency", true, true},
    {"no customer id", true, true},
    {"missing or unparsable date", true, true},
    {"missing or unparsable number", true, true},
    {"price or amount of zero or less", true, true},
    {"return or cancellation, ignored", true, false},
    {"return or cancellation of a customer without an order", true, true},
    {"line of an order returned as a whole, no other order", true, true},
    {"return or cancellation, netted", false, false},
    {"return of more than was bought before, netted", false, false},
    {"line of an order returned as a whole, no order", false, false},
    {"text not in UTF-8, read as Windows-1252", false, false},
    {"unparsable value in a summed column, passed over", false, false},
}};

std::size_t index(Reason reason) { return static_cast<std::size_t>(reason); }

bool is_left_out(Reason reason) { return wordings[index(reason)].left_out; }
bool is_dropped(Reason reason) { return wordings[index(reason)].dropped; }

double share(double part, double whole) { return whole > 0 ? part / whole : 0; }

double lines_share(std::int64_t part, std::int64_t whole) {
  return share(static_cast<double>(part), static_cast<double>(whole));
}

double amount(Int128 value) { return to_double(value, amount_decimals); }

}  // namespace

Money& Money::operator+=(const Money& other) {
  bought += other.bought;
  returned += other.returned;
  return *this;
}

Money& Money::operator-=(const Money& other) {
  bought -= other.bought;
  returned -= other.returned;
  return *this;
}

void Account::read(const Money& money) {
  ++lines_read_;
  money_read_ += money;
}

void Account::count(Reason reason, const Money& money, const std::function<std::string()>& example) {
  add(entries_[index(reason)], money, example);
}

void Account::count_currency(const std::string& currency, const Money& money,
                             const std::function<std::string()>& example) {
  ++entries_[index(Reason::other_currency)].lines;
  add(currencies_[currency], money, example);
}

void Account::add(Entry& entry, const Money& money, const std::function<std::string()>& example) {
  ++entry.lines;
  entry.money += money;
  if (entry.examples.size() < examples_of_reason) entry.examples.push_back(example());
}

void Account::count_customer(Reason reason, std::int64_t lines, const Money& money) {
  if (lines == 0) return;
  Entry& entry = entries_[index(reason)];
  entry.lines += lines;
  entry.money += money;
  entry.customers = entry.customers.value_or(0) + 1;
}

void Account::move_customer(Reason from, Reason to, std::int64_t lines, const Money& money) {
  entries_[index(from)].lines -= lines;
  entries_[index(from)].money -= money;
  count_customer(to, lines, money);
}

Account::Entry Account::sum_of(bool (*belongs)(Reason)) const {
  Entry sum;
  for (std::size_t i = 1; i < reasons; ++i) {
    if (!belongs(static_cast<Reason>(i))) continue;
    sum.lines += entries_[i].lines;
    sum.money += entries_[i].money;
  }
  return sum;
}

OrderAccount Account::result(const std::string& currency) const {
  const Entry left_out = sum_of(is_left_out), dropped = sum_of(is_dropped);
  const std::int64_t lines_wanted = lines_read_ - left_out.lines + dropped.lines;
  const Int128 wanted = money_read_.bought - left_out.money.bought + dropped.money.bought;
  OrderAccount account;
  account.lines_read = lines_read_;
  account.lines_used = lines_read_ - left_out.lines;
  account.revenue_read = amount(money_read_.bought);
  account.revenue_used = amount(money_read_.bought - left_out.money.bought);
  account.currency = currency;
  account.dropped_lines_share = lines_share(dropped.lines, lines_wanted);
  account.dropped_revenue_share = share(amount(dropped.money.bought), amount(wanted));
  for (std::size_t i = 1; i < reasons; ++i) {
    const auto reason = static_cast<Reason>(i);
    if (reason == Reason::other_currency) {
      for (const auto& [other, entry] : currencies_) account.account.push_back(entry_of(reason, entry, other));
    } else if (entries_[i].lines > 0) {
      account.account.push_back(entry_of(reason, entries_[i], currency));
    }
  }
  return account;
}

AccountEntry Account::entry_of(Reason reason, const Entry& entry, const std::string& currency) const {
  const Int128 comparable = reason == Reason::other_currency ? 0 : entry.money.bought;
  return {.reason = wordings[index(reason)].reason,
          .lines = entry.lines,
          .left_out = wordings[index(reason)].left_out,
          .dropped = wordings[index(reason)].dropped,
          .examples = entry.examples,
          .lines_share = lines_share(entry.lines, lines_read_),
          .currency = currency,
          .revenue = amount(entry.money.bought),
          .revenue_share = share(amount(comparable), amount(money_read_.bought)),
          .returned = amount(entry.money.returned),
          .customers = entry.customers};
}

}  // namespace segmenta::features
