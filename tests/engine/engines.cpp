// The engines that can be made on this machine, and data made to mislead them.

#include "engine/engines.h"

#include "engine/shard.h"

#include <segmenta/devices.h>
#include <segmenta/error.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace segmenta::testing {

namespace {

// A back end with as little of its own as one can have: all but the labels follows from the seam. Rows are shared out
// over several shards.
class PlainShard : public HostShard {
 public:
  using HostShard::HostShard;

  PassStats assign(const Centroids& centroids, ClusterSums& sums) override {
    PassStats stats{0, count(), 0};
    for (std::int64_t i = 0; i < count(); ++i) {
      const std::int32_t before = std::exchange(label_of(i), nearest(values_of(i), centroids));
      if (before == label_of(i)) continue;
      ++stats.changed;
      if (before >= 0) add_to_sums(sums, grid_, values_of(i), weight_of(i), before, -1);
      add_to_sums(sums, grid_, values_of(i), weight_of(i), label_of(i), +1);
    }
    return stats;
  }
};

class PlainBackEnd : public BackEnd {
 public:
  explicit PlainBackEnd(int shards) : shards_(shards) {}

  std::string device() const override { return "plain"; }
  std::string simd() const override { return "none"; }
  int threads() const override { return shards_; }

  std::vector<std::unique_ptr<Shard>> shards(const Rows& rows, const Grid& grid) const override {
    std::vector<std::unique_ptr<Shard>> all;
    for (int s = 0; s < shards_; ++s) {
      const std::int64_t first = grid.rows * s / shards_;
      const std::int64_t until = grid.rows * (s + 1) / shards_;
      if (first < until) all.push_back(std::make_unique<PlainShard>(rows, grid, first, until - first, 1 + s % 2));
    }
    return all;
  }

  std::shared_ptr<const BackEnd> alone() const override { return std::make_shared<PlainBackEnd>(1); }

 private:
  int shards_;
};

}  // namespace

std::vector<EngineKind> engine_kinds() {
  std::vector<EngineKind> kinds{{"reference", "none", 1, 0}};
  for (const char* simd : {"scalar", "sse4", "avx2", "avx512", "eigen"}) {
    try {
      make_cpu_engine(make_rows(std::vector<float>{1.0F}, 1), {simd, 0, Bounds::automatic}, {});
    } catch (const Error&) {
      continue;  // not on this machine
    }
    kinds.push_back({"cpu", simd, 1, 0, Bounds::automatic});
    kinds.push_back({"cpu", simd, 3, 111, Bounds::always});
    kinds.push_back({"cpu", simd, 2, 74, Bounds::never});
  }
  kinds.push_back({"cpu", "auto", 7, 259, Bounds::automatic});
  kinds.push_back({"plain", "none", 3, 0});
  if (!cuda_devices().empty()) {
    kinds.push_back({"cuda", "auto", 1, 0, Bounds::automatic});
    kinds.push_back({"cuda", "auto", 3, 97, Bounds::automatic});
    kinds.push_back({"cuda", "auto", 1, 101, Bounds::automatic, true});
  }
  return kinds;
}

namespace {

// Device memory with which rows are streamed in batches: what is kept of every row, two batches, and a quarter to
// spare.
std::int64_t too_little_for(const Rows& rows, std::int64_t batch_rows) {
  const std::int64_t kept = rows.rows() * (rows.weighted() ? 16 : 8);
  return (kept + batch_rows * (8 * rows.features() + 24)) * 4 / 3 + 64;
}

}  // namespace

std::unique_ptr<Engine> make_engine(const EngineKind& kind, Rows rows) {
  if (kind.engine == "reference") return make_reference_engine(std::move(rows));
  if (kind.engine == "plain") {
    return std::make_unique<Engine>(std::move(rows), std::make_shared<PlainBackEnd>(kind.threads));
  }
  if (kind.engine == "cuda") {
    CudaOptions options;
    options.devices.assign(static_cast<std::size_t>(kind.threads), 0);
    options.batch_rows = kind.batch_rows;
    options.give_up_rows = kind.threads > 1;
    if (kind.streamed) options.memory_bytes = too_little_for(rows, kind.batch_rows);
    return make_cuda_engine(std::move(rows), options);
  }
  Context context;
  context.threads = kind.threads;
  return make_cpu_engine(std::move(rows), {kind.simd, kind.batch_rows, kind.bounds}, context);
}

Data gaussian(std::int64_t rows, int features, int blobs, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  const auto d = static_cast<std::size_t>(features);
  std::vector<float> centers(static_cast<std::size_t>(blobs) * d);
  for (float& x : centers) x = 3 * normal(random);
  Data data{"gaussian", features, {}};
  for (std::int64_t i = 0; i < rows; ++i) {
    const auto blob = random() % static_cast<std::size_t>(blobs);
    for (std::size_t j = 0; j < d; ++j) data.values.push_back(centers[blob * d + j] + normal(random));
  }
  return data;
}

std::vector<Data> adversarial() {
  std::vector<Data> all;
  for (const float offset : {1e4F, 1e5F, 1e6F}) {
    Data data = gaussian(700, 5, 6, 11);
    data.name = "offset " + std::to_string(offset);
    for (float& x : data.values) x += offset;
    all.push_back(data);
  }
  Data ties{"ties on a lattice", 3, {}};
  for (int i = 0; i < 600; ++i) {
    for (const int x : {i % 5, i / 5 % 5, i / 25 % 5}) ties.values.push_back(static_cast<float>(x));
  }
  all.push_back(ties);
  Data duplicates = gaussian(20, 4, 3, 12);
  duplicates.name = "every row forty times";
  const std::vector<float> once = duplicates.values;
  for (int copy = 1; copy < 40; ++copy) duplicates.values.insert(duplicates.values.end(), once.begin(), once.end());
  all.push_back(duplicates);
  Data denormal = gaussian(500, 4, 4, 13);
  denormal.name = "denormals";
  for (float& x : denormal.values) x *= 1e-40F;
  all.push_back(denormal);
  Data scales = gaussian(500, 6, 4, 14);
  scales.name = "scales from 1e-20 to 1e15";
  for (std::size_t i = 0; i < scales.values.size(); ++i) {
    scales.values[i] *= std::pow(10.0F, -20.0F + 7.0F * static_cast<float>(i % 6));
  }
  all.push_back(scales);
  Data outlier = gaussian(700, 4, 5, 15);
  outlier.name = "one row a million times larger";
  for (std::size_t j = 0; j < 4; ++j) outlier.values[j] *= 1e6F;
  all.push_back(outlier);
  all.push_back({"all rows equal", 3, std::vector<float>(300, 0.7F)});
  Data tight = gaussian(600, 3, 1, 16);
  tight.name = "differences of the last bit";
  for (std::size_t i = 0; i < tight.values.size(); ++i) {
    tight.values[i] = 1.0F + std::ldexp(static_cast<float>(i * 7919 % 5), -23);
  }
  all.push_back(tight);
  return all;
}

Centroids rows_as_centroids(const Data& data, int k) {
  Centroids centroids{k, data.features, {}};
  for (int c = 0; c < k; ++c) {
    const auto first = data.values.begin() + data.rows() * c / k * data.features;
    centroids.values.insert(centroids.values.end(), first, first + data.features);
  }
  return centroids;
}

Rows on_grid(const Data& data) { return make_rows(data.values, data.features); }

Rows copy(const Rows& rows) {
  Rows other(rows.rows(), rows.features());
  std::copy_n(rows.row(0), rows.rows() * rows.features(), other.row(0));
  other.quantum = rows.quantum;
  other.magnitude = rows.magnitude;
  other.weights = rows.weights;
  other.weight_exponent = rows.weight_exponent;
  other.has_missing = rows.has_missing;
  return other;
}

}  // namespace segmenta::testing
