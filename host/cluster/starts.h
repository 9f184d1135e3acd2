#pragma once
// The starts of one fit or of several, one by one.

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include <segmenta/kmeans.h>

#include "cluster/seeding.h"

namespace segmenta {

/// The starting points of every start of several fits: those of kmeans(). What looks at a sample is done at once, a
/// start a thread, and the share of rows that starts are refined on is taken once. Throws as kmeans() does.
std::vector<std::vector<StartingPoint>> find_starts(Engine& engine, std::span<const KMeansOptions> fits,
                                                    const Context& context);

/// How many threads find that many starts on samples, each with a sample of its own.
int seeding_threads(std::int64_t starts, int threads);

/// How many independent starts kmeans() makes of so many rows.
int number_of_starts(const KMeansOptions& options, std::int64_t rows, int features);

/// kmeans() from its starting points, which calls after_each() when the engine has the labels of a start, for every
/// start. `variance` is mean_variance() of the rows, see lloyd().
KMeansResult kmeans_by_starts(Engine& engine, const KMeansOptions& options, const std::vector<StartingPoint>& starts,
                              double variance, const Context& context, const std::function<void()>& after_each);

}  // namespace segmenta
