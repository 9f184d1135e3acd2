#pragma once
// The assignment of rows to centroids of smallest sum of squared distances among those whose sizes keep bounds.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include <segmenta/context.h>
#include <segmenta/engine.h>
#include <segmenta/size_bounds.h>

#include "cluster/row_costs.h"
#include "cluster/size_network.h"
#include "parallel.h"

namespace segmenta {

/// Keeps labels and prices from pass to pass: where centroids have hardly moved there is little to do. Not thread-safe;
/// its answer is the same with any number of threads.
///
/// A pass labels every row by the prices there are (a label stays where it is as cheap as any), and moves rows between
/// clusters until sizes are within the bounds (size_network.h). Rows that prices would have to move far to reach are
/// not kept at hand; where that was too few, it goes over all rows again.
class BoundedAssignment {
 public:
  /// `unit` of the engine's rows and of centroids like those to come; the bounds can be kept. Begins with `prices` [k].
  BoundedAssignment(const Engine& engine, const RowBounds& bounds, const CostUnit& unit,
                    std::vector<std::int64_t> prices, const Context& context);

  void assign(const Centroids& centroids);

  [[nodiscard]] const std::vector<std::int32_t>& labels() const { return labels_; }
  /// [k], of the last pass: each label is one of smallest cost + price. 0 where no bound binds, above 0 where the most
  /// does, below 0 where the least does.
  [[nodiscard]] const std::vector<std::int64_t>& prices() const { return prices_; }
  [[nodiscard]] int128 cost() const { return cost_; }  ///< sum over the rows, in units

 private:
  // How many rows are so far from another cluster, by the size of the difference in four steps an octave.
  class Nearness {
   public:
    void add(std::int64_t difference) { ++rows_[place_of(difference)]; }
    void add(const Nearness& other);
    /// The smallest step that so many rows are within; no_limit where there are fewer.
    [[nodiscard]] std::int64_t of_nearest(std::int64_t rows) const;
    [[nodiscard]] std::int64_t within(std::int64_t difference) const;

   private:
    static std::size_t place_of(std::int64_t difference);
    static std::int64_t largest_at(std::size_t place);
    std::array<std::int64_t, 256> rows_{};
  };
  struct Offer {
    std::int32_t from = 0, to = 0;
    Move move;
  };
  // What a pass over rows finds, of the rows of a thread or of all.
  struct Found {
    std::vector<std::int64_t> sizes;  // [k]
    Nearness nearness;
    int128 cost = 0;
    std::vector<double> distances2;   // room for a row
    std::vector<std::int64_t> costs;  // likewise

    void add(const Found& other);
  };
  // All rows labelled, and those offered that may move.
  struct Labelled {
    SizeNetwork network;
    Nearness nearness;
    std::int64_t most_moves = 0;  // that the offers suffice for
  };

  [[nodiscard]] Found none_found(const RowCosts& costs) const;
  Labelled label_rows(const RowCosts& costs);
  void label_block(const RowCosts& costs, std::int64_t first, std::int64_t rows, Found& found,
                   std::vector<Offer>& offers);
  void label_row(std::int64_t row, Found& found, std::vector<Offer>& offers);
  [[nodiscard]] std::vector<std::int64_t> costs_of(const RowCosts& costs, std::span<const std::int64_t> rows) const;
  [[nodiscard]] bool is_enough(const Labelled& labelled, std::int64_t wanted) const;
  void widen(const Nearness& nearness, std::int64_t wanted);

  const Engine& engine_;
  RowBounds bounds_;
  CostUnit unit_;
  const Context context_;
  ThreadPool pool_;
  std::vector<std::int32_t> labels_;
  std::vector<std::int64_t> prices_;
  int128 cost_ = 0;
  std::int64_t reach_ = 0;  // how far from another cluster rows are offered
};

}  // namespace segmenta
