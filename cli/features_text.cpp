// What became of the order lines, and of the customers, a line each.

#include "features_text.h"

#include <fmt/format.h>
#include <segmenta/number_text.h>

#include <algorithm>

#include "text.h"

namespace segmenta {
namespace {

std::string account_line(const std::string& what, const std::string& fate, std::int64_t lines,
                         const std::string& remark = "") {
  return fmt::format("{:<56} {:<9} {:>15}{}{}\n", what, fate, count_text(lines), remark.empty() ? "" : "  ", remark);
}

std::string of_revenue(double share) { return share > 0 ? share_text(share) + " of revenue" : std::string(); }

std::string remark_of(const AccountEntry& entry) {
  std::string remark = of_revenue(entry.revenue_share);
  if (!entry.customers) return remark;
  if (!remark.empty()) remark += ", ";
  remark += counted_text(*entry.customers, "customer");
  return entry.returned > 0 ? remark + ", " + decimals_text(entry.returned, 2) + " returned" : remark;
}

std::string lines_text(const FeatureTable& table) {
  std::string text = account_line("order lines read", "", table.lines_read);
  for (const AccountEntry& entry : table.account) {
    const bool is_other = entry.currency != table.currency;
    text += account_line("  " + entry.reason + (is_other ? ": " + entry.currency : ""),
                         entry.left_out ? "left out" : "kept", entry.lines, remark_of(entry));
    if (!entry.examples.empty()) text += "    first: " + entry.examples.front() + "\n";
  }
  const double used = table.revenue_read > 0 ? table.revenue_used / table.revenue_read : 0;
  return text + account_line("order lines used", "", table.lines_used, of_revenue(used));
}

std::string customers_text(const FeatureTable& table) {
  std::string text;
  if (table.orders_reversed > 0) {
    text += account_line("orders returned as a whole, and so counted as none", "", table.orders_reversed);
  }
  text += account_line("customers", "", size(table.ids));
  if (table.customers_without_order > 0) {
    text +=
        account_line("  customers without an order, and so without a row", "left out", table.customers_without_order);
  }
  for (const JoinAccount& join : table.joins) {
    text += account_line("  matched in " + join.file, "", join.customers_matched);
    if (join.keys_unmatched > 0) text += account_line("    its rows of no customer", "left out", join.keys_unmatched);
  }
  return text;
}

std::string window_text(const FeatureTable& table) {
  std::string text;
  if (!table.since.empty()) text += " from " + table.since;
  if (!table.until.empty()) text += " to " + table.until;
  return text.empty() ? text : ", order lines" + text;
}

}  // namespace

std::string account_text(const FeatureTable& table, const std::string& output) {
  return fmt::format("{}{}as of {}{}; {} written to {}", lines_text(table), customers_text(table), table.as_of,
                     window_text(table), counted_text(std::ssize(table.columns), "column"), output);
}

std::string lost_text(const OrderAccount& account) {
  constexpr double majority = 0.5;
  const double lines = account.dropped_lines_share, revenue = account.dropped_revenue_share;
  if (std::max(lines, revenue) <= majority) return {};
  const auto weight = [](const AccountEntry& one) {
    return one.dropped ? std::max(one.lines_share, one.revenue_share) : -1;
  };
  const AccountEntry& main = *std::ranges::max_element(account.account, {}, weight);
  return wrapped(fmt::format(
      "WARNING: most is lost. {} of the order lines and {} of revenue could not be used, and are in no feature; the "
      "main reason is '{}' ({} of lines). Check that the columns are the right ones; --max-dropped 50% refuses such "
      "files",
      share_text(lines), share_text(revenue), main.reason, share_text(main.lines_share)));
}

}  // namespace segmenta
