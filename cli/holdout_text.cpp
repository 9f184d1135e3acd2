// Sizes, balance and what can be found, in lines of a terminal.

#include "holdout_text.h"

#include <fmt/format.h>
#include <segmenta/number_text.h>

#include <algorithm>
#include <cmath>

#include "text.h"

namespace segmenta {
namespace {

constexpr std::size_t cell_width = 12, widest_name = 28;

// Rows of a name and counts, as many columns side by side as there is room for.
struct CountsTable {
  std::string title;
  std::vector<std::string> heads;
  std::vector<std::pair<std::string, std::vector<std::string>>> rows;
};

std::string text_of(const CountsTable& table, int width) {
  std::size_t names = text_width(table.title);
  for (const auto& [name, cells] : table.rows) names = std::max(names, text_width(name));
  names = std::min(names, widest_name);
  const std::size_t across = std::max<std::size_t>(1, (static_cast<std::size_t>(width) - names) / cell_width);
  std::string text;
  for (std::size_t first = 0; first < table.heads.size(); first += across) {
    const std::size_t last = std::min(first + across, table.heads.size());
    text += (first > 0 ? "\n\n" : "") + padded(table.title, names);
    for (std::size_t c = first; c < last; ++c) {
      const std::string head = fitted(table.heads[c], cell_width - 1);
      text += std::string(cell_width - text_width(head), ' ') + head;
    }
    for (const auto& [name, cells] : table.rows) {
      text += "\n" + padded(fitted(name, names), names);
      for (std::size_t c = first; c < last; ++c) text += fmt::format("{:>{}}", cells[c], cell_width);
    }
  }
  return text;
}

std::string sizes_text(const Holdout& made, int width) {
  CountsTable table{"arm", {"customers", "share"}, {}};
  const auto all = static_cast<double>(made.assigned());
  for (std::size_t a = 0; a < made.arms.size(); ++a) {
    table.rows.emplace_back(made.arms[a].name, std::vector{count_text(made.customers[a]),
                                                           share_text(static_cast<double>(made.customers[a]) / all)});
  }
  return text_of(table, width);
}

std::string segments_text(const Holdout& made, const std::vector<std::string>& names, int width) {
  CountsTable table{"segment", {}, {}};
  for (const Arm& arm : made.arms) table.heads.push_back(arm.name);
  for (std::size_t s = 0; s < made.by_segment.size(); ++s) {
    std::vector<std::string> cells;
    for (const std::int64_t customers : made.by_segment[s]) cells.push_back(count_text(customers));
    table.rows.emplace_back(names.empty() ? fmt::format("{}", s) : fmt::format("{} {}", s, names[s]), cells);
  }
  return text_of(table, width);
}

std::string without_text(const Holdout& made) {
  std::vector<std::string> parts;
  const auto add = [&](std::int64_t customers, const char* why) {
    if (customers > 0) parts.push_back(fmt::format("{} {}", count_text(customers), why));
  };
  add(made.in_other_segments, "in other segments");
  add(made.in_other_campaigns, "in other campaigns");
  add(made.universal, "in the universal control group");
  return parts.empty() ? "" : "\n" + joined("no arm: ", parts, ", ");
}

std::string balance_text(const Holdout& made, int width) {
  const auto size = [](const ArmBalance& one) { return std::isnan(one.smd) ? -1 : std::abs(one.smd); };
  const auto largest = std::ranges::max_element(made.balance, {}, size);
  if (largest == made.balance.end() || std::isnan(largest->smd)) return "balance: no feature can be compared";
  const auto far = std::ranges::count_if(made.balance, [&](const auto& one) { return size(one) > smd_that_matters; });
  std::string text = fmt::format(
      "balance: of {}, {} differs most from {}: '{}' by {:.3f} standard deviations. By chance the largest would be "
      "about {:.3f}",
      counted_text(std::ssize(made.balance), "comparison"), made.arms[largest->arm].name, made.arms[made.control].name,
      largest->feature, largest->smd, made.largest_by_chance);
  text += far == 0 ? fmt::format(". None is beyond {}, from where on it would matter", smd_that_matters)
                   : fmt::format(
                         ". {} beyond {}, from where on a difference matters: another salt draws other arms, or "
                         "take more customers",
                         far == 1 ? "One is" : fmt::format("{} are", far), smd_that_matters);
  return wrapped(text, width);
}

std::string difference_text(double difference, bool is_rate) {
  if (std::isnan(difference)) return "-";
  return is_rate ? fmt::format("{:.2f} points", 100 * difference) : number_text(difference);
}

std::string detectable_text(const Holdout& made, const HoldoutOptions& options, const std::vector<std::string>& names,
                            int width) {
  const bool is_rate = options.baseline_rate.has_value();
  CountsTable table{"can be found in", {}, {}};
  for (std::size_t a = 0; a < made.arms.size(); ++a) {
    if (a != made.control) table.heads.push_back(made.arms[a].name);
  }
  for (std::size_t i = 0; i < made.detectable.size(); i += table.heads.size()) {
    const auto& segment = made.detectable[i].segment;
    std::string name = "all";
    if (segment) {
      name = fmt::format("{}", *segment);
      if (!names.empty()) name += " " + names[static_cast<std::size_t>(*segment)];
    }
    std::vector<std::string> cells;
    for (std::size_t a = 0; a < table.heads.size(); ++a) {
      cells.push_back(difference_text(made.detectable[i + a].difference, is_rate));
    }
    table.rows.emplace_back(name, cells);
  }
  const std::string baseline = is_rate ? fmt::format("a rate of {}", share_text(*options.baseline_rate))
                                       : fmt::format("{} a customer", number_text(*options.baseline_value));
  return text_of(table, width) + "\n" +
         wrapped(
             fmt::format("the least difference from {} in {} that a test at alpha {} finds with a chance of {}; "
                         "smaller ones are mostly missed",
                         baseline, made.arms[made.control].name, options.power.alpha, share_text(options.power.power)),
             width);
}

std::string needed_text(const Holdout& made, const HoldoutOptions& options, int width) {
  std::string text;
  for (const NeededCustomers& one : made.needed) {
    const std::string what = difference_text(*options.detect, options.baseline_rate.has_value());
    const std::string arm = made.arms[one.arm].name, control = made.arms[made.control].name;
    text += text.empty() ? "" : "\n";
    text += one.control < 0
                ? fmt::format("no number of customers finds {} in {}", what, arm)
                : wrapped(fmt::format("to find {} in {} takes {} there and {} in {}", what, arm,
                                      counted_text(one.customers, "customer"), count_text(one.control), control),
                          width);
  }
  return text;
}

}  // namespace

std::string holdout_text(const Holdout& made, const HoldoutOptions& options, const std::vector<std::string>& names,
                         int width) {
  std::string text = fmt::format("{}: {} customers in {}", options.salt, count_text(made.assigned()),
                                 counted_text(std::ssize(made.arms), "arm"));
  text += "\n\n" + sizes_text(made, width) + without_text(made);
  if (!made.by_segment.empty()) text += "\n\n" + segments_text(made, names, width);
  text += "\n\n" + balance_text(made, width);
  if (!made.detectable.empty()) text += "\n\n" + detectable_text(made, options, names, width);
  if (!made.needed.empty()) text += "\n\n" + needed_text(made, options, width);
  return text;
}

}  // namespace segmenta
