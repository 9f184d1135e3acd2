// Moves one threshold of a rule after the other to where the correlation is highest, or as good and rounder, until none
// moves.

#include "describe/refine_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "describe/rule_tree.h"

namespace segmenta {
namespace {

constexpr int most_rounds = 5;
constexpr double as_good = 0.998;  // of the highest correlation
constexpr std::size_t rows_at_once = 4096;

using CountsByBin = std::array<Counts, BinnedTable::bins_of_a_feature>;

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
  Refiner(const BinnedTable& table, const Description& description, std::int32_t segment, Rule rule)
      : table_(table), labels_(description.labels()), segment_(segment), rule_(std::move(rule)) {
    for (const Condition& one : rule_.conditions) {
      const std::vector<double>& thresholds = table.thresholds[one.feature];
      const auto found = std::lower_bound(thresholds.begin(), thresholds.end(), one.threshold);
      positions_.push_back(static_cast<std::size_t>(found - thresholds.begin()));
    }
    all_.in = description.sizes()[static_cast<std::size_t>(segment)];
    all_.others = static_cast<std::int64_t>(labels_.size()) - all_.in;
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
  [[nodiscard]] std::size_t best_of(const std::vector<Counts>& held, const std::vector<double>& thresholds) const {
    double highest = 0;
    for (const Counts& counts : held) highest = std::max(highest, matthews(counts, all_));
    std::size_t best = held.size();
    const auto is_better = [&](std::size_t i) {
      if (best == held.size() || digits(thresholds[i]) != digits(thresholds[best])) {
        return best == held.size() || digits(thresholds[i]) < digits(thresholds[best]);
      }
      return matthews(held[i], all_) > matthews(held[best], all_);
    };
    for (std::size_t i = 0; i < held.size(); ++i) {
      if (matthews(held[i], all_) >= as_good * highest && is_better(i)) best = i;
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
  [[nodiscard]] std::vector<Counts> held_by_threshold(std::size_t condition) {
    const std::size_t feature = rule_.conditions[condition].feature;
    const CountsByBin& by_bin = counted(condition);
    std::vector<Counts> held(table_.thresholds[feature].size());
    Counts low, present;
    for (std::size_t bin = 0; bin <= held.size(); ++bin) present = present + by_bin[bin];
    for (std::size_t i = 0; i < held.size(); ++i) {
      low = low + by_bin[i];
      held[i] = rule_.conditions[condition].at_least ? present - low : low;
    }
    return held;
  }

  // What was counted before, where the other conditions are as they were then.
  const CountsByBin& counted(std::size_t condition) {
    std::vector<std::size_t> key = positions_;
    key[condition] = BinnedTable::most_thresholds;  // none
    const auto [found, is_new] = counted_.try_emplace(std::move(key));
    if (is_new) found->second = count(condition);
    return found->second;
  }

  [[nodiscard]] CountsByBin count(std::size_t condition) const {
    CountsByBin by_bin{};
    std::array<std::uint8_t, rows_at_once> others_hold{};
    const std::uint8_t* bins = table_.bins[rule_.conditions[condition].feature].data();
    for (std::size_t first = 0; first < labels_.size(); first += rows_at_once) {
      const std::size_t rows = std::min(rows_at_once, labels_.size() - first);
      others_hold.fill(1);
      for (std::size_t i = 0; i < positions_.size(); ++i) {
        if (i != condition) keep_held(i, first, {others_hold.data(), rows});
      }
      std::array<std::uint16_t, rows_at_once> held{};
      std::size_t count = 0;
      for (std::size_t i = 0; i < rows; ++i) {
        held[count] = static_cast<std::uint16_t>(i);
        count += others_hold[i];
      }
      for (std::size_t i = 0; i < count; ++i) {
        const std::size_t row = first + held[i];
        Counts& counts = by_bin[bins[row]];
        ++(labels_[row] == segment_ ? counts.in : counts.others);
      }
    }
    return by_bin;
  }

  // Takes out the rows from `first` on for which the condition does not hold. A missing value is above all thresholds.
  void keep_held(std::size_t condition, std::size_t first, std::span<std::uint8_t> held) const {
    const std::uint8_t* bins = table_.bins[rule_.conditions[condition].feature].data() + first;
    const auto position = static_cast<std::uint8_t>(positions_[condition]);
    if (rule_.conditions[condition].at_least) {
      for (std::size_t i = 0; i < held.size(); ++i) {
        held[i] &= static_cast<std::uint8_t>(bins[i] > position && bins[i] != BinnedTable::missing);
      }
    } else {
      for (std::size_t i = 0; i < held.size(); ++i) held[i] &= static_cast<std::uint8_t>(bins[i] <= position);
    }
  }

  const BinnedTable& table_;
  std::span<const std::int32_t> labels_;
  std::int32_t segment_;
  Rule rule_;
  Counts all_;
  std::map<std::vector<std::size_t>, CountsByBin> counted_;
  std::vector<std::size_t> positions_;  // of the conditions' thresholds among those of their features
};

}  // namespace

Rule refine_rule(const BinnedTable& table, const Description& description, std::int32_t segment, Rule rule) {
  return Refiner(table, description, segment, std::move(rule)).run();
}

}  // namespace segmenta
