#pragma once
// Profiles the segments in every market from the columns that a Description shows.

#include <segmenta/markets.h>

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "describe/description.h"
#include "describe/market_of_row.h"
#include "prepare/moments.h"

namespace segmenta {

class MarketProfiler : public ColumnVisitor {
 public:
  /// Reads the column `by`. Text columns and `by` itself are left out.
  MarketProfiler(const Description& description, const std::string& by, const std::vector<std::string>& columns,
                 const Context& context);

  [[nodiscard]] std::vector<std::size_t> columns() const override { return columns_; }
  void visit(const ShownColumn& shown, Jobs& jobs) override;
  /// Once all columns have been shown.
  [[nodiscard]] MarketProfile result() const;

 private:
  /// Of one column by cell, a segment in a market, and its moments over all customers.
  struct ColumnSums {
    std::vector<ColumnTotal> cells;  ///< [markets x k]
    std::vector<double> squares;     ///< [markets x k] of differences from the cell's mean
    Moments all;
  };

  [[nodiscard]] std::size_t cell_of(std::size_t row) const;
  [[nodiscard]] ColumnSums sums_of(std::span<const double> values) const;
  [[nodiscard]] std::vector<Market> count_markets() const;
  void add_feature(std::vector<Market>& markets, const ColumnSums& sums) const;
  static void adjust(std::vector<Market>& markets);

  const Description& description_;
  std::string by_;
  MarketOfRow market_;
  std::vector<std::size_t> columns_;
  std::map<std::size_t, ColumnSums> sums_;  ///< by column
};

}  // namespace segmenta
