// What a fit or an assignment will take, before it takes it: the engine, memory, starts.

#include <fmt/format.h>
#include <segmenta/choose_features.h>
#include <segmenta/error.h>
#include <segmenta/fit.h>
#include <segmenta/memory_plan.h>

#include <algorithm>
#include <future>
#include <utility>

#include "cluster/starts.h"
#include "engine/cpu/groups.h"
#include "segments/asked_k.h"

namespace segmenta {
namespace {

KMeansOptions with_k(const FitOptions& options, int k) {
  KMeansOptions one = options.kmeans;
  one.k = k;
  return one;
}

// Bounds by groups of a row.
std::int64_t group_bytes(int features, int k) {
  constexpr std::int64_t bound_bytes = 4;
  if (!CentroidGroups::suit(k, features)) return 0;
  return (k + CentroidGroups::size - 1) / CentroidGroups::size * bound_bytes;
}

// Rows of the samples that threads seed on at once.
std::int64_t sampled_rows(std::int64_t rows, int features, const FitOptions& options, int threads) {
  KMeansOptions one = with_k(options, options.k.from);
  std::int64_t starts = 0;
  std::int64_t most = 0;
  for (; one.k <= options.k.to; ++one.k) {
    starts += number_of_starts(one, rows, features);
    most = std::max(most, rows_seen_by_seeding(one, rows));
  }
  return most < rows ? most * seeding_threads(starts, threads) : 0;
}

// What bounds on sizes keep of a row: a label, rows that may move (with what lists keep free to grow), and the share of
// the rows that is bounded first.
std::int64_t bounding_bytes(int features, const FitOptions& options) {
  constexpr std::int64_t label_bytes = 4, move_bytes = 16, moves = 2, room = 3, share = 8;
  if (!options.size_bounds.is_given()) return 0;
  return label_bytes + moves * room * move_bytes + std::int64_t{4} * features / share;
}

// Of the larger of two moments: when threads seed on samples of their own, and when k is chosen and the labels of all
// starts of a k are compared.
std::int64_t planned_bytes(std::int64_t rows, int features, const FitOptions& options, int threads) {
  constexpr std::int64_t label_bytes = 4;
  constexpr std::int64_t detail_bytes = 12;  // of a row in the plan that seeding has no need of: distances
  constexpr std::int64_t state_bytes = 12;   // of a row of a sample: label, bound, seeding distance
  const int starts = number_of_starts(with_k(options, options.k.from), rows, features);
  const std::int64_t compared = options.k.is_choice() && starts > 1 ? starts * label_bytes : 0;
  const std::int64_t row_bytes = group_bytes(features, options.k.to) + compared + bounding_bytes(features, options);
  const std::int64_t samples =
      sampled_rows(rows, features, options, threads) * (std::int64_t{4} * features + state_bytes);
  const std::int64_t plain = memory_plan(rows, features).resident_bytes;
  return std::max(memory_plan(rows, features, row_bytes).resident_bytes, plain - rows * detail_bytes + samples);
}

// Of ids, labels and distances, once a fit is over.
std::int64_t bytes_to_write(const Table& table) {
  constexpr std::int64_t row_bytes = 16;
  return memory_plan(0, 0).resident_bytes + table.rows() * row_bytes + id_bytes(table);
}

// The first use of a device takes a while, which may as well pass beside other work. What is wrong with devices is said
// where they are chosen.
std::future<void> make_devices_ready(const EngineOptions& options, std::int64_t rows, std::size_t columns) {
  return std::async(std::launch::async, [options, rows, features = static_cast<int>(columns)] {
    try {
      static_cast<void>(choose_engine(options, rows, features, false, {}));
    } catch (const Error&) {
      return;
    }
  });
}

}  // namespace

KRange asked_k(const FitOptions& options, std::int64_t rows) {
  if (options.k.from > 0) return options.k;
  const Start& start = options.kmeans.start;
  if (start.init == Init::given) return {start.centroids.k, start.centroids.k};
  if (rows < 2) {
    throw Error(ErrorKind::input, "A number of segments cannot be chosen",
                fmt::format("there {} {} row{}", rows == 1 ? "is" : "are", rows, rows == 1 ? "" : "s"),
                "Give a store with more customers, or --k 1");
  }
  return {2, static_cast<int>(std::min<std::int64_t>(rows, always_looked_to)), true};
}

RowBounds asked_bounds(const FitOptions& options, const KRange& k, std::int64_t rows) {
  if (k.is_choice()) {
    throw Error(ErrorKind::usage, "Bounds on the sizes of segments do not go with a range of k",
                "what tells the numbers apart is of segments without bounds",
                "Choose a number first, then bound the sizes of that many segments");
  }
  if (!options.weights.empty()) {
    throw Error(ErrorKind::usage, "Bounds on the sizes of segments do not go with weights",
                "sizes are rows, whatever these weigh", "Leave out the weights, or the bounds");
  }
  if (options.kmeans.empty == EmptyCluster::drop) {
    throw Error(ErrorKind::usage, "Bounds on the sizes of segments do not go with dropping empty ones",
                "bounds are of a number of segments that stays", "Keep empty segments, or leave out the bounds");
  }
  return bounds_in_rows(options.size_bounds, rows, k.from);
}

FitOptions with_chosen_features(const Table& table, FitOptions options, const Context& context) {
  if (const auto& given = options.kmeans.start.preparation) {
    options.features.clear();
    for (const PreparedFeature& feature : given->features) {
      const bool is_there = std::ranges::find(options.features, feature.column) != options.features.end();
      if (!is_there) options.features.push_back(feature.column);  // one of categories makes several
    }
    return options;
  }
  const std::vector<std::string>& categories = options.prepare.categories;
  if (options.features.empty() && options.kmeans.start.init == Init::given) {
    options.features = default_features(table, options.weights);  // which centroids without names are of
  } else if (options.features.empty()) {
    const std::future<void> ready = make_devices_ready(options.engine, table.rows(), table.columns().size());
    FeatureChoice choice = choose_features(
        table, {.weights = options.weights, .categories = categories, .unscaled = options.prepare.scale == Scale::none},
        context);
    ready.wait();
    options.features = std::move(choice.features);
    options.left_out = std::move(choice.left_out);
  }
  for (const std::string& name : categories) {
    const bool is_there = std::ranges::find(options.features, name) != options.features.end();
    if (!is_there) options.features.push_back(name);
  }
  return options;
}

FitPlan plan_fit(const Table& table, const FitOptions& given, const Context& context) {
  FitOptions options = with_chosen_features(table, given, context);
  FitPlan plan;
  plan.rows = table.rows();
  options.k = plan.k = asked_k(given, std::max<std::int64_t>(plan.rows, 2));
  if (options.size_bounds.is_given()) asked_bounds(options, plan.k, plan.rows);  // or refuses them, before the work
  plan.features = static_cast<int>(options.features.size());
  plan.bytes =
      std::max(planned_bytes(plan.rows, plan.features, options, context.worker_threads()), bytes_to_write(table));
  plan.engine = choose_engine(options.engine, plan.rows, plan.features, !options.weights.empty(), context);
  refuse_too_little_memory(options.engine, plan.engine, plan.bytes);
  const KMeansOptions lowest = with_k(options, options.k.from);
  plan.starts = number_of_starts(lowest, plan.rows, plan.features);
  plan.seed_rows = rows_seen_by_seeding(lowest, plan.rows);
  return plan;
}

EngineChoice plan_assign(std::int64_t rows, const Model& model, const EngineOptions& options, const Context& context) {
  EngineChoice choice = choose_engine(options, rows, model.features(), false, context);
  constexpr std::int64_t label_bytes = 4;
  const std::int64_t row_bytes = group_bytes(model.features(), model.k) + (model.offsets.empty() ? 0 : label_bytes);
  const MemoryPlan memory = memory_plan(rows, model.features(), row_bytes);
  refuse_too_little_memory(options, choice, memory.resident_bytes);
  return choice;
}

}  // namespace segmenta
