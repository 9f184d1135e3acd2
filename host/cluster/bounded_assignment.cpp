// Passes over the rows of a bounded assignment: labels by prices, and which rows may have to move.

#include "cluster/bounded_assignment.h"

#include <segmenta/error.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <optional>
#include <utility>

namespace segmenta {
namespace {

constexpr std::int64_t rows_at_once = 4096;
constexpr std::int64_t blocks_at_once = 32;  // whose offers wait to be taken in

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

// Offers that are kept of so many rows; more are cut to the cheapest.
std::int64_t most_offers(std::int64_t rows) {
  constexpr std::int64_t least = std::int64_t{1} << 18;
  return std::max(2 * rows, least);
}

}  // namespace

std::size_t BoundedAssignment::Nearness::place_of(std::int64_t difference) {
  const auto value = static_cast<std::uint64_t>(difference);
  if (value < 4) return at(difference);
  const int octave = static_cast<int>(std::bit_width(value));  // from 3
  const auto quarter = (value >> (octave - 3)) & 3U;
  return static_cast<std::size_t>(octave - 2) * 4 + quarter;
}

std::int64_t BoundedAssignment::Nearness::largest_at(std::size_t place) {
  if (place < 4) return static_cast<std::int64_t>(place);
  const auto octave = static_cast<int>(place / 4) + 2;
  const auto quarter = static_cast<std::int64_t>(place % 4);
  return ((quarter + 5) << (octave - 3)) - 1;
}

void BoundedAssignment::Nearness::add(const Nearness& other) {
  for (std::size_t i = 0; i < rows_.size(); ++i) rows_[i] += other.rows_[i];
}

std::int64_t BoundedAssignment::Nearness::of_nearest(std::int64_t rows) const {
  std::int64_t within = 0;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    within += rows_[i];
    if (within >= rows) return std::min(largest_at(i), SizeNetwork::no_limit);
  }
  return SizeNetwork::no_limit;
}

std::int64_t BoundedAssignment::Nearness::within(std::int64_t difference) const {
  std::int64_t within = 0;
  for (std::size_t i = 0; i < rows_.size() && largest_at(i) <= difference; ++i) within += rows_[i];
  return within;
}

void BoundedAssignment::Found::add(const Found& other) {
  for (std::size_t c = 0; c < sizes.size(); ++c) sizes[c] += other.sizes[c];
  nearness.add(other.nearness);
  cost += other.cost;
}

BoundedAssignment::BoundedAssignment(const Engine& engine, const RowBounds& bounds, const CostUnit& unit,
                                     std::vector<std::int64_t> prices, const Context& context)
    : engine_(engine),
      bounds_(bounds),
      unit_(unit),
      context_(context),
      pool_(context.worker_threads()),
      labels_(at(engine.grid().rows), -1),
      prices_(std::move(prices)) {}

void BoundedAssignment::assign(const Centroids& centroids) {
  constexpr std::int64_t some = 4096;  // that tell how far prices may move
  const RowCosts costs(centroids, unit_);
  const auto costs_of = [&](std::span<const std::int64_t> rows) { return this->costs_of(costs, rows); };
  std::optional<Labelled> labelled = label_rows(costs);
  const auto label_again = [&] {
    labelled.reset();  // one at a time, as it is large
    labelled = label_rows(costs);
  };
  std::int64_t wanted = some + 2 * labelled->network.excess();
  if (!is_enough(*labelled, wanted)) {
    widen(labelled->nearness, wanted);
    label_again();
  }
  while (!labelled->network.balance(costs_of, reach_, labelled->most_moves)) {
    prices_ = labelled->network.prices();
    if (labelled->most_moves == SizeNetwork::no_limit) {
      if (reach_ == SizeNetwork::no_limit) {
        throw Error(ErrorKind::defect, "Bounds on sizes cannot be kept", "no row is left to move", "");
      }
      wanted *= 4;
      widen(labelled->nearness, wanted);
    }
    label_again();
  }
  labelled->network.center_prices();
  prices_ = labelled->network.prices();
  cost_ += labelled->network.added_cost();
  reach_ = std::min(reach_, labelled->nearness.of_nearest(wanted));  // where the next pass begins
}

std::vector<std::int64_t> BoundedAssignment::costs_of(const RowCosts& costs, std::span<const std::int64_t> rows) const {
  const std::size_t k = prices_.size();
  const Rows copies = engine_.select(rows);
  std::vector<double> distances2(costs.room());
  std::vector<std::int64_t> all(rows.size() * k);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    costs.costs(copies.row(static_cast<std::int64_t>(i)), distances2, std::span(all).subspan(i * k, k));
  }
  return all;
}

// Whether rows are offered from about as far as wanted: half as many do.
bool BoundedAssignment::is_enough(const Labelled& labelled, std::int64_t wanted) const {
  return reach_ == SizeNetwork::no_limit || labelled.nearness.within(reach_) >= wanted / 2;
}

void BoundedAssignment::widen(const Nearness& nearness, std::int64_t wanted) {
  reach_ = std::max(nearness.of_nearest(wanted), std::min(2 * reach_ + 1, SizeNetwork::no_limit));
}

BoundedAssignment::Found BoundedAssignment::none_found(const RowCosts& costs) const {
  Found found;
  found.sizes.resize(prices_.size());
  found.distances2.resize(costs.room());
  found.costs.resize(prices_.size());
  return found;
}

// Offers are taken in in the order of the rows, some blocks at a time, so that what is kept of them does not depend on
// threads.
BoundedAssignment::Labelled BoundedAssignment::label_rows(const RowCosts& costs) {
  const std::int64_t rows = engine_.grid().rows;
  const std::int64_t blocks = (rows + rows_at_once - 1) / rows_at_once;
  std::vector<Found> found(at(pool_.threads()), none_found(costs));
  std::vector<std::vector<Offer>> offers(at(std::min(blocks, blocks_at_once)));
  SizeNetwork network(labels_, bounds_, prices_);
  std::int64_t most_moves = SizeNetwork::no_limit;
  for (std::int64_t from = 0; from < blocks; from += blocks_at_once) {
    context_.check_cancelled();
    const std::int64_t some = std::min(blocks_at_once, blocks - from);
    pool_.run(some, [&](std::int64_t block, int thread) {
      const std::int64_t first = (from + block) * rows_at_once;
      offers[at(block)].clear();
      label_block(costs, first, std::min(rows_at_once, rows - first), found[at(thread)], offers[at(block)]);
    });
    for (std::int64_t block = 0; block < some; ++block) {
      for (const Offer& one : offers[at(block)]) network.offer(one.from, one.to, one.move);
    }
    if (network.offers() <= most_offers(rows)) continue;
    constexpr std::int64_t least = 64;
    most_moves = std::min(most_moves, std::max(least, most_offers(rows) / (2 * network.arcs())));
    network.keep_cheapest(most_moves + 1);  // one is left after so many have moved
  }
  Found all = none_found(costs);
  for (const Found& one : found) all.add(one);
  cost_ = all.cost;
  network.set_sizes(all.sizes);
  return {std::move(network), all.nearness, most_moves};
}

void BoundedAssignment::label_block(const RowCosts& costs, std::int64_t first, std::int64_t rows, Found& found,
                                    std::vector<Offer>& offers) {
  const Rows copies = engine_.read(first, rows);
  for (std::int64_t i = 0; i < rows; ++i) {
    costs.costs(copies.row(i), found.distances2, found.costs);
    label_row(first + i, found, offers);
  }
}

void BoundedAssignment::label_row(std::int64_t row, Found& found, std::vector<Offer>& offers) {
  constexpr std::int64_t none = std::numeric_limits<std::int64_t>::max();
  const std::vector<std::int64_t>& costs = found.costs;
  std::int64_t best = none, second = none;
  std::size_t label = 0;
  for (std::size_t c = 0; c < costs.size(); ++c) {
    const std::int64_t price = costs[c] + prices_[c];
    if (price < best) {
      second = best;
      best = price;
      label = c;
    } else {
      second = std::min(second, price);
    }
  }
  std::int32_t& kept = labels_[at(row)];
  if (kept >= 0 && costs[at(kept)] + prices_[at(kept)] == best) label = at(kept);
  kept = static_cast<std::int32_t>(label);
  ++found.sizes[label];
  found.cost += costs[label];
  if (second == none) return;
  found.nearness.add(second - best);
  if (second - best > reach_) return;
  for (std::size_t c = 0; c < costs.size(); ++c) {
    if (c == label || costs[c] + prices_[c] - best > reach_) continue;
    offers.push_back({kept, static_cast<std::int32_t>(c), {costs[c] - costs[label], row}});
  }
}

}  // namespace segmenta
