// Draws customers anew to see how far the money at stake in each segment is a matter of chance.

#include "describe/stake.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <functional>

#include "blocks.h"
#include "engine/random.h"
#include "parallel.h"

namespace segmenta {
namespace {

constexpr int rounds = 400;
constexpr int counts_per_draw = 4;  // of 16 bits each
constexpr std::int64_t blocks_at_once = 64;

// How often a customer is drawn, by 16 random bits: the Poisson distribution of mean 1 to 2^-16.
std::array<std::uint8_t, 65536> poisson_counts() {
  std::array<std::uint8_t, 65536> counts{};
  double below = 0;
  double probability = std::exp(-1.0);
  std::size_t first = 0;
  for (std::uint8_t count = 0; first < counts.size(); ++count) {
    below += probability;
    probability /= count + 1;
    const auto end = count == 8 ? counts.size() : static_cast<std::size_t>(std::lround(65536 * below));
    std::fill(counts.begin() + static_cast<std::ptrdiff_t>(first), counts.begin() + static_cast<std::ptrdiff_t>(end),
              count);
    first = end;
  }
  return counts;
}

struct BlockSums {
  std::vector<double> totals, drawn;
};

void add(const std::vector<double>& part, std::vector<double>& to) {
  std::transform(part.begin(), part.end(), to.begin(), to.begin(), std::plus<>());
}

BlockSums draw_block(std::span<const double> stakes, std::span<const std::int32_t> labels, std::size_t k,
                     std::size_t first) {
  static const std::array<std::uint8_t, 65536> counts = poisson_counts();
  BlockSums sums{.totals = std::vector<double>(k), .drawn = std::vector<double>(k * rounds)};
  const std::size_t end = std::min(stakes.size(), first + static_cast<std::size_t>(block_rows));
  for (std::size_t row = first; row < end; ++row) {
    if (stakes[row] == 0) continue;
    const auto segment = static_cast<std::size_t>(labels[row]);
    sums.totals[segment] += stakes[row];
    double* sum = sums.drawn.data() + segment * rounds;
    for (std::uint32_t draw = 0; draw < rounds / counts_per_draw; ++draw) {
      const std::uint64_t bits = random_bits({.seed = 0, .purpose = random_for::stake, .round = draw}, row);
      for (int i = 0; i < counts_per_draw; ++i) *sum++ += counts[(bits >> (16 * i)) & 0xffff] * stakes[row];
    }
  }
  return sums;
}

// The share of rounds on either side of the interval.
constexpr double tail = (1 - evaluation_level) / 2;

// Whether a has more than b in all rounds but for the tail.
bool surely_more(std::span<const double> a, std::span<const double> b) {
  std::size_t not_more = 0;
  for (std::size_t i = 0; i < a.size(); ++i) not_more += a[i] > b[i] ? 0 : 1;
  return static_cast<double>(not_more) < tail * static_cast<double>(a.size());
}

}  // namespace

StakeDraws draw_stakes(std::span<const double> stakes, std::span<const std::int32_t> labels, std::size_t k,
                       const Context& context) {
  StakeDraws draws{.rounds = rounds, .totals = std::vector<double>(k), .sums = std::vector<double>(k * rounds)};
  constexpr int caller = 0;
  const std::int64_t rows = std::ssize(stakes);
  const std::int64_t blocks = (rows + block_rows - 1) / block_rows;
  ThreadPool pool(context.worker_threads());
  std::atomic<std::int64_t> done = 0;  // blocks
  for (std::int64_t first = 0; first < blocks; first += blocks_at_once) {
    std::vector<BlockSums> parts(static_cast<std::size_t>(std::min(blocks_at_once, blocks - first)));
    pool.run(static_cast<std::int64_t>(parts.size()), [&](std::int64_t block, int thread) {
      context.check_cancelled();
      parts[static_cast<std::size_t>(block)] =
          draw_block(stakes, labels, k, static_cast<std::size_t>((first + block) * block_rows));
      const std::int64_t so_far = std::min(rows, ++done * block_rows);
      if (thread == caller) context.progress("stakes", so_far, rows);
    });
    for (const BlockSums& part : parts) {
      add(part.totals, draws.totals);
      add(part.drawn, draws.sums);
    }
  }
  return draws;
}

void rank_by_stake(std::vector<SegmentEvaluation>& segments, const StakeDraws& draws) {
  for (std::size_t a = 0; a < segments.size(); ++a) {
    SegmentEvaluation& segment = segments[a];
    std::vector<double> sorted(draws.of(a).begin(), draws.of(a).end());
    std::ranges::sort(sorted);
    const auto last = static_cast<double>(sorted.size() - 1);
    segment.at_stake_low = sorted[static_cast<std::size_t>(std::lround(tail * last))];
    segment.at_stake_high = sorted[static_cast<std::size_t>(std::lround((1 - tail) * last))];
    segment.at_stake = draws.totals[a];
    segment.rank = 1;
    for (std::size_t b = 0; b < segments.size(); ++b) {
      if (a == b) continue;
      const bool is_behind = surely_more(draws.of(b), draws.of(a));
      if (is_behind) ++segment.rank;
      if (!is_behind && !surely_more(draws.of(a), draws.of(b))) segment.ties.push_back(static_cast<int>(b));
    }
  }
}

}  // namespace segmenta
