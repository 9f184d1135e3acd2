// Shortest paths from clusters that have too many rows to those that have too few, and the moves along them.

#include "cluster/size_network.h"

#include <algorithm>
#include <numeric>

namespace segmenta {
namespace {

constexpr auto dearer = std::greater<>();  // makes a heap with the cheapest first

std::int64_t floor_of(int128 sum, std::int64_t parts) {
  const int128 whole = sum / parts;
  return static_cast<std::int64_t>(whole - (sum % parts < 0 ? 1 : 0));
}

}  // namespace

SizeNetwork::SizeNetwork(std::span<std::int32_t> labels, const RowBounds& bounds, std::vector<std::int64_t> prices)
    : labels_(labels),
      bounds_(bounds),
      flow_(prices.size()),
      excess_(prices.size() + 1),
      prices_(std::move(prices)),
      arcs_(flow_.size()),
      distance_(excess_.size()),
      previous_(excess_.size()) {
  prices_.push_back(0);
}

void SizeNetwork::set_sizes(const std::vector<std::int64_t>& sizes) {
  std::int64_t beyond = 0;
  for (std::size_t c = 0; c < sizes.size(); ++c) {
    // An arc to or from the pool that a price makes shorter than 0 must not be there.
    flow_[c] = prices_[c] > 0   ? bounds_.most
               : prices_[c] < 0 ? bounds_.least
                                : std::clamp(sizes[c], bounds_.least, bounds_.most);
    excess_[c] = sizes[c] - flow_[c];
    beyond += excess_[c];
  }
  excess_.back() = -beyond;
}

std::int64_t SizeNetwork::excess() const {
  std::int64_t sum = 0;
  for (const std::int64_t one : excess_) sum += std::max<std::int64_t>(one, 0);
  return sum;
}

SizeNetwork::Arc& SizeNetwork::arc(std::int32_t from, std::int32_t to) {
  std::vector<Arc>& arcs = arcs_[at(from)];
  const auto place = std::ranges::lower_bound(arcs, to, {}, &Arc::to);
  if (place != arcs.end() && place->to == to) return *place;
  return *arcs.insert(place, Arc{to, {}});
}

void SizeNetwork::offer(std::int32_t from, std::int32_t to, const Move& move) {
  arc(from, to).moves.push_back(move);
  ++offers_;
}

std::int64_t SizeNetwork::arcs() const {
  std::int64_t count = 0;
  for (const auto& arcs : arcs_) count += static_cast<std::int64_t>(arcs.size());
  return count;
}

void SizeNetwork::keep_cheapest(std::int64_t each) {
  offers_ = 0;
  for (auto& arcs : arcs_) {
    for (Arc& arc : arcs) {
      if (arc.moves.size() > at(each)) {
        std::nth_element(arc.moves.begin(), arc.moves.begin() + each, arc.moves.end());
        arc.moves.resize(at(each));
      }
      offers_ += static_cast<std::int64_t>(arc.moves.size());
    }
  }
}

void SizeNetwork::push(std::int32_t from, std::int32_t to, const Move& move) {
  std::vector<Move>& moves = arc(from, to).moves;
  moves.push_back(move);
  std::push_heap(moves.begin(), moves.end(), dearer);
}

// Null where no row is left.
const Move* SizeNetwork::cheapest(std::int32_t from, Arc& arc) {
  while (!arc.moves.empty() && labels_[at(arc.moves.front().row)] != from) {
    std::pop_heap(arc.moves.begin(), arc.moves.end(), dearer);
    arc.moves.pop_back();
  }
  return arc.moves.empty() ? nullptr : &arc.moves.front();
}

void SizeNetwork::begin_search() {
  std::ranges::fill(distance_, far);
  queue_ = {};
}

void SizeNetwork::begin_at(int node) {
  distance_[at(node)] = 0;
  previous_[at(node)] = -1;
  queue_.emplace(0, node);
}

// From where it was begun, no farther than reach_. Ends at the nearest node with too few rows, where asked: that node,
// else -1.
int SizeNetwork::search(bool for_a_place) {
  while (!queue_.empty()) {
    const auto [distance, node] = queue_.top();
    queue_.pop();
    if (distance > distance_[at(node)]) continue;
    if (for_a_place && excess_[at(node)] < 0) return node;
    relax(node);
  }
  return -1;
}

void SizeNetwork::relax(int node) {
  if (node == pool()) {
    for (int c = 0; c < pool(); ++c) {
      if (flow_[at(c)] > bounds_.least) consider(node, c, prices_[at(c)] - prices_.back());
    }
    return;
  }
  for (Arc& arc : arcs_[at(node)]) {
    if (const Move* move = cheapest(node, arc)) {
      consider(node, arc.to, move->cost + prices_[at(arc.to)] - prices_[at(node)]);
    }
  }
  if (flow_[at(node)] < bounds_.most) consider(node, pool(), prices_.back() - prices_[at(node)]);
}

void SizeNetwork::consider(int from, int to, std::int64_t length) {
  const std::int64_t distance = distance_[at(from)] + length;
  if (distance > reach_ || distance >= distance_[at(to)]) return;
  distance_[at(to)] = distance;
  previous_[at(to)] = from;
  queue_.emplace(distance, to);
}

// Nodes that are nearer than that rise by the rest, so that no arc becomes shorter than 0 and those of the path are 0.
void SizeNetwork::raise_prices(std::int64_t by) {
  for (std::size_t v = 0; v < prices_.size(); ++v) prices_[v] += std::max<std::int64_t>(by - distance_[v], 0);
}

bool SizeNetwork::balance(const CostsOf& costs_of, std::int64_t reach, std::int64_t most_moves) {
  reach_ = reach;
  for (auto& arcs : arcs_) {
    for (Arc& arc : arcs) std::make_heap(arc.moves.begin(), arc.moves.end(), dearer);
  }
  while (excess() > 0) {
    if (most_moves <= 0) return false;
    begin_search();
    for (int v = 0; v <= pool(); ++v) {
      if (excess_[at(v)] > 0) begin_at(v);
    }
    const int target = search(true);
    const std::int64_t length = target < 0 ? reach_ : distance_[at(target)];
    raise_prices(length);
    if (reach_ < no_limit) reach_ -= length;
    if (target < 0) return false;
    most_moves -= augment(target, most_moves, costs_of);
  }
  return true;
}

// As many rows as the path to the target has room for, up to `most`; returns how many.
std::int64_t SizeNetwork::augment(int target, std::int64_t most, const CostsOf& costs_of) {
  struct Step {
    int from = 0, to = 0;
    std::vector<Move> moves;
  };
  std::vector<Step> path;
  for (int v = target; previous_[at(v)] >= 0; v = previous_[at(v)]) path.push_back({previous_[at(v)], v, {}});
  const int source = path.back().from;
  std::int64_t amount = std::min({most, excess_[at(source)], -excess_[at(target)]});
  for (Step& step : path) {
    if (step.to == pool()) {
      amount = std::min(amount, bounds_.most - flow_[at(step.from)]);
    } else if (step.from == pool()) {
      amount = std::min(amount, flow_[at(step.to)] - bounds_.least);
    } else {
      step.moves = take(step.from, step.to, amount);
      amount = static_cast<std::int64_t>(step.moves.size());
    }
  }
  for (Step& step : path) {
    if (step.to == pool()) {
      flow_[at(step.from)] += amount;
    } else if (step.from == pool()) {
      flow_[at(step.to)] -= amount;
    } else {
      give_back(step.from, step.to, step.moves, amount);
    }
  }
  for (const Step& step : path) {
    if (!step.moves.empty()) move_rows(step.moves, step.to, costs_of);
  }
  excess_[at(source)] -= amount;
  excess_[at(target)] += amount;
  return amount;
}

// The cheapest rows, all of the same cost.
std::vector<Move> SizeNetwork::take(std::int32_t from, std::int32_t to, std::int64_t most) {
  Arc& arc = this->arc(from, to);
  std::vector<Move> taken;
  while (static_cast<std::int64_t>(taken.size()) < most) {
    const Move* move = cheapest(from, arc);
    if (move == nullptr || (!taken.empty() && move->cost != taken.front().cost)) break;
    if (taken.empty() || move->row != taken.back().row) taken.push_back(*move);  // a row that came back is there twice
    std::pop_heap(arc.moves.begin(), arc.moves.end(), dearer);
    arc.moves.pop_back();
  }
  return taken;
}

void SizeNetwork::give_back(std::int32_t from, std::int32_t to, std::vector<Move>& taken, std::int64_t keep) {
  for (std::size_t i = at(keep); i < taken.size(); ++i) push(from, to, taken[i]);
  taken.resize(at(keep));
}

// Rows that have moved may move on.
void SizeNetwork::move_rows(std::span<const Move> moves, std::int32_t to, const CostsOf& costs_of) {
  constexpr std::size_t at_once = 1024;
  const auto k = at(pool());
  for (std::size_t first = 0; first < moves.size(); first += at_once) {
    const auto some = moves.subspan(first, std::min(at_once, moves.size() - first));
    std::vector<std::int64_t> rows;
    for (const Move& move : some) rows.push_back(move.row);
    const std::vector<std::int64_t> costs = costs_of(rows);
    for (std::size_t i = 0; i < some.size(); ++i) {
      const std::int64_t* cost = costs.data() + i * k;
      labels_[at(some[i].row)] = to;
      added_cost_ += some[i].cost;
      for (std::int32_t c = 0; c < pool(); ++c) {
        const std::int64_t more = cost[c] - cost[to];
        if (c != to && more + prices_[at(c)] - prices_[at(to)] <= reach_) push(to, c, {more, some[i].row});
      }
    }
  }
}

// The mean of the prices that shortest paths from each node give: each of them is optimal, so is the mean, and an arc
// is of length 0 only where it is in all of them.
void SizeNetwork::center_prices() {
  std::vector<int128> sums(at(pool()));
  for (int node = 0; node <= pool(); ++node) {
    begin_search();
    begin_at(node);
    search(false);
    std::int64_t farthest = 0;
    for (const std::int64_t distance : distance_) farthest = std::max(farthest, distance < far ? distance : 0);
    const auto price = [&](std::size_t v) { return int128{prices_[v]} - std::min(distance_[v], farthest); };
    for (std::size_t c = 0; c < sums.size(); ++c) sums[c] += price(c) - price(at(pool()));
  }
  for (std::size_t c = 0; c < sums.size(); ++c) prices_[c] = floor_of(sums[c], pool() + 1);
  prices_.back() = 0;
}

std::vector<std::int64_t> SizeNetwork::prices() const {
  std::vector<std::int64_t> prices(prices_.begin(), prices_.end() - 1);
  for (std::int64_t& price : prices) price -= prices_.back();
  return prices;
}

}  // namespace segmenta
