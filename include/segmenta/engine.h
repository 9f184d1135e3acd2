#pragma once
// The seam between the clustering, written once, and the machine that computes it.
//
// An Engine owns prepared rows and answers exact questions about them: which centroid is nearest, what is the sum of
// each cluster. "Exact" means bit for bit by these definitions, whatever way an engine takes:
//   distance  d(x, c): features in order, acc = fma(t, t, acc) with t = double(x) - double(c), in float64. A missing
//             x is skipped; where a distance is reported it is then acc x features / present features.
//   label     the lowest index among the centroids of smallest acc.
//   sums      whole multiples of the quantum, so order-free. Weights are whole numbers.
//   seeding   distances in float32: t = x - c; acc = acc + t * t, each operation rounded, features in order, missing
//             ones skipped. Only seeding uses these.
// An engine keeps labels and sums from pass to pass and updates sums by difference. After an Error it has no state but
// its rows: reset() and what is asked of rows are what may be called. Where rows lie is the affair of its shards: they
// are handed out as copies, some at a time.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <segmenta/context.h>
#include <segmenta/export.h>
#include <segmenta/rows.h>

namespace SEGMENTA_API segmenta {

/// Centroids [k x features], row-major, in prepared space.
struct Centroids {
  int k = 0;
  int features = 0;
  std::vector<float> values;

  [[nodiscard]] const float* row(int c) const { return values.data() + static_cast<std::int64_t>(c) * features; }
  [[nodiscard]] float* row(int c) { return values.data() + static_cast<std::int64_t>(c) * features; }
};

/// Exact sums of every cluster.
struct ClusterSums {
  std::vector<int128> values;         ///< [k x features]: sum of weight x (value / quantum)
  std::vector<std::int64_t> weights;  ///< [k]: sum of weights
  std::vector<std::int64_t> counts;   ///< [k]: rows
  std::vector<std::int64_t> missing;  ///< [k x features]: sum of weights of rows where it is missing; empty: none
};

struct PassStats {
  std::int64_t changed = 0;    ///< rows whose label is another than before
  std::int64_t evaluated = 0;  ///< rows whose distances were looked at; bounds vouch for the others
  std::int64_t rechecked = 0;  ///< rows that the fast path could not certify
};

/// A row and its exact squared distance from its centroid.
struct FarRow {
  std::int64_t row = 0;
  double distance2 = 0;
};

/// Distances of every row, for Segments.
struct RowDistances {
  std::vector<float> nearest;  ///< distance to the label's centroid
  std::vector<float> margin;   ///< the runner-up's distance less that, below 0 where that is nearer; NaN with k = 1
  std::vector<std::int32_t> runner_up;  ///< lowest index among the nearest but for the label's; -1 with k = 1
};

/// Fixed-point potentials of seeding: weight x distance2 x 2^shift, the product of the latter two rounded to a whole
/// number (ties to even) below 2^45; before the first center, just the weight.
struct SeedScale {
  int shift = 0;
};

/// Names a family of random numbers, one for each row: what they are for, and which round of it.
struct Draw {
  std::uint64_t seed = 0;
  std::uint32_t purpose = 0;
  std::uint32_t round = 0;
};

class BackEnd;
class Shard;
class ThreadPool;

/// Prepared rows, shared out over the shards of a back end (host/engine/shard.h), which compute; what the shards find
/// is merged here.
///
/// Thread-safety: one call at a time, but for what is known without computing, which threads may ask for at once:
/// grid(), sums(), labels() where nothing has changed since they were last asked for, read(), select(), weights(),
/// like() and small().
class Engine {
 public:
  /// Takes the rows over once all is set up: where Error is thrown, they are untouched.
  Engine(Rows&& rows, std::shared_ptr<const BackEnd> back_end);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  [[nodiscard]] std::string device() const;  ///< "cpu", "reference", "cuda:0"
  [[nodiscard]] std::string simd() const;    ///< instruction set in use: "avx2", "scalar", ...
  [[nodiscard]] int threads() const;

  // Rows
  [[nodiscard]] const Grid& grid() const { return grid_; }
  /// A copy of the rows [first, first + count).
  [[nodiscard]] Rows read(std::int64_t first, std::int64_t count) const;
  /// Copies of some rows, on the same grid.
  [[nodiscard]] Rows select(std::span<const std::int64_t> rows) const;
  /// [count]: those of the rows [first, first + count), all 1 without weights.
  [[nodiscard]] std::vector<std::int64_t> weights(std::int64_t first, std::int64_t count) const;

  // Lloyd
  /// Labels every row and brings the sums up to date. After reset() every row counts as changed.
  PassStats assign(const Centroids& centroids);
  [[nodiscard]] const ClusterSums& sums() const { return sums_; }
  [[nodiscard]] std::span<const std::int32_t> labels() const;
  void reset(int k);
  /// Hands the labels over; before the next pass comes reset().
  [[nodiscard]] std::vector<std::int32_t> take_labels();
  /// Gives every row a label [rows], whatever is nearest, and brings the sums up to date. Returns how many labels are
  /// others than before.
  std::int64_t set_labels(std::span<const std::int32_t> labels);
  /// Gives one row another label and moves its share of the sums.
  void move_row(std::int64_t row, std::int32_t label);
  /// Renames labels: old label c becomes new_label[c]; sums follow. Labels without rows may map to -1.
  void relabel(std::span<const std::int32_t> new_label, int k);
  /// The `count` rows of positive weight farthest from their centroids, farthest first, ties by row.
  [[nodiscard]] std::vector<FarRow> farthest(const Centroids& centroids, int count) const;
  /// Weighted sum of squared distances to the labels' centroids: exact fixed point, converted once to float64.
  [[nodiscard]] double inertia(const Centroids& centroids) const;
  /// Distances by the definition, times `unit`, to the centroids that the labels are of; roots and differences are
  /// taken in float64.
  [[nodiscard]] RowDistances distances(const Centroids& centroids, double unit) const;

  // Seeding: each row keeps its smallest float32 distance to the centers so far
  void seed_begin();
  /// Takes `centers` [m x features] in; returns the largest distance that is left among rows of positive weight.
  float seed_add(const Centroids& centers);
  /// For each candidate center: what the sum of potentials would be with it.
  [[nodiscard]] std::vector<int128> seed_try(const Centroids& candidates, SeedScale scale) const;
  [[nodiscard]] int128 seed_potential(SeedScale scale) const;
  /// The rows that hold the given positions of the running sum of potentials in row order: for each position the
  /// first row with a running sum above it.
  [[nodiscard]] std::vector<std::int64_t> seed_pick(std::span<const int128> positions, SeedScale scale) const;
  /// Rows, ascending, that an independent draw each takes: u(draw, row) < factor x potential, u in [0, 1).
  [[nodiscard]] std::vector<std::int64_t> seed_sample(const Draw& draw, double factor, SeedScale scale) const;

  /// An engine of the same kind over other rows.
  [[nodiscard]] std::unique_ptr<Engine> like(Rows rows) const;
  /// An engine over a few rows, worked by the calling thread alone; several may be at work at once.
  [[nodiscard]] std::unique_ptr<Engine> small(Rows rows) const;
  /// Hands the rows over, to another engine say; nothing else may be asked of this one then. Throws Error(resources)
  /// where a device that has failed alone holds them.
  [[nodiscard]] Rows take_rows();

 private:
  /// work(shard, its number) for every shard, at once.
  void for_each_shard(const std::function<void(Shard&, std::size_t)>& work) const;
  [[nodiscard]] Shard& shard_of(std::int64_t row) const;
  void fetch_labels() const;

  Rows rows_;
  Grid grid_;
  std::shared_ptr<const BackEnd> back_end_;
  std::vector<std::unique_ptr<Shard>> shards_;
  std::unique_ptr<ThreadPool> pool_;          ///< a thread a shard
  mutable std::vector<std::int32_t> labels_;  ///< shards keep theirs here, or bring them here
  mutable bool labels_are_here_ = false;
  ClusterSums sums_;
};

/// Whether bounds let rows be skipped (Hamerly 2010). The answer does not depend on it.
enum class Bounds { automatic, always, never };

/// The instruction set that "auto" takes on this machine.
std::string cpu_simd();

struct CpuOptions {
  /// auto, avx512, avx2, sse4, scalar, eigen; Error(usage) where this machine lacks it. "auto" is Eigen's products
  /// where this machine has no vectors that are known of.
  std::string simd = "auto";
  std::int64_t batch_rows = 0;        ///< rows that a thread takes at a time; 0: chosen
  Bounds bounds = Bounds::automatic;  ///< automatic: as long as they save time
};

struct CudaOptions {
  std::vector<int> devices;       ///< rows are shared out over these, see cuda_devices(); empty: the first
  std::int64_t memory_bytes = 0;  ///< device memory to use on each; 0: most of what is free
  std::int64_t batch_rows = 0;    ///< most rows of a launch; 0: chosen
  /// Rows that are streamed are pinned in memory, so that the device reads them by itself; else, or where the system
  /// refuses, threads copy them into pinned buffers in every pass. Takes page-locked memory of the size of the rows.
  bool pin_rows = true;
  /// Where the devices hold all rows, this process gives its own up: what is asked of rows comes from the devices.
  bool give_up_rows = false;
};

/// Where the rows of the CUDA engine go, and the memory that it takes of each device.
struct CudaPlan {
  bool resident = true;         ///< else rows are copied in, batch by batch, in every pass
  std::int64_t batch_rows = 0;  ///< rows of one launch
  std::int64_t bytes = 0;
};

/// The plain definitions, one thread, for tests and doubters.
std::unique_ptr<Engine> make_reference_engine(Rows rows);
/// The CPU engine: certified float32 kernels over SIMD, or Eigen's products, all threads.
std::unique_ptr<Engine> make_cpu_engine(Rows rows, const CpuOptions& options, const Context& context);
/// What make_cuda_engine() would do; throws as it does.
CudaPlan plan_cuda(std::int64_t rows, int features, bool weighted, const CudaOptions& options);
/// The CUDA engine. Rows stay on the devices where they fit, else they are streamed there in every pass. Throws
/// Error(resources), and leaves the rows untouched, where Segmenta is built without CUDA, or a device is missing, fails
/// or has too little memory; later, where a device fails.
std::unique_ptr<Engine> make_cuda_engine(Rows&& rows, const CudaOptions& options);

}  // namespace segmenta
