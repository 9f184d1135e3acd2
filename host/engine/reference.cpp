// The reference engine: every definition to the letter, one thread, nothing clever.

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "engine/definition.h"
#include "engine/random.h"

namespace segmenta {
namespace {

class ReferenceEngine : public Engine {
 public:
  explicit ReferenceEngine(Rows rows) : rows_(std::move(rows)), labels_(static_cast<std::size_t>(rows_.rows()), -1) {}

  std::unique_ptr<Engine> like(Rows rows) const override { return std::make_unique<ReferenceEngine>(std::move(rows)); }
  std::unique_ptr<Engine> small(Rows rows) const override { return like(std::move(rows)); }
  std::string device() const override { return "reference"; }
  std::string simd() const override { return "none"; }
  int threads() const override { return 1; }
  const Rows& rows() const override { return rows_; }
  const ClusterSums& sums() const override { return sums_; }
  std::span<const std::int32_t> labels() const override { return labels_; }

  std::vector<std::int32_t> take_labels() override { return std::move(labels_); }

  Rows take_rows() override { return std::move(rows_); }

  void reset(int k) override {
    k_ = k;
    labels_.assign(static_cast<std::size_t>(rows_.rows()), -1);
    sum_all();
  }

  PassStats assign(const Centroids& centroids) override {
    PassStats stats;
    stats.evaluated = rows_.rows();
    for (std::int64_t i = 0; i < rows_.rows(); ++i) {
      std::int32_t best = 0;
      double smallest = std::numeric_limits<double>::infinity();
      for (std::int32_t c = 0; c < centroids.k; ++c) {
        const double d2 = distance2(rows_.row(i), centroids.row(c), centroids.features);
        if (d2 < smallest) {
          smallest = d2;
          best = c;
        }
      }
      if (label(i) != best) ++stats.changed;
      label(i) = best;
    }
    k_ = centroids.k;
    sum_all();
    return stats;
  }

  void move_row(std::int64_t row, std::int32_t new_label) override {
    label(row) = new_label;
    sum_all();
  }

  void relabel(std::span<const std::int32_t> new_label, int k) override {
    for (std::int32_t& one : labels_) one = new_label[static_cast<std::size_t>(one)];
    k_ = k;
    sum_all();
  }

  std::vector<FarRow> farthest(const Centroids& centroids, int count) const override {
    std::vector<FarRow> all;
    for (std::int64_t i = 0; i < rows_.rows(); ++i) {
      if (rows_.weight(i) > 0) all.push_back({i, own2(centroids, i)});
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const FarRow& a, const FarRow& b) { return a.distance2 > b.distance2; });
    all.resize(std::min(all.size(), static_cast<std::size_t>(count)));
    return all;
  }

  double inertia(const Centroids& centroids) const override {
    const InertiaUnit unit(rows_);
    int128 sum = 0;
    for (std::int64_t i = 0; i < rows_.rows(); ++i) sum += rows_.weight(i) * unit.units(own2(centroids, i));
    return unit.value(sum);
  }

  RowDistances distances(const Centroids& centroids, double unit) const override {
    RowDistances all;
    all.nearest.resize(labels_.size());
    all.margin.resize(labels_.size());
    for (std::int64_t i = 0; i < rows_.rows(); ++i) {
      const float* x = rows_.row(i);
      std::int32_t second = -1;
      double smallest = std::numeric_limits<double>::infinity();
      for (std::int32_t c = 0; c < centroids.k; ++c) {
        if (c == labels_[static_cast<std::size_t>(i)]) continue;
        const double d2 = distance2(x, centroids.row(c), centroids.features);
        if (second >= 0 && d2 >= smallest) continue;
        smallest = d2;
        second = c;
      }
      const int present = present_features(x, centroids.features);
      all.runner_up.push_back(second);
      set_distances(all, static_cast<std::size_t>(i), own2(centroids, i),
                    second < 0 ? std::nan("") : reported2(smallest, present, centroids.features), unit);
    }
    return all;
  }

  void seed_begin() override {
    seed_distance2_.assign(static_cast<std::size_t>(rows_.rows()), std::numeric_limits<float>::infinity());
  }

  float seed_add(const Centroids& centers) override {
    float largest = 0;
    for (std::int64_t i = 0; i < rows_.rows(); ++i) {
      float& distance = seed_distance2_[static_cast<std::size_t>(i)];
      for (int c = 0; c < centers.k; ++c) {
        distance = std::min(distance, seed_distance2(rows_.row(i), centers.row(c), centers.features));
      }
      if (rows_.weight(i) > 0) largest = std::max(largest, distance);
    }
    return largest;
  }

  std::vector<int128> seed_try(const Centroids& candidates, SeedScale scale) const override {
    std::vector<int128> potentials(static_cast<std::size_t>(candidates.k), 0);
    for (int c = 0; c < candidates.k; ++c) {
      for (std::int64_t i = 0; i < rows_.rows(); ++i) {
        const float distance = std::min(seed_distance2_[static_cast<std::size_t>(i)],
                                        seed_distance2(rows_.row(i), candidates.row(c), candidates.features));
        potentials[static_cast<std::size_t>(c)] +=
            int128{rows_.weight(i)} * seed_potential_of(distance, std::ldexp(1.0, scale.shift));
      }
    }
    return potentials;
  }

  int128 seed_potential(SeedScale scale) const override {
    int128 sum = 0;
    for (std::int64_t i = 0; i < rows_.rows(); ++i) sum += potential(i, scale);
    return sum;
  }

  std::vector<std::int64_t> seed_pick(std::span<const int128> positions, SeedScale scale) const override {
    std::vector<std::int64_t> picked;
    for (const int128 position : positions) {
      int128 sum = 0;
      std::int64_t row = -1;
      while (sum <= position) sum += potential(++row, scale);
      picked.push_back(row);
    }
    return picked;
  }

  std::vector<std::int64_t> seed_sample(const Draw& draw, double factor, SeedScale scale) const override {
    std::vector<std::int64_t> sampled;
    for (std::int64_t i = 0; i < rows_.rows(); ++i) {
      if (random_unit(draw, static_cast<std::uint64_t>(i)) < factor * static_cast<double>(potential(i, scale))) {
        sampled.push_back(i);
      }
    }
    return sampled;
  }

  std::vector<float> row(std::int64_t index) const override {
    return {rows_.row(index), rows_.row(index) + rows_.features()};
  }

 private:
  std::int32_t& label(std::int64_t row) { return labels_[static_cast<std::size_t>(row)]; }

  double own2(const Centroids& centroids, std::int64_t row) const {
    const float* x = rows_.row(row);
    const float* c = centroids.row(labels_[static_cast<std::size_t>(row)]);
    return reported2(distance2(x, c, centroids.features), present_features(x, centroids.features), centroids.features);
  }

  int128 potential(std::int64_t row, SeedScale scale) const {
    return int128{rows_.weight(row)} *
           seed_potential_of(seed_distance2_[static_cast<std::size_t>(row)], std::ldexp(1.0, scale.shift));
  }

  void sum_all() {
    sums_ = zero_sums(rows_, k_);
    for (std::int64_t i = 0; i < rows_.rows(); ++i) {
      if (label(i) >= 0) add_to_sums(sums_, rows_, i, label(i), +1);
    }
  }

  Rows rows_;
  int k_ = 0;
  std::vector<std::int32_t> labels_;
  ClusterSums sums_;
  std::vector<float> seed_distance2_;
};

}  // namespace

std::unique_ptr<Engine> make_reference_engine(Rows rows) { return std::make_unique<ReferenceEngine>(std::move(rows)); }

}  // namespace segmenta
