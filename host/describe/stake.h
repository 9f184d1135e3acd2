#pragma once
// The money at stake in each segment, how sure it is, and the ranks that follow from it.

#include <segmenta/context.h>
#include <segmenta/evaluate.h>

#include <cstdint>
#include <span>
#include <vector>

namespace segmenta {

/// Sums of the segments' stakes: over all customers, and over customers drawn anew.
struct StakeDraws {
  int rounds = 0;
  std::vector<double> totals;  ///< [k]
  std::vector<double> sums;    ///< [k x rounds]

  [[nodiscard]] std::span<const double> of(std::size_t segment) const {
    const auto count = static_cast<std::size_t>(rounds);
    return std::span(sums).subspan(segment * count, count);
  }
};

/// In every round each customer is there 0, 1, 2, ... times, by a Poisson distribution of mean 1 (Hanley, MacGibbon
/// 2006): a bootstrap in one pass over the customers. Sums are over blocks of 65,536 rows in order, so that they do not
/// depend on threads.
StakeDraws draw_stakes(std::span<const double> stakes, std::span<const std::int32_t> labels, std::size_t k,
                       const Context& context);

/// Sets at_stake, its interval, rank and ties of the segments.
void rank_by_stake(std::vector<SegmentEvaluation>& segments, const StakeDraws& draws);

}  // namespace segmenta
