// A whole fit: rows prepared, clustered on an engine, segments numbered, the model described. And assigning by a model.

#include <fmt/format.h>
#include <segmenta/columns.h>
#include <segmenta/error.h>
#include <segmenta/fit.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cluster/evidence.h"
#include "cluster/offset_labels.h"
#include "parallel.h"
#include "prepare/column_device.h"
#include "segments/asked_k.h"
#include "segments/numbering.h"

namespace segmenta {
namespace {

// As rows are by cosine; zeros have no direction.
void scale_to_length_one(Centroids& centroids) {
  for (int c = 0; c < centroids.k; ++c) {
    const std::span<float> row(centroids.row(c), static_cast<std::size_t>(centroids.features));
    double square = 0;
    for (const float x : row) square += static_cast<double>(x) * static_cast<double>(x);
    if (square == 0) continue;
    for (float& x : row) x = static_cast<float>(static_cast<double>(x) / std::sqrt(square));
  }
}

// The start of a fit in prepared space, from centroids in original units.
Centroids prepare_start(Centroids start, const std::vector<double>& values, const Preparation& preparation) {
  const auto d = preparation.features.size();
  if (start.features != static_cast<int>(d)) return start;  // kmeans() refuses it
  start.values.resize(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const PreparedFeature& feature = preparation.features[i % d];
    const double prepared = feature.prepare(values[i]);
    if (!std::isfinite(prepared)) {
      throw Error(ErrorKind::input,
                  fmt::format("Start centroid {} has {} in feature '{}'", i / d, values[i], feature.name),
                  "it has no prepared value", "Give finite centroids in original units");
    }
    start.values[i] = static_cast<float>(prepared);
  }
  if (preparation.metric == Metric::cosine) scale_to_length_one(start);
  return start;
}

// Of directions, which is what centroids are by cosine, rows may have any length.
std::vector<double> original_units(const Centroids& centroids, const Preparation& preparation) {
  std::vector<double> original;
  if (preparation.metric == Metric::cosine) return original;
  for (std::size_t i = 0; i < centroids.values.size(); ++i) {
    const PreparedFeature& feature = preparation.features[i % preparation.features.size()];
    original.push_back(feature.restore(static_cast<double>(centroids.values[i])));
  }
  return original;
}

Centroids reorder(const Centroids& centroids, const std::vector<std::int32_t>& old_of_new) {
  Centroids ordered{centroids.k, centroids.features, {}};
  for (const std::int32_t old : old_of_new) {
    ordered.values.insert(ordered.values.end(), centroids.row(old), centroids.row(old) + centroids.features);
  }
  return ordered;
}

Segments report_distances(const Engine& engine, const Centroids& centroids, int exponent) {
  RowDistances distances = engine.distances(centroids, std::ldexp(1.0, -exponent));
  Segments segments;
  segments.distance = std::move(distances.nearest);
  segments.runner_up = std::move(distances.runner_up);
  segments.margin = std::move(distances.margin);
  return segments;
}

// Puts the clusters into the stored order; labels stay.
Centroids renumber(Engine& engine, const Centroids& found, const std::vector<std::int32_t>& old_of_new) {
  std::vector<std::int32_t> new_of_old(static_cast<std::size_t>(found.k), -1);
  for (std::size_t c = 0; c < old_of_new.size(); ++c) {
    new_of_old[static_cast<std::size_t>(old_of_new[c])] = static_cast<std::int32_t>(c);
  }
  Centroids centroids = reorder(found, old_of_new);
  engine.relabel(new_of_old, centroids.k);
  return centroids;
}

// The same where ties go to the lowest index in that order. With `drop`, a tie that empties a cluster removes it too.
Centroids settle(Engine& engine, const Centroids& found, const std::vector<std::int32_t>& old_of_new,
                 EmptyCluster empty) {
  Centroids centroids = renumber(engine, found, old_of_new);
  engine.assign(centroids);
  const auto& counts = engine.sums().counts;
  std::vector<std::int32_t> used;
  for (std::int32_t c = 0; c < centroids.k; ++c) {
    if (counts[static_cast<std::size_t>(c)] > 0) used.push_back(c);
  }
  if (empty != EmptyCluster::drop || static_cast<int>(used.size()) == centroids.k) return centroids;
  return settle(engine, centroids, used, empty);
}

void take_seconds(FitSeconds& of_fit, const SweepSeconds& seconds) {
  of_fit.seed = seconds.seed;
  of_fit.refine = seconds.refine;
  of_fit.iterate = seconds.iterate;
  of_fit.evidence = seconds.evidence;
}

// Rows are there: clusters them on an engine.
class FitOnEngine {
 public:
  /// `so_far` has the preparation, `options` the features, which segments may be numbered by.
  FitOnEngine(Engine& engine, const Table& table, const FitOptions& options, FitResult so_far, const Context& context)
      : engine_(engine), table_(table), options_(options), context_(context), result_(std::move(so_far)) {}

  FitResult run() {
    finish(cluster());
    return std::move(result_);
  }

 private:
  KMeansResult cluster() {
    KMeansOptions options = options_.kmeans;
    if (!options.start.original.empty()) {
      options.start.centroids = prepare_start(options.start.centroids, options.start.original, preparation());
    }
    const KRange range = asked_k(options_, engine_.grid().rows);
    options.k = range.from;
    result_.model.k_requested = options.k;
    result_.model.seed = options.seed;
    if (options_.size_bounds.is_given()) bounds_ = asked_bounds(options_, range, engine_.grid().rows);
    if (range.is_choice()) return choose(options, range);
    const double total = wants_evidence(range) ? total_inertia(engine_) : 0;
    KMeansResult clusters = kmeans(engine_, options, context_);
    SweepSeconds seconds;
    seconds.add(clusters);
    if (bounds_) result_.size_bounds = keep_sizes(engine_, clusters, *bounds_, options, context_);
    if (wants_evidence(range) && result_.size_bounds.offsets.empty()) look_at(clusters, options, total, seconds);
    take_seconds(result_.seconds, seconds);
    result_.seconds.sizes = result_.size_bounds.seconds;
    return clusters;
  }

  // One segment has no neighbour to be apart from.
  [[nodiscard]] bool wants_evidence(const KRange& range) const { return options_.evidence && range.from > 1; }

  // What a choice would say of this number.
  void look_at(const KMeansResult& clusters, const KMeansOptions& options, double total, SweepSeconds& seconds) {
    const auto begin = std::chrono::steady_clock::now();
    ThreadPool pool(context_.worker_threads());
    KEvidence found = evidence_of(engine_, clusters, total, pool);
    found.k = clusters.centroids.k;
    found.inertia = std::ldexp(found.inertia, -2 * preparation().exponent);
    take_stability(found, options);
    result_.model.evidence = {found};
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    seconds.evidence += taken.count();
  }

  void take_stability(KEvidence& found, const KMeansOptions& options) {
    if (options_.bootstrap.rounds == 0) return;
    bootstrap_ = bootstrap_clusters(engine_, options, options_.bootstrap, context_);
    const Stability least = least_stable(bootstrap_.stabilities);
    found.stability = least.mean;
    found.stability_error = least.error;
  }

  // Where bounds moved rows, the nearest centroid is not what labels are by.
  Centroids put_in_order(const Centroids& found, const std::vector<std::int32_t>& old_of_new) {
    std::vector<double>& offsets = result_.size_bounds.offsets;
    if (offsets.empty()) return settle(engine_, found, old_of_new, options_.kmeans.empty);
    for (const std::int32_t old : old_of_new) {
      result_.model.offsets.push_back(std::ldexp(offsets[static_cast<std::size_t>(old)], -2 * preparation().exponent));
    }
    offsets.clear();  // in the numbers from before
    return renumber(engine_, found, old_of_new);
  }

  [[nodiscard]] const Preparation& preparation() const { return result_.model.preparation; }

  KMeansResult choose(const KMeansOptions& options, const KRange& range) {
    const ChoiceOptions asked{.range = range,
                              .usual = options_.usual_k,
                              .smallest = options_.smallest,
                              .bootstrap = options_.bootstrap,
                              .gap = options_.gap};
    KChoice choice = choose_k(engine_, options, asked, context_);
    for (KEvidence& one : choice.evidence) one.inertia = std::ldexp(one.inertia, -2 * preparation().exponent);
    take_seconds(result_.seconds, choice.seconds);
    result_.model.evidence = std::move(choice.evidence);
    result_.model.k_requested = choice.recommendation.k;
    result_.model.structure = choice.recommendation.structure;
    result_.model.choice_reason = choice.recommendation.reason;
    result_.recommendation = std::move(choice.recommendation);
    bootstrap_ = std::move(choice.bootstrap);
    return std::move(choice.best);
  }

  void finish(const KMeansResult& clusters) {
    Model& model = result_.model;
    const SegmentOrder order =
        order_segments(table_, options_.features, options_.value, engine_, clusters.centroids, context_);
    const Centroids centroids = put_in_order(clusters.centroids, order.old_of_new);
    model.order_by = order.by;
    if (!bootstrap_.stabilities.empty() && centroids.k == clusters.centroids.k) take_bootstrap(order.old_of_new);
    model.k = centroids.k;
    model.centroids = centroids.values;
    model.rows = table_.rows();
    model.inertia = std::ldexp(clusters.inertia, -2 * model.preparation.exponent);
    model.iterations = clusters.iterations;
    model.converged = clusters.converged;
    model.stopped_by = clusters.stopped_by;
    model.sizes = engine_.sums().counts;
    model.centroids_original = original_units(centroids, model.preparation);
    model.weights = options_.weights;
    if (engine_.grid().weighted) {
      for (const std::int64_t weight : engine_.sums().weights) {
        model.weight_sums.push_back(std::ldexp(static_cast<double>(weight), -engine_.grid().weight_exponent));
      }
    }
    nest(centroids);
    warn_of_empty_segments();
    describe(clusters, centroids);
  }

  // Clusters of a round are told which of the segments they are by the rows that they have in common.
  void take_bootstrap(const std::vector<std::int32_t>& old_of_new) {
    Model& model = result_.model;
    for (const std::int32_t old : old_of_new) {
      model.stability.push_back(bootstrap_.stabilities[static_cast<std::size_t>(old)].mean);
    }
    for (const Centroids& round : bootstrap_.centroids) {
      if (round.k != static_cast<int>(old_of_new.size())) return model.bootstrap_centroids.clear();
      model.bootstrap_centroids.insert(model.bootstrap_centroids.end(), round.values.begin(), round.values.end());
    }
  }

  void nest(const Centroids& centroids) {
    if (options_.levels.empty()) return;
    const std::vector<std::int64_t>& weights = engine_.sums().weights;
    std::vector<double> sizes;
    for (const std::int64_t weight : weights) {
      sizes.push_back(std::ldexp(static_cast<double>(weight), -engine_.grid().weight_exponent));
    }
    std::vector<Merge> tree = ward_tree(centroids, sizes);
    for (Merge& merge : tree) merge.height = std::ldexp(merge.height, -result_.model.preparation.exponent);
    for (const int level : options_.levels) {
      if (level > centroids.k) {
        throw Error(ErrorKind::usage, fmt::format("A level of {} segments is above k = {}", level, centroids.k), "",
                    "Levels are coarser than the segments: give fewer, or a larger k");
      }
      levels_.push_back({level, cut_tree(tree, level)});
    }
    result_.model.tree = std::move(tree);
  }

  void warn_of_empty_segments() const {
    const auto empty = std::count(result_.model.sizes.begin(), result_.model.sizes.end(), 0);
    if (empty > 0) {
      context_.note(
          fmt::format("{} of {} segments have no rows: there are fewer distinct rows than k, or a start was "
                      "too far from every row",
                      empty, result_.model.k));
    }
  }

  void describe(const KMeansResult& clusters, const Centroids& centroids) {
    if (options_.details) result_.segments = report_distances(engine_, centroids, result_.model.preparation.exponent);
    result_.segments.levels = std::move(levels_);
    result_.segments.segment = engine_.take_labels();
    result_.model.labels_digest = labels_digest(result_.segments.segment);
    result_.device = engine_.device();
    result_.simd = engine_.simd();
    result_.threads = engine_.device() == "reference" ? 1 : context_.worker_threads();
    result_.restarts = clusters.restarts;
    result_.search = clusters.search;
    result_.seed_rows = clusters.seed_rows;
    result_.recheck_fraction =
        static_cast<double>(clusters.rechecked) / static_cast<double>(std::max<std::int64_t>(clusters.evaluated, 1));
    result_.seconds_per_iteration =
        clusters.passes > 0 ? clusters.iterate_seconds / static_cast<double>(clusters.passes) : 0;
  }

  Engine& engine_;
  const Table& table_;
  const FitOptions& options_;
  const Context& context_;
  std::optional<RowBounds> bounds_;
  std::vector<Level> levels_;
  Bootstrap bootstrap_;  // before clusters are numbered
  FitResult result_;
};

// The device that the fit will be on, where it is a single one and rows stay there; else null.
std::unique_ptr<ColumnDevice> device_of(const Table& table, const FitOptions& options, const Context& context) {
  const auto features = static_cast<int>(options.features.size());
  const EngineChoice choice =
      choose_engine(options.engine, table.rows(), features, !options.weights.empty(), context.quiet(context.threads));
  if (choice.cuda.devices.size() != 1 || !choice.plan.resident) return nullptr;
  return cuda_columns(choice.cuda.devices.front(), options.engine.memory_bytes);
}

// Where "auto" may go on without a device that fails, this process prepares.
PreparedRows prepare_anywhere(const Table& table, const FitOptions& options, const Context& context) {
  const auto prepare_by = [&](ColumnDevice* device, const Context& heard) {
    return prepare_on(device, table, options.features, options.prepare, options.weights, heard);
  };
  const auto device = device_of(table, options, context);
  if (device == nullptr) return prepare_by(nullptr, context);
  std::vector<std::string> notes;  // said once, though a device fails after them
  Context noting = context;
  noting.on_note = [&](const std::string& note) { notes.push_back(note); };
  try {
    PreparedRows prepared = prepare_by(device.get(), noting);
    for (const std::string& note : notes) context.note(note);
    return prepared;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::resources || options.engine.device != "auto") throw;
  }
  return prepare_by(nullptr, context);
}

PreparedRows prepare_rows(const Table& table, const FitOptions& options, const Context& context) {
  const auto& given = options.kmeans.start.preparation;
  if (given == nullptr) {
    PreparedRows prepared = prepare_anywhere(table, options, context);
    std::vector<LeftOut>& left_out = prepared.preparation.left_out;
    left_out.insert(left_out.begin(), options.left_out.begin(), options.left_out.end());
    return prepared;
  }
  return {*given, prepare_with(table, *given, options.weights, context)};
}

void label(Engine& engine, const Centroids& centroids, const Model& model, const Context& context) {
  if (model.offsets.empty()) {
    engine.assign(centroids);
    return;
  }
  std::vector<double> offsets = model.offsets;
  for (double& offset : offsets) offset = std::ldexp(offset, 2 * model.preparation.exponent);
  engine.set_labels(labels_by_offset(engine, centroids, offsets, context));
}

}  // namespace

Start start_at(const Model& model) {
  return {.init = Init::given,
          .centroids = {model.k, model.features(), model.centroids},
          .original = {},
          .preparation = std::make_shared<Preparation>(model.preparation)};
}

FitResult fit(const Table& table, const FitOptions& given, const Context& context) {
  if (table.rows() == 0)
    throw Error(ErrorKind::input, table.name() + " has no rows", "", "Give a store with customers");
  if (given.kmeans.k != 0) {
    throw Error(ErrorKind::usage, "FitOptions::kmeans.k is not for a fit",
                "a fit may choose the number of segments from a range", "Set FitOptions::k, such as {3, 3}");
  }
  const auto start = std::chrono::steady_clock::now();
  if (!given.value.empty()) take_column(table, Meaning::value, given.value);  // or refuses it, before the work
  const FitOptions options = with_chosen_features(table, given, context);
  PreparedRows prepared = prepare_rows(table, options, context);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  FitResult so_far;
  so_far.seconds.read_and_prepare = taken.count();
  so_far.model.preparation = std::move(prepared.preparation);
  return with_engine(
      std::move(prepared.rows), options.engine, context,
      [&](Engine& engine) { return FitOnEngine(engine, table, options, so_far, context).run(); },
      [&] { return prepare_with(table, so_far.model.preparation, options.weights, context.quiet(context.threads)); });
}

Segments assign(const Table& table, const Model& model, const EngineOptions& options, const Context& context) {
  const Centroids centroids{model.k, model.features(), model.centroids};
  const auto on_engine = [&](Engine& engine) {
    engine.reset(centroids.k);
    label(engine, centroids, model, context);
    Segments segments = report_distances(engine, centroids, model.preparation.exponent);
    segments.segment = engine.take_labels();
    return segments;
  };
  return with_engine(prepare_with(table, model.preparation, {}, context), options, context, on_engine,
                     [&] { return prepare_with(table, model.preparation, {}, context.quiet(context.threads)); });
}

}  // namespace segmenta
