#pragma once
// The cheapest moves of rows between clusters that bring every size within its bounds: a flow of minimum cost on the
// graph of the clusters, by successive shortest paths (Ahuja, Magnanti, Orlin 1993, chapter 9).
//
// Nodes are the clusters and a pool. An arc from cluster a to b is the row of a that is cheapest to move to b; its
// length is what that costs more, and the difference of the prices of b and a. Each cluster hands the pool `flow` of
// its rows, from the least size to the most; the arc to the pool is there while flow is below the most, the arc back
// while it is above the least, at no cost. What a cluster has beyond its flow is its excess. No arc is ever shorter
// than 0, and a row's label is where cost and price are smallest: that is what makes the labels optimal once no
// cluster has an excess.
//
// Not every row has to be known: one whose arc is longer than `reach` cannot be on a shortest path as long as prices
// have moved by less than that.

#include <cstdint>
#include <functional>
#include <queue>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include <segmenta/rows.h>
#include <segmenta/size_bounds.h>

namespace segmenta {

/// A row that may leave its cluster for another, and what that adds to the cost.
struct Move {
  std::int64_t cost = 0;
  std::int64_t row = 0;

  friend bool operator<(const Move& a, const Move& b) { return std::tie(a.cost, a.row) < std::tie(b.cost, b.row); }
  friend bool operator>(const Move& a, const Move& b) { return b < a; }
};

/// Not thread-safe.
class SizeNetwork {
 public:
  /// Costs of some rows [rows x k].
  using CostsOf = std::function<std::vector<std::int64_t>(std::span<const std::int64_t> rows)>;
  static constexpr std::int64_t no_limit = std::int64_t{1} << 61;

  /// `prices` [k] are such that each label is one of smallest cost + price.
  SizeNetwork(std::span<std::int32_t> labels, const RowBounds& bounds, std::vector<std::int64_t> prices);

  /// Of the clusters that the labels make [k]: before what follows.
  void set_sizes(const std::vector<std::int64_t>& sizes);
  /// Rows that clusters have too many; as many places are empty.
  [[nodiscard]] std::int64_t excess() const;

  /// Before balance(): a row of `from` that may move. No row is offered twice for the same move.
  void offer(std::int32_t from, std::int32_t to, const Move& move);
  [[nodiscard]] std::int64_t offers() const { return offers_; }
  [[nodiscard]] std::int64_t arcs() const;  ///< pairs of clusters with an offer
  /// Keeps of each pair so many offers, the cheapest.
  void keep_cheapest(std::int64_t each);

  /// Moves rows until there is no excess: whether it came so far. It does not where a path is longer than `reach`, up
  /// to which all arcs were offered, less what prices have moved, or where `most_moves` would be passed.
  bool balance(const CostsOf& costs_of, std::int64_t reach, std::int64_t most_moves);
  /// Without excess: prices to the middle of those with which the labels are optimal, as far as reach tells them.
  void center_prices();

  [[nodiscard]] std::vector<std::int64_t> prices() const;  ///< [k], where the pool's is 0
  [[nodiscard]] int128 added_cost() const { return added_cost_; }

 private:
  struct Arc {
    std::int32_t to = 0;
    std::vector<Move> moves;  // a heap, the cheapest first; of rows that have left the cluster too
  };
  static constexpr std::int64_t far = std::int64_t{1} << 62;

  static std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }
  [[nodiscard]] int pool() const { return static_cast<int>(excess_.size()) - 1; }

  Arc& arc(std::int32_t from, std::int32_t to);
  void push(std::int32_t from, std::int32_t to, const Move& move);
  const Move* cheapest(std::int32_t from, Arc& arc);

  void begin_search();
  void begin_at(int node);
  int search(bool for_a_place);
  void relax(int node);
  void consider(int from, int to, std::int64_t length);
  void raise_prices(std::int64_t by);

  std::int64_t augment(int target, std::int64_t most, const CostsOf& costs_of);
  std::vector<Move> take(std::int32_t from, std::int32_t to, std::int64_t most);
  void give_back(std::int32_t from, std::int32_t to, std::vector<Move>& taken, std::int64_t keep);
  void move_rows(std::span<const Move> moves, std::int32_t to, const CostsOf& costs_of);

  std::span<std::int32_t> labels_;
  RowBounds bounds_;
  std::vector<std::int64_t> flow_;    // [k]
  std::vector<std::int64_t> excess_;  // [k + 1]
  std::vector<std::int64_t> prices_;  // [k + 1]
  std::vector<std::vector<Arc>> arcs_;
  std::int64_t offers_ = 0;
  std::int64_t reach_ = no_limit;
  int128 added_cost_ = 0;
  // A search
  std::vector<std::int64_t> distance_;  // [k + 1]
  std::vector<int> previous_;
  using Reached = std::pair<std::int64_t, int>;
  std::priority_queue<Reached, std::vector<Reached>, std::greater<>> queue_;
};

}  // namespace segmenta
