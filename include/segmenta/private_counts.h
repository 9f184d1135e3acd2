#pragma once
// How many customers each segment has and what they are worth in total, with noise that hides any one of them, and
// nothing else: for those to whom not even figures that rest on many may be told exactly.
//
// Differential privacy (Dwork, McSherry, Nissim, Smith 2006): with a customer or without, any outcome is at most
// exp(epsilon) times as likely. One more customer changes one count by 1 and one total by `value_limit` at most; to
// each is added an integer X with P(X = x) proportional to exp(-|x| epsilon / change), drawn exactly, from integers
// alone (Canonne, Kamath, Steinke, "The discrete Gaussian for differential privacy", 2020, algorithm 2): noise of
// doubles would tell by its last bits what it hides (Mironov 2012). Totals are of hundredths.
//
// Two runs are two outcomes: each is drawn anew from the system's randomness, and their epsilons add up. How the
// segments and their names were made is not covered.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <segmenta/context.h>
#include <segmenta/export.h>
#include <segmenta/table.h>

namespace SEGMENTA_API segmenta {

/// An integer in [0, n), each as likely.
using UniformBelow = std::function<std::uint64_t(std::uint64_t n)>;

/// Of the system's randomness, which nobody can foresee or repeat.
UniformBelow system_randomness();

/// An integer X with P(X = x) proportional to exp(-|x| rate / scale). Both are above 0, and scale below 2^62.
std::int64_t discrete_laplace(std::uint64_t rate, std::uint64_t scale, const UniformBelow& uniform);

struct PrivateOptions {
  double epsilon = 1;                ///< of all figures together, 0.001 to 100
  std::string value{};               ///< column of the totals; empty: found by name, see columns.h
  double value_limit = 0;            ///< most that a customer counts for, to 1e9; 0: there are no totals
  std::vector<std::string> names{};  ///< [k]; "Segment N" in place of empty ones, or where there are none
};

struct PrivateSegment {
  std::string name;
  std::int64_t customers = 0;  ///< with noise, but 0 or more
  double total = 0;            ///< likewise; NaN where there are no totals
};

struct PrivateCounts {
  std::string store;
  double epsilon = 0, epsilon_of_counts = 0, epsilon_of_totals = 0;  ///< the last two add up to the first
  std::string value, units;                                          ///< column of the totals; empty: there are none
  double value_limit = 0;
  /// No more noise than this is in a figure, but with a chance of 1 - noise_level.
  std::int64_t noise_of_counts = 0;
  double noise_of_totals = 0;
  std::vector<PrivateSegment> segments;
};

inline constexpr double noise_level = 0.95;

/// `segment` in the row order of the table. Values below 0 and missing ones count as 0. Throws Error(input) for options
/// out of range, a label outside 0 to k - 1, and totals where no column is named or found.
PrivateCounts private_counts(const Table& table, const std::vector<std::int32_t>& segment, int k,
                             const PrivateOptions& options, const Context& context,
                             const UniformBelow& uniform = system_randomness());

/// A page of these, as report_html() makes one.
std::string private_html(const PrivateCounts& counts, const std::string& title);

}  // namespace segmenta
