// Exact sums of integers, and noise of integers on each.

#include <fmt/format.h>
#include <segmenta/columns.h>
#include <segmenta/error.h>
#include <segmenta/private_counts.h>
#include <segmenta/segments.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "blocks.h"

namespace segmenta {
namespace {

constexpr std::uint64_t epsilon_parts = 1'000'000;  // epsilons are whole numbers of these
constexpr double hundredths = 100, largest_limit = 1e9, least_epsilon = 0.001, most_epsilon = 100;

// True with a chance of exp(-part / whole), part <= whole: an alternating series by the number of successes.
bool bernoulli_exp(std::uint64_t part, std::uint64_t whole, const UniformBelow& uniform) {
  std::uint64_t k = 1;
  while (uniform(whole) < part && uniform(k) == 0) ++k;
  return k % 2 == 1;
}

// Noise of parts of epsilon, where one customer changes a figure by so much.
struct Noise {
  std::uint64_t parts;
  std::uint64_t change;

  [[nodiscard]] std::int64_t draw(const UniformBelow& uniform) const {
    return discrete_laplace(parts, epsilon_parts * change, uniform);
  }
  // The least x with P(|X| > x) = 2 q^(x + 1) / (1 + q) of 1 - noise_level or less.
  [[nodiscard]] std::int64_t bound() const {
    const double rate = static_cast<double>(parts) / static_cast<double>(epsilon_parts * change);
    const double power = std::log((1 - noise_level) / 2 * (1 + std::exp(-rate))) / -rate;
    return std::max<std::int64_t>(0, static_cast<std::int64_t>(std::ceil(power)) - 1);
  }
};

void check(const PrivateOptions& options) {
  const char* way_out = "Try --epsilon 1: less tells less of anyone and has more noise";
  if (!(options.epsilon >= least_epsilon && options.epsilon <= most_epsilon)) {
    throw Error(ErrorKind::input, fmt::format("An epsilon of {} is of no use", options.epsilon),
                fmt::format("it goes from {} to {}", least_epsilon, most_epsilon), way_out);
  }
  if (!(options.value_limit >= 0 && options.value_limit <= largest_limit)) {
    throw Error(ErrorKind::input, fmt::format("No customer can count for {} at most", options.value_limit),
                fmt::format("a limit is a number from 0 to {}", largest_limit), "Give what few customers are beyond");
  }
}

std::size_t value_column(const Table& table, const std::string& named) {
  const std::string value = take_column(table, Meaning::value, named);
  if (!value.empty()) return table.column_index(value);
  throw Error(ErrorKind::input, fmt::format("{} has no column that is known as a value", table.name()),
              "--value-limit is for totals of one", "Name it with --value, or leave the limit out");
}

// In hundredths, each customer's within the limits.
std::vector<std::int64_t> totals(const Table& table, std::size_t column, const std::vector<std::int32_t>& segment,
                                 int k, double limit, const Context& context) {
  std::vector<std::int64_t> sums(static_cast<std::size_t>(k));
  for_each_block(table, std::span(&column, 1), context, "profile", [&](const Block& block) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(block.count); ++i) {
      const double value = block.values[i];
      if (!(value > 0)) continue;
      const std::int32_t of = segment[static_cast<std::size_t>(block.first) + i];
      sums[static_cast<std::size_t>(of)] += std::llround(std::min(value, limit) * hundredths);
    }
  });
  return sums;
}

}  // namespace

UniformBelow system_randomness() {
  return [](std::uint64_t n) {
    std::random_device device;
    return std::uniform_int_distribution<std::uint64_t>(0, n - 1)(device);
  };
}

std::int64_t discrete_laplace(std::uint64_t rate, std::uint64_t scale, const UniformBelow& uniform) {
  while (true) {
    const std::uint64_t rest = uniform(scale);
    if (!bernoulli_exp(rest, scale, uniform)) continue;
    std::uint64_t whole = 0;
    while (bernoulli_exp(1, 1, uniform)) ++whole;
    // (rest + scale * whole) / rate, of which the second product may be beyond 64 bits.
    const std::uint64_t size = scale / rate * whole + (scale % rate * whole + rest) / rate;
    const bool is_negative = uniform(2) == 0;
    if (is_negative && size == 0) continue;
    return is_negative ? -static_cast<std::int64_t>(size) : static_cast<std::int64_t>(size);
  }
}

PrivateCounts private_counts(const Table& table, const std::vector<std::int32_t>& segment, int k,
                             const PrivateOptions& options, const Context& context, const UniformBelow& uniform) {
  check(options);
  const bool has_totals = options.value_limit > 0;
  const double limit = std::ceil(options.value_limit * hundredths) / hundredths;
  const auto parts = static_cast<std::uint64_t>(options.epsilon * static_cast<double>(epsilon_parts));
  const Noise of_total{has_totals ? parts / 2 : 0, static_cast<std::uint64_t>(std::llround(limit * hundredths))};
  const Noise of_count{parts - of_total.parts, 1};
  const auto epsilon = [](std::uint64_t of) { return static_cast<double>(of) / static_cast<double>(epsilon_parts); };

  PrivateCounts counts{.store = table.name(),
                       .epsilon = epsilon(parts),
                       .epsilon_of_counts = epsilon(of_count.parts),
                       .epsilon_of_totals = epsilon(of_total.parts),
                       .value = {},
                       .units = {},
                       .value_limit = limit,
                       .noise_of_counts = of_count.bound(),
                       .noise_of_totals = has_totals ? static_cast<double>(of_total.bound()) / hundredths : 0,
                       .segments = {}};
  const std::vector<std::int64_t> sizes = segment_sizes(segment, k);
  std::vector<std::int64_t> sums;
  if (has_totals) {
    const std::size_t column = value_column(table, options.value);
    counts.value = table.columns()[column].name;
    counts.units = table.columns()[column].units;
    sums = totals(table, column, segment, k, limit, context);
  }
  for (std::size_t s = 0; s < sizes.size(); ++s) {
    const bool is_named = s < options.names.size() && !options.names[s].empty();
    PrivateSegment one{.name = is_named ? options.names[s] : fmt::format("Segment {}", s),
                       .customers = std::max<std::int64_t>(0, sizes[s] + of_count.draw(uniform)),
                       .total = std::numeric_limits<double>::quiet_NaN()};
    if (has_totals) {
      const std::int64_t noisy = std::max<std::int64_t>(0, sums[s] + of_total.draw(uniform));
      one.total = static_cast<double>(noisy) / hundredths;
    }
    counts.segments.push_back(std::move(one));
  }
  return counts;
}

}  // namespace segmenta
