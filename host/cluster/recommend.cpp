// Which number of segments is recommended, and why: in words for people who know no statistics.

#include <fmt/format.h>
#include <segmenta/choose_k.h>
#include <segmenta/error.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace segmenta {
namespace {

constexpr double least_depth = 0.05;    // a bent line of customers has less between its halves
constexpr double typical_depth = 0.16;  // clusters that overlap as those of S4 (Franti, Virmajoki 2006) have 0.18
constexpr double apart_below = 0.05;    // p-value
constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

constexpr double errors_allowed = 2;  // standard ones

double error_of(const KEvidence& one) { return std::isnan(one.stability_error) ? 0 : one.stability_error; }

// Of a number that the sample had too few rows for nothing is known, not even how far segments are apart.
bool is_without_bootstrap(const KEvidence& one) { return std::isnan(one.stability) && !std::isnan(one.overlap); }

// A number is not held against clusters that are apart where it is closer to the bound than its own error.
bool is_stable(const KEvidence& one) {
  return is_without_bootstrap(one) || one.stability + errors_allowed * error_of(one) >= stable_from;
}

// Of slices nothing else is known: they are stable where that is above its error.
bool are_stable_slices(const KEvidence& one) {
  return is_without_bootstrap(one) || one.stability - error_of(one) >= stable_from;
}

// Comparisons with NaN do not hold.
bool is_apart(const KEvidence& one) {
  return one.overlap < apart_below && one.valley >= least_depth && one.typical_valley >= typical_depth;
}

// What of the evidence for all numbers says of the rows as a whole.
class Verdict {
 public:
  Verdict(std::span<const KEvidence> evidence, const Gap& gap_one, const ChoiceOptions& options, std::int64_t rows) {
    look_at_gaps(evidence, gap_one, options.smallest, rows);
    structure_.looked_to = evidence.back().k;
    structure_.rows = std::min(rows, options.bootstrap.most_rows);
    structure_.valley = not_known;
    structure_.best_k = 1;
    for (const KEvidence& one : evidence) {
      if (one.k <= always_looked_to) structure_.valley = std::fmax(structure_.valley, one.typical_valley);
      const bool holds = options.smallest.allows(one.smallest, rows) && is_stable(one) && is_apart(one);
      if (holds && gaps_allow_clusters()) structure_.best_k = one.k;
    }
    structure_.verdict = structure_.best_k > 1 ? Structure::Verdict::clusters : Structure::Verdict::continuum;
  }

  [[nodiscard]] const Structure& structure() const { return structure_; }
  [[nodiscard]] int gap_k() const { return gap_k_; }

 private:
  // Segments of a few rows are compact whatever the rows are: such numbers tell nothing of clusters.
  void look_at_gaps(std::span<const KEvidence> evidence, const Gap& gap_one, const SmallestSegment& smallest,
                    std::int64_t rows) {
    structure_.gap_one = gap_one.gap;
    structure_.gap_best = structure_.gap_best_error = not_known;
    std::vector<Gap> gaps{gap_one};
    for (const KEvidence& one : evidence) {
      if (std::isnan(one.gap)) continue;
      gaps.push_back({one.gap, one.gap_error});
      // The verdict is the same for any range.
      if (one.k > always_looked_to || !smallest.allows(one.smallest, rows)) continue;
      if (structure_.gap_best_k > 0 && one.gap - one.gap_error <= structure_.gap_best - structure_.gap_best_error) {
        continue;
      }
      structure_.gap_best = one.gap;
      structure_.gap_best_error = one.gap_error;
      structure_.gap_best_k = one.k;
    }
    gap_k_ = std::isnan(gap_one.gap) ? 0 : 1 + static_cast<int>(gap_choice(gaps));
  }

  [[nodiscard]] bool gaps_allow_clusters() const {
    if (structure_.gap_best_k == 0 || std::isnan(structure_.gap_one)) return true;
    return structure_.gap_best - structure_.gap_best_error > structure_.gap_one;
  }

  Structure structure_;
  int gap_k_ = 0;
};

class Choice {
 public:
  Choice(std::span<KEvidence> evidence, const Structure& structure, const ChoiceOptions& options, std::int64_t rows)
      : structure_(structure), options_(options) {
    for (KEvidence& one : evidence) {
      one.ruled_out = why_not(one, rows);
      if (options.range.holds(one.k)) held_.push_back(&one);
    }
    if (held_.empty()) {
      throw Error(ErrorKind::usage, "The evidence has no number of segments of the range", "", "Give one that it has");
    }
    choose();
  }

  [[nodiscard]] int k() const { return chosen_->k; }
  [[nodiscard]] int runner_up() const { return runner_up_; }

  [[nodiscard]] std::string reason() const {
    return is_continuum() ? continuum_text() : holds_best() ? clusters_text() : outside_text();
  }

 private:
  [[nodiscard]] bool is_continuum() const { return structure_.verdict == Structure::Verdict::continuum; }
  [[nodiscard]] bool holds_best() const { return options_.range.holds(structure_.best_k); }

  // Of a continuum, from 3 to 10, where the range has some of these.
  [[nodiscard]] bool is_usual(int k) const {
    const KRange &range = options_.range, &usual = options_.usual;
    const bool overlaps = range.from <= usual.to && usual.from <= range.to;
    return !is_continuum() || !overlaps || usual.holds(k);
  }

  [[nodiscard]] RuledOut why_not(const KEvidence& one, std::int64_t rows) const {
    if (!options_.smallest.allows(one.smallest, rows)) return RuledOut::too_small;
    if (is_continuum()) {
      if (!are_stable_slices(one)) return RuledOut::unstable;
      return is_usual(one.k) ? RuledOut::no : RuledOut::unusual;
    }
    if (!is_stable(one)) return RuledOut::unstable;
    return is_apart(one) ? RuledOut::no : RuledOut::not_apart;
  }

  using Numbers = std::vector<const KEvidence*>;

  // Those of the range for which that holds, the best first.
  template <class Holds>
  [[nodiscard]] Numbers those(const Holds& holds) const {
    Numbers found;
    for (const KEvidence* one : held_) {
      if (holds(*one)) found.push_back(one);
    }
    std::ranges::stable_sort(found, [this](const KEvidence* x, const KEvidence* y) { return is_better(*x, *y); });
    return found;
  }

  // Of numbers that are ruled out by the same: too small by less, or more stable; else the larger one, but of slices of
  // which nothing is known the smaller.
  [[nodiscard]] bool is_better(const KEvidence& x, const KEvidence& y) const {
    if (x.ruled_out == RuledOut::too_small) return x.smallest > y.smallest;
    if (x.ruled_out == RuledOut::unstable) return x.stability > y.stability;
    return is_continuum() && std::isnan(x.stability) ? x.k < y.k : x.k > y.k;
  }

  // The best that nothing rules out; else what is wrong with it is the less, the earlier it comes here.
  void choose() {
    const auto ruled_out_by = [](RuledOut why) { return [why](const KEvidence& one) { return one.ruled_out == why; }; };
    const auto usual = [this](const KEvidence& one) { return one.ruled_out == RuledOut::unstable && is_usual(one.k); };
    for (const Numbers& good : {those(ruled_out_by(RuledOut::no)), those(ruled_out_by(RuledOut::not_apart)),
                                those(usual), those(ruled_out_by(RuledOut::unusual)),
                                those(ruled_out_by(RuledOut::unstable)), those(ruled_out_by(RuledOut::too_small))}) {
      if (good.empty()) continue;
      chosen_ = good.front();
      if (good.size() > 1) runner_up_ = good[1]->k;
      return;
    }
  }

  [[nodiscard]] bool none_is_large_enough() const { return chosen_->ruled_out == RuledOut::too_small; }

  // " (the least steady to 93 %)"
  [[nodiscard]] std::string steadiness() const {
    if (std::isnan(chosen_->stability)) return "";
    return fmt::format(" (the least steady to {:.0f} %)", 100 * chosen_->stability);
  }

  [[nodiscard]] std::string clusters_text() const {
    std::string text = fmt::format(
        "There are {} groups of customers: between any two of them there are fewer customers than within them", k());
    if (!std::isnan(chosen_->stability)) {
      text += fmt::format(", and each comes back when the customers are drawn anew{}", steadiness());
    }
    return text + why_no_more();
  }

  [[nodiscard]] std::string why_no_more() const {
    for (const KEvidence* one : held_) {
      if (one->k != k() + 1) continue;
      switch (one->ruled_out) {
        case RuledOut::too_small:
          return fmt::format(". With {}, one would be too small", one->k);
        case RuledOut::unstable:
          return fmt::format(". With {}, some would come out another way each time", one->k);
        case RuledOut::not_apart:
          return fmt::format(". With {}, one of them would be cut where there is no border", one->k);
        default:
          return "";
      }
    }
    return "";
  }

  [[nodiscard]] std::string outside_text() const {
    return fmt::format("The customers fall into {} groups, but that number was not asked for. {}", structure_.best_k,
                       held_.size() == 1 ? only_text("segments") : "Of those asked for, " + slices_text("segments"));
  }

  // Of a continuum. Customers that are no uniform cloud, as is usual, may be one all the same.
  [[nodiscard]] std::string no_borders_text() const {
    const bool is_cloud = !(structure_.gap_best - structure_.gap_best_error > structure_.gap_one);
    return is_cloud && !std::isnan(structure_.gap_one)
               ? "No number of segments divides these customers better than a uniform cloud"
               : "No number of segments divides these customers at borders between groups";
  }

  [[nodiscard]] std::string continuum_text() const {
    const std::string numbers = is_usual(k())
                                    ? fmt::format("Of the numbers from {} to {}, ", first_usual()->k, last_usual()->k)
                                    : "Of the numbers asked for, ";
    return fmt::format("{}: what follows are slices of a continuum, for people to choose from. {}", no_borders_text(),
                       held_.size() == 1 ? only_text("slices") : numbers + slices_text("slices"));
  }

  // Where no other number was asked for.
  [[nodiscard]] std::string only_text(std::string_view what) const {
    if (none_is_large_enough()) return fmt::format("{} {} are not all large enough", k(), what);
    if (std::isnan(chosen_->stability)) {
      return fmt::format("Whether {} {} come back is not known: that needs a bootstrap", k(), what);
    }
    return fmt::format("{} {} {} when the customers are drawn anew{}", k(), what,
                       comes_back() ? "come back" : "do not come back reliably", steadiness());
  }

  [[nodiscard]] const KEvidence* first_usual() const {
    return *std::ranges::find_if(held_, [this](const KEvidence* one) { return is_usual(one->k); });
  }
  [[nodiscard]] const KEvidence* last_usual() const {
    const KEvidence* last = nullptr;
    for (const KEvidence* one : held_) last = is_usual(one->k) ? one : last;
    return last;
  }

  [[nodiscard]] bool comes_back() const { return is_continuum() ? are_stable_slices(*chosen_) : is_stable(*chosen_); }

  [[nodiscard]] std::string slices_text(std::string_view what) const {
    if (none_is_large_enough()) {
      return fmt::format("none gives {} that are all large enough; {} comes nearest to it", what, k());
    }
    if (std::isnan(chosen_->stability)) {
      return fmt::format("{} is taken, though nothing tells which come back: that needs a bootstrap", k());
    }
    if (comes_back()) {
      return fmt::format("{} is the largest whose {} come back when the customers are drawn anew{}", k(), what,
                         steadiness());
    }
    return fmt::format("none has {} that come back reliably when the customers are drawn anew; {} does so best{}", what,
                       k(), steadiness());
  }

  const Structure& structure_;
  const ChoiceOptions& options_;
  std::vector<const KEvidence*> held_;
  const KEvidence* chosen_ = nullptr;
  int runner_up_ = 0;
};

}  // namespace

Recommendation recommend(std::span<KEvidence> evidence, const Gap& gap_one, const ChoiceOptions& options,
                         std::int64_t rows) {
  if (evidence.empty()) throw Error(ErrorKind::usage, "There is no evidence to choose by", "", "");
  const Verdict verdict(evidence, gap_one, options, rows);
  const Choice choice(evidence, verdict.structure(), options, rows);
  return {.k = choice.k(),
          .runner_up_k = choice.runner_up(),
          .gap_k = verdict.gap_k(),
          .reason = choice.reason(),
          .structure = verdict.structure()};
}

}  // namespace segmenta
