#include "describe/refine_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "describe/rule_tree.h"

namespace segmenta {
namespace {

constexpr int most_rounds = 5;
constexpr double as_good = 0.999;  // of the highest F1

// Of the shortest decimal form, without zeros at either end: 1,200 and 0.0012 have two.
std::size_t digits(double value) {
  std::string text = fmt::format("{}", std::abs(value));
  text.resize(std::min(text.find('e'), text.size()));
  std::erase(text, '.');
  const std::size_t first = text.find_first_not_of('0');
  return first == std::string::npos ? 0 : text.find_last_not_of('0') - first + 1;
}

class Refiner {
 public:
  Refiner(const BinnedTable& table, std::span<const std::int32_t> labels, std::int32_t segment, Rule rule)
      : table_(table), labels_(labels), segment_(segment), rule_(std::move(rule)) {
    for (const Condition& one : rule_.conditions) {
      const std::vector<double>& thresholds = table.thresholds[one.feature];
      const auto found = std::lower_bound(thresholds.begin(), thresholds.end(), one.threshold);
      positions_.push_back(static_cast<std::size_t>(found - thresholds.begin()));
    }
    all_.in = std::count(labels.begin(), labels.end(), segment);
    all_.others = static_cast<std::int64_t>(labels.size()) - all_.in;
  }

  Rule run() {
    bool moved = true;
    for (int round = 0; round < most_rounds && moved; ++round) {
      moved = false;
      for (std::size_t i = 0; i < positions_.size(); ++i) moved = move(i) || moved;
    }
    return std::move(rule_);
  }

 private:
  [[nodiscard]] bool holds(std::size_t condition, const std::uint8_t* row) const {
    const std::uint8_t bin = row[rule_.conditions[condition].feature];
    if (bin == BinnedTable::missing) return false;
    return (bin > positions_[condition]) == rule_.conditions[condition].at_least;
  }

  [[nodiscard]] std::size_t best_of(const std::vector<Counts>& held, const std::vector<double>& thresholds) const {
    double highest = 0;
    for (const Counts& counts : held) highest = std::max(highest, f1(counts, all_));
    std::size_t best = held.size();
    const auto is_better = [&](std::size_t i) {
      if (best == held.size() || digits(thresholds[i]) != digits(thresholds[best])) {
        return best == held.size() || digits(thresholds[i]) < digits(thresholds[best]);
      }
      return f1(held[i], all_) > f1(held[best], all_);
    };
    for (std::size_t i = 0; i < held.size(); ++i) {
      if (f1(held[i], all_) >= as_good * highest && is_better(i)) best = i;
    }
    return best;
  }

  // Whether the threshold of a condition was moved to a better one.
  bool move(std::size_t condition) {
    Condition& one = rule_.conditions[condition];
    const std::vector<Counts> held = held_by_threshold(condition);
    const std::size_t best = best_of(held, table_.thresholds[one.feature]);
    rule_.precision = share(held[best].in, held[best].all());
    rule_.recall = share(held[best].in, all_.in);
    rule_.others = share(held[best].others, all_.others);
    one.threshold = table_.thresholds[one.feature][best];
    return std::exchange(positions_[condition], best) != best;
  }

  // Of the rows for which all other conditions hold: those for which this one does, for each threshold it may have.
  [[nodiscard]] std::vector<Counts> held_by_threshold(std::size_t condition) const {
    const std::size_t feature = rule_.conditions[condition].feature;
    const std::array<Counts, 256> by_bin = count(condition);
    std::vector<Counts> held(table_.thresholds[feature].size());
    Counts low, present;
    for (std::size_t bin = 0; bin <= held.size(); ++bin) present = present + by_bin[bin];
    for (std::size_t i = 0; i < held.size(); ++i) {
      low = low + by_bin[i];
      held[i] = rule_.conditions[condition].at_least ? present - low : low;
    }
    return held;
  }

  [[nodiscard]] std::array<Counts, 256> count(std::size_t condition) const {
    std::array<Counts, 256> by_bin{};
    for (std::size_t row = 0; row < labels_.size(); ++row) {
      const std::uint8_t* values = table_.bins.data() + row * table_.features();
      bool others_hold = true;
      for (std::size_t i = 0; i < positions_.size(); ++i)
        others_hold = others_hold && (i == condition || holds(i, values));
      if (!others_hold) continue;
      Counts& counts = by_bin[values[rule_.conditions[condition].feature]];
      ++(labels_[row] == segment_ ? counts.in : counts.others);
    }
    return by_bin;
  }

  const BinnedTable& table_;
  std::span<const std::int32_t> labels_;
  std::int32_t segment_;
  Rule rule_;
  Counts all_;
  std::vector<std::size_t> positions_;  // of the conditions' thresholds among those of their features
};

}  // namespace

Rule refine_rule(const BinnedTable& table, std::span<const std::int32_t> labels, std::int32_t segment, Rule rule) {
  return Refiner(table, labels, segment, std::move(rule)).run();
}

}  // namespace segmenta
