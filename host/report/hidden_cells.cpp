// Cells are hidden by rectangles, and how far a hidden one could be from what it is is a maximal flow: what one cell
// gains, others of its row and column must lose, and so on around (Cox, "Network models for complementary cell
// suppression", 1995).

#include "report/hidden_cells.h"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/edmonds_karp_max_flow.hpp>
#include <cstddef>

namespace segmenta {
namespace {

using Traits = boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::directedS>;
using EdgeProperties =
    boost::property<boost::edge_capacity_t, std::int64_t,
                    boost::property<boost::edge_residual_capacity_t, std::int64_t,
                                    boost::property<boost::edge_reverse_t, Traits::edge_descriptor>>>;
using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property, EdgeProperties>;

struct Cell {
  std::size_t row = 0, column = 0;
};

class Suppression {
 public:
  Suppression(const CountTable& counts, std::int64_t least, const std::vector<bool>& unseen_rows)
      : counts_(counts), least_(least), rows_(counts.size()), columns_(rows_ == 0 ? 0 : counts.front().size()) {
    for (std::size_t row = 0; row < rows_; ++row) {
      hidden_.emplace_back(columns_, !unseen_rows.empty() && unseen_rows[row]);
      for (std::size_t column = 0; column < columns_; ++column) {
        if (counts[row][column] <= 0 || counts[row][column] >= least) continue;
        hidden_[row][column] = true;
        small_.push_back({row, column});
      }
    }
  }

  std::optional<CellMask> run() {
    for (const Cell& cell : small_) {
      while (!is_protected(cell)) {
        if (!hide_rectangle(cell)) return everything();
      }
    }
    return hidden_;
  }

 private:
  [[nodiscard]] std::int64_t count(const Cell& cell) const { return counts_[cell.row][cell.column]; }

  [[nodiscard]] bool is_protected(const Cell& cell) const {
    const std::int64_t grows = flow(rows_ + cell.column, cell.row, cell, least_ - count(cell));
    return grows >= least_ - count(cell) && flow(cell.row, rows_ + cell.column, cell, count(cell)) >= count(cell);
  }

  // Between a row and a column, through hidden cells but this one, as far as it is of use. Rows come before columns;
  // from a row to a column a cell grows without bound, the other way it loses what it has.
  [[nodiscard]] std::int64_t flow(std::size_t from, std::size_t to, const Cell& without, std::int64_t wanted) const {
    const std::int64_t most = wanted;
    Graph graph(rows_ + columns_ + 1);
    const auto capacity = boost::get(boost::edge_capacity, graph);
    const auto reverse = boost::get(boost::edge_reverse, graph);
    const auto connect = [&](std::size_t a, std::size_t b, std::int64_t there, std::int64_t back) {
      const auto ab = boost::add_edge(a, b, graph).first, ba = boost::add_edge(b, a, graph).first;
      capacity[ab] = there;
      capacity[ba] = back;
      reverse[ab] = ba;
      reverse[ba] = ab;
    };
    for (std::size_t row = 0; row < rows_; ++row) {
      for (std::size_t column = 0; column < columns_; ++column) {
        const bool is_used = hidden_[row][column] && (row != without.row || column != without.column);
        if (is_used) connect(row, rows_ + column, most, std::min(most, counts_[row][column]));
      }
    }
    const std::size_t source = rows_ + columns_;
    connect(source, from, wanted, 0);
    return boost::edmonds_karp_max_flow(graph, source, to);
  }

  // The corners of a rectangle with it, as few customers as may be for each that it then may have more or less. Returns
  // whether one of them was shown.
  bool hide_rectangle(const Cell& cell) {
    double cheapest = 0;
    std::optional<Cell> best;
    const std::int64_t grows = least_ - count(cell);
    const auto shown = [&](std::size_t row, std::size_t column) {
      return hidden_[row][column] ? 0 : counts_[row][column] + 1;
    };
    for (std::size_t row = 0; row < rows_; ++row) {
      for (std::size_t column = 0; column < columns_; ++column) {
        if (row == cell.row || column == cell.column) continue;
        const std::int64_t more = std::min({grows, counts_[cell.row][column], counts_[row][cell.column]});
        const std::int64_t gain = more + std::min(count(cell), counts_[row][column]);
        const std::int64_t cost = shown(cell.row, column) + shown(row, cell.column) + shown(row, column);
        if (gain == 0 || cost == 0) continue;
        const double price = static_cast<double>(cost) / static_cast<double>(gain);
        if (best && price >= cheapest) continue;
        cheapest = price;
        best = {row, column};
      }
    }
    if (!best) return false;
    hidden_[cell.row][best->column] = hidden_[best->row][cell.column] = hidden_[best->row][best->column] = true;
    return true;
  }

  std::optional<CellMask> everything() {
    for (std::vector<bool>& row : hidden_) row.assign(columns_, true);
    const bool enough = std::ranges::all_of(small_, [&](const Cell& cell) { return is_protected(cell); });
    return enough ? std::optional(hidden_) : std::nullopt;
  }

  const CountTable& counts_;
  std::int64_t least_;
  std::size_t rows_, columns_;
  CellMask hidden_;
  std::vector<Cell> small_;
};

}  // namespace

std::optional<CellMask> hidden_cells(const CountTable& counts, std::int64_t least,
                                     const std::vector<bool>& unseen_rows) {
  return Suppression(counts, least, unseen_rows).run();
}

}  // namespace segmenta
