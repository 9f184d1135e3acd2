#pragma once
// One round of a bootstrap: which rows are drawn, and which new cluster is which of the old ones.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace segmenta {

/// `count` of the rows with replacement, ascending: the same for a seed and round, whoever asks.
std::vector<std::int64_t> draw_rows(std::int64_t rows, std::int64_t count, std::uint64_t seed, int round);

/// Distinct drawn rows by cluster of the table and new cluster.
class Overlap {
 public:
  Overlap(std::size_t k, std::size_t new_k) : new_k_(new_k), both_(k * new_k), old_(k), new_(new_k) {}

  void add(std::int32_t cluster, std::int32_t new_cluster);
  [[nodiscard]] bool has(std::size_t cluster) const { return old_[cluster] > 0; }

  /// The new cluster of the highest Jaccard similarity with a cluster, ties to the first.
  struct Match {
    std::size_t cluster = 0;
    double jaccard = 0;  ///< 0: they share no row, and there is no such cluster
  };
  [[nodiscard]] Match best_match(std::size_t cluster) const;

 private:
  std::size_t new_k_;
  std::vector<std::int64_t> both_, old_, new_;
};

}  // namespace segmenta
