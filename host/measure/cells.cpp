// Blocks of customers beside each other, put together in their order.

#include "measure/cells.h"

#include <algorithm>
#include <utility>

#include "blocks.h"
#include "parallel.h"

namespace segmenta {
namespace {

double at(const std::vector<double>& values, std::size_t row) { return values.empty() ? 0 : values[row]; }

// Of the rows [first, last): means first, then differences from them.
std::vector<Cell> cells_of_block(const Assignment& assignment, const Outcomes& outcomes, double limit,
                                 std::size_t cells, std::size_t first, std::size_t last) {
  std::vector<Cell> of(cells);
  const auto cell_of = [&](std::size_t row) -> Cell& {
    const auto segment =
        assignment.segment.empty() ? std::size_t{0} : static_cast<std::size_t>(assignment.segment[row]);
    return of[segment * assignment.arms.size() + static_cast<std::size_t>(assignment.arm[row])];
  };
  for (std::size_t row = first; row < last; ++row) {
    Cell& cell = cell_of(row);
    const double value = at(outcomes.value, row);
    cell.customers += 1;
    cell.converted += outcomes.orders[row] > 0 ? 1 : 0;
    cell.valued += value != 0 ? 1 : 0;
    cell.orders.mean += outcomes.orders[row];
    cell.values.value.mean += value;
    cell.values.before.mean += at(outcomes.before, row);
    cell.winsorised.mean += std::min(value, limit);
  }
  for (Cell& cell : of) {
    for (Values* one : {&cell.orders, &cell.values.value, &cell.values.before, &cell.winsorised}) {
      one->customers = cell.customers;
      if (cell.customers > 0) one->mean /= cell.customers;
    }
  }
  const auto square = [](double x) { return x * x; };
  for (std::size_t row = first; row < last; ++row) {
    Cell& cell = cell_of(row);
    const double value = at(outcomes.value, row), from_mean = value - cell.values.value.mean;
    const double before = at(outcomes.before, row) - cell.values.before.mean;
    cell.orders.squares += square(outcomes.orders[row] - cell.orders.mean);
    cell.values.value.squares += square(from_mean);
    cell.values.before.squares += square(before);
    cell.values.products += from_mean * before;
    cell.winsorised.squares += square(std::min(value, limit) - cell.winsorised.mean);
  }
  return of;
}

}  // namespace

Cell together(const Cell& a, const Cell& b) {
  return {.customers = a.customers + b.customers,
          .converted = a.converted + b.converted,
          .valued = a.valued + b.valued,
          .orders = together(a.orders, b.orders),
          .values = together(a.values, b.values),
          .winsorised = together(a.winsorised, b.winsorised)};
}

std::vector<std::vector<Cell>> cells_of(const Assignment& assignment, const Outcomes& outcomes, double limit,
                                        const Context& context) {
  const std::size_t arms = assignment.arms.size(), rows = assignment.arm.size();
  const std::size_t segments = assignment.segment.empty() ? 1 : static_cast<std::size_t>(assignment.k);
  // Blocks are larger where there are many segments, which each has a cell of.
  const std::size_t block = std::max(static_cast<std::size_t>(block_rows), 16 * segments * arms);
  const std::size_t blocks = (rows + block - 1) / block;
  std::vector<std::vector<Cell>> of_block(blocks);
  ThreadPool pool(context.worker_threads());
  run_with_progress(pool, static_cast<std::int64_t>(blocks), "measure", context, [&](std::int64_t b) {
    const std::size_t first = static_cast<std::size_t>(b) * block;
    of_block[static_cast<std::size_t>(b)] =
        cells_of_block(assignment, outcomes, limit, segments * arms, first, std::min(first + block, rows));
  });
  std::vector<std::vector<Cell>> cells(segments, std::vector<Cell>(arms));
  for (const std::vector<Cell>& some : of_block) {
    for (std::size_t i = 0; i < some.size(); ++i) {
      Cell& cell = cells[i / arms][i % arms];
      cell = together(cell, some[i]);
    }
  }
  return cells;
}

}  // namespace segmenta
