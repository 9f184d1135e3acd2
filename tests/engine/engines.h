#pragma once
// The engines that every test of the clustering runs over, and data that tries to break them.

#include <segmenta/engine.h>

#include <memory>
#include <ostream>
#include <random>
#include <string>
#include <vector>

namespace segmenta::testing {

/// One way to compute: an engine with its instruction set, threads and batch.
struct EngineKind {
  std::string engine;
  std::string simd;
  int threads = 1;
  std::int64_t batch_rows = 0;
  Bounds bounds = Bounds::automatic;

  bool streamed = false;  ///< of engine "cuda", whose threads are shards on one device

  [[nodiscard]] std::string name() const {
    const char* with = bounds == Bounds::always ? "_bounds" : bounds == Bounds::never ? "_plain" : "";
    return engine + "_" + simd + "_" + std::to_string(threads) + "_" + std::to_string(batch_rows) + with +
           (streamed ? "_streamed" : "");
  }
};

/// How GoogleTest shows a kind.
inline void PrintTo(const EngineKind& kind, std::ostream* out) { *out << kind.name(); }

/// The kinds that this machine can run: the reference, then the CPU engine in all its forms, then one of several shards
/// that has nothing of its own but labels ("plain"), then, where there is a device, the CUDA engine.
std::vector<EngineKind> engine_kinds();
std::unique_ptr<Engine> make_engine(const EngineKind& kind, Rows rows);

/// A matrix [rows x features] with what a test is told of it.
struct Data {
  std::string name;
  int features = 0;
  std::vector<float> values;

  [[nodiscard]] std::int64_t rows() const { return static_cast<std::int64_t>(values.size()) / features; }
};

/// Overlapping Gaussian blobs around `blobs` centers.
Data gaussian(std::int64_t rows, int features, int blobs, std::uint32_t seed);
/// Data on which a fast path fails that trusts its rounding: offsets, ties, duplicates, denormals, outliers, tiny and
/// huge scales.
std::vector<Data> adversarial();

/// `k` rows of the data as centroids, evenly spread.
Centroids rows_as_centroids(const Data& data, int k);
/// Rows on the grid, without weights.
Rows on_grid(const Data& data);
/// A copy of rows (Rows can only be moved).
Rows copy(const Rows& rows);

}  // namespace segmenta::testing
