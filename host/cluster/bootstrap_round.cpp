// Rows by counted random numbers, and the overlap of old and new clusters.

#include "cluster/bootstrap_round.h"

#include <algorithm>

#include "engine/random.h"

namespace segmenta {

std::vector<std::int64_t> draw_rows(std::int64_t rows, std::int64_t count, std::uint64_t seed, int round) {
  std::vector<std::int64_t> drawn;
  const Draw draw{seed, random_for::bootstrap, static_cast<std::uint32_t>(round)};
  for (std::int64_t i = 0; i < count; ++i) {
    drawn.push_back(static_cast<std::int64_t>(random_below(draw, static_cast<std::uint64_t>(i), rows)));
  }
  std::sort(drawn.begin(), drawn.end());
  return drawn;
}

void Overlap::add(std::int32_t cluster, std::int32_t new_cluster) {
  ++both_[static_cast<std::size_t>(cluster) * new_k_ + static_cast<std::size_t>(new_cluster)];
  ++old_[static_cast<std::size_t>(cluster)];
  ++new_[static_cast<std::size_t>(new_cluster)];
}

Overlap::Match Overlap::best_match(std::size_t cluster) const {
  Match best;
  for (std::size_t c = 0; c < new_k_; ++c) {
    const std::int64_t both = both_[cluster * new_k_ + c];
    const double jaccard =
        both == 0 ? 0 : static_cast<double>(both) / static_cast<double>(old_[cluster] + new_[c] - both);
    if (jaccard > best.jaccard) best = {c, jaccard};
  }
  return best;
}

}  // namespace segmenta
