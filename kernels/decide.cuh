#pragma once
// Labels and runner-up by the definition, in float64: a group of lanes shares out the centroids of a row. Where they
// are many, float32 is tried first: its certificate is closer than that of tensor cores, and few rows remain.

#include "certificate.cuh"
#include "memory.cuh"
#include "pass.cuh"

namespace segmenta::cuda {

/// Centroids as the definition takes them: lanes read those next to each other.
struct DefinitionCentroids {
  const float* by_feature;   ///< [features x k]
  const double* half_norms;  ///< [k], |c|^2 / 2
  int k;
  Certificate certificate;  ///< of scores in float32
};

/// Decides the rows on the list, or with `all` every row of the batch, and moves those that changed.
void launch_decide(const Batch& batch, const DefinitionCentroids& centroids, const Sums& sums, const OpenRows& open,
                   bool all, const Stream& stream);

/// For Engine::distances: outputs [count].
void launch_distances(const Batch& batch, const DefinitionCentroids& centroids, double unit, float* nearest,
                      float* margin, std::int32_t* runner_up, const Stream& stream);

}  // namespace segmenta::cuda
