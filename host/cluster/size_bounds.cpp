// Lloyd's iterations with bounds on the sizes of clusters, and what bounds mean in rows.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/number_text.h>
#include <segmenta/size_bounds.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "cluster/bounded_assignment.h"
#include "cluster/offset_labels.h"
#include "cluster/row_costs.h"
#include "engine/definition.h"

namespace segmenta {
namespace {

// A share of the rows, a little past what float64 makes of 7 % of 100.
double share_of(double share, std::int64_t rows) {
  const double exact = share * static_cast<double>(rows);
  const double whole = std::round(exact);
  return std::abs(exact - whole) <= 1e-9 * std::max(1.0, whole) ? whole : exact;
}

void refuse_unkept(const RowBounds& bounds, std::int64_t rows, int k) {
  if (bounds.least > bounds.most) {
    throw Error(ErrorKind::usage,
                fmt::format("No segment has at least {} and at most {} rows", count_text(bounds.least),
                            count_text(bounds.most)),
                "", "Give a smaller least size, or a larger one for the most");
  }
  if (bounds.least > rows / k) {
    throw Error(ErrorKind::usage, fmt::format("{} segments cannot have at least {} each", k, rows_text(bounds.least)),
                fmt::format("there are {}", rows_text(rows)),
                fmt::format("Give at most {}, or fewer segments", count_text(rows / k)));
  }
  const std::int64_t needed = (rows + k - 1) / k;
  if (bounds.most < needed) {
    throw Error(ErrorKind::usage, fmt::format("{} segments cannot have at most {} each", k, rows_text(bounds.most)),
                fmt::format("there are {}", rows_text(rows)),
                fmt::format("Give at least {}, or more segments", count_text(needed)));
  }
}

// What a share of the rows has to keep so that all may.
RowBounds scaled(const RowBounds& bounds, std::int64_t some, std::int64_t all) {
  const int128 least = int128{bounds.least} * some / all;
  const int128 most = (int128{bounds.most} * some + all - 1) / all;
  return {static_cast<std::int64_t>(least), static_cast<std::int64_t>(most)};
}

std::vector<std::int64_t> evenly_spread(std::int64_t some, std::int64_t all) {
  std::vector<std::int64_t> rows;
  for (std::int64_t i = 0; i < some; ++i) rows.push_back(static_cast<std::int64_t>(int128{i} * all / some));
  return rows;
}

struct Bounded {
  Centroids centroids;
  std::vector<std::int64_t> prices;  // [k]
  int passes = 0;
  std::string stopped_by;
};

class BoundedLloyd {
 public:
  BoundedLloyd(Engine& engine, const RowBounds& bounds, const CostUnit& unit, const KMeansOptions& options,
               const Context& context)
      : engine_(engine), bounds_(bounds), unit_(unit), options_(options), context_(context) {}

  // From these centroids and prices. The engine has labels, or was reset.
  Bounded run(Bounded from) {
    from = refined(std::move(from));
    BoundedAssignment assignment(engine_, bounds_, unit_, std::move(from.prices), context_);
    Bounded result{std::move(from.centroids), {}, 0, ""};
    int128 cost = 0;
    while (result.stopped_by.empty()) {
      assignment.assign(result.centroids);
      const std::int64_t changed = engine_.set_labels(assignment.labels());
      ++result.passes;
      context_.progress("iterate", result.passes, options_.max_iter);
      Centroids next = update(result.centroids, engine_.sums(), engine_.grid());
      const bool settled = changed == 0 || next.values == result.centroids.values;
      const bool stays = result.passes > 1 && assignment.cost() >= cost;  // but for the rounding of centroids
      cost = assignment.cost();
      if (settled || stays) {
        result.stopped_by = "labels";
      } else if (result.passes >= options_.max_iter) {
        result.stopped_by = "max_iter";
      } else {
        result.centroids = std::move(next);
      }
      tell(result, changed);
    }
    result.prices = assignment.prices();
    return result;
  }

 private:
  // Many rows begin where an eighth of them leads to.
  Bounded refined(Bounded from) const {
    constexpr std::int64_t many = std::int64_t{1} << 16, share = 8;
    const std::int64_t rows = engine_.grid().rows;
    if (rows < many) return from;
    const std::int64_t some = rows / share;
    const auto sample = engine_.like(engine_.select(evenly_spread(some, rows)));
    sample->reset(from.centroids.k);
    KMeansOptions quietly = options_;
    quietly.on_pass = nullptr;
    return BoundedLloyd(*sample, scaled(bounds_, some, rows), unit_, quietly, context_).run(std::move(from));
  }

  void tell(const Bounded& result, std::int64_t changed) const {
    if (!options_.on_pass) return;
    options_.on_pass(
        {.restart = 0, .pass = result.passes, .changed = changed, .centroids = result.centroids, .engine = engine_});
  }

  Engine& engine_;
  RowBounds bounds_;
  const CostUnit& unit_;
  const KMeansOptions& options_;
  const Context& context_;
};

}  // namespace

RowBounds bounds_in_rows(const SizeBounds& bounds, std::int64_t rows, int k) {
  RowBounds found{0, rows};
  const SegmentSize &least = bounds.least, &most = bounds.most;
  if (least.is_given()) {
    found.least = least.rows > 0 ? least.rows : static_cast<std::int64_t>(std::ceil(share_of(least.share, rows)));
  }
  if (most.is_given()) {
    const auto given = most.rows > 0 ? most.rows : static_cast<std::int64_t>(std::floor(share_of(most.share, rows)));
    found.most = std::min(given, rows);
  }
  refuse_unkept(found, rows, k);
  return found;
}

KeptSizes keep_sizes(Engine& engine, KMeansResult& clusters, const RowBounds& bounds, const KMeansOptions& options,
                     const Context& context) {
  const std::int64_t rows = engine.grid().rows;
  if (engine.grid().weighted) {
    throw Error(ErrorKind::usage, "Bounds on the sizes of segments do not go with weights",
                "sizes are rows, whatever these weigh", "Leave out the weights, or the bounds");
  }
  refuse_unkept(bounds, rows, clusters.centroids.k);
  KeptSizes kept;
  kept.bounds = {std::max<std::int64_t>(bounds.least, 0), std::min(bounds.most, rows)};
  const bool fits =
      std::ranges::all_of(engine.sums().counts, [&](std::int64_t size) { return kept.bounds.allow(size); });
  if (fits) return kept;
  const auto start = std::chrono::steady_clock::now();
  const CostUnit unit(engine.grid(), clusters.centroids);
  const auto k = static_cast<std::size_t>(clusters.centroids.k);
  Bounded found = BoundedLloyd(engine, kept.bounds, unit, options, context)
                      .run({clusters.centroids, std::vector<std::int64_t>(k), 0, ""});
  const double before = clusters.inertia;
  clusters.centroids = std::move(found.centroids);
  clusters.inertia = engine.inertia(clusters.centroids);
  clusters.iterations += found.passes;
  clusters.stopped_by = found.stopped_by;
  clusters.converged = found.stopped_by == "labels";
  kept.iterations = found.passes;
  kept.rows_moved = rows_not_at_nearest(engine, clusters.centroids, context);
  kept.cost = before > 0 ? clusters.inertia / before - 1 : 0;
  for (const std::int64_t price : found.prices) kept.offsets.push_back(unit.value(price));
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  kept.seconds = taken.count();
  return kept;
}

}  // namespace segmenta
