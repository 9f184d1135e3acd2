// A block at a time: sums about its own means, which are put together in the order of blocks (Chan, Golub, LeVeque,
// "Updating formulae and a pairwise algorithm for computing sample variances", 1979).

#include "measure/arm_moments.h"

#include <cmath>

#include "blocks.h"
#include "parallel.h"

namespace segmenta {
namespace {

std::vector<Values> moments_of_block(std::span<const double> values, const std::int32_t* arm, std::size_t arms) {
  std::vector<Values> of(arms);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (arm[i] < 0 || std::isnan(values[i])) continue;
    Values& one = of[static_cast<std::size_t>(arm[i])];
    one.customers += 1;
    one.mean += values[i];
  }
  for (Values& one : of) one.mean = one.customers > 0 ? one.mean / one.customers : 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (arm[i] < 0 || std::isnan(values[i])) continue;
    Values& one = of[static_cast<std::size_t>(arm[i])];
    one.squares += (values[i] - one.mean) * (values[i] - one.mean);
  }
  return of;
}

}  // namespace

std::vector<std::vector<Values>> arm_moments(const Table& table, const std::vector<std::size_t>& columns,
                                             const std::vector<std::int32_t>& arm, std::size_t arms,
                                             const Context& context) {
  std::vector<std::vector<Values>> all(columns.size(), std::vector<Values>(arms));
  ThreadPool pool(context.worker_threads());
  for_each_block(table, columns, context, "balance", [&](const Block& block) {
    pool.run(static_cast<std::int64_t>(columns.size()), [&](std::int64_t column, int) {
      const auto j = static_cast<std::size_t>(column);
      const auto of = moments_of_block(block.column(j), arm.data() + block.first, arms);
      for (std::size_t a = 0; a < arms; ++a) all[j][a] = together(all[j][a], of[a]);
    });
  });
  return all;
}

}  // namespace segmenta
