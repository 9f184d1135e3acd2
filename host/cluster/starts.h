#pragma once
// The starts of a fit, one by one.

#include <functional>

#include <segmenta/kmeans.h>

namespace segmenta {

/// How many independent starts kmeans() makes.
int number_of_starts(const Engine& engine, const KMeansOptions& options);

/// kmeans(), which calls after_each() when the engine has the labels of a start, for every start.
KMeansResult kmeans_by_starts(Engine& engine, const KMeansOptions& options, const Context& context,
                              const std::function<void()>& after_each);

}  // namespace segmenta
