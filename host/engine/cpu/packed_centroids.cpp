// Lays centroids out as the kernels read them: negated in chunks for scores, by feature in float64 for the definition.

#include <limits>

#include "engine/cpu/kernels.h"

namespace segmenta {

PackedCentroids pack(const Centroids& centroids, double certificate_shrink) {
  PackedCentroids packed;
  packed.k = centroids.k;
  packed.features = centroids.features;
  packed.chunk = choose_chunk(centroids.k);
  packed.padded_k = (centroids.k + 7) / 8 * 8;
  const auto d = static_cast<std::size_t>(centroids.features);
  const auto scored = static_cast<std::size_t>(packed.groups()) * PackedCentroids::group;
  const auto padded = static_cast<std::size_t>(packed.padded_k);
  packed.negated.assign(scored * d, 0.0F);
  constexpr float far = 3e38F;  // finite, so that it stays a number when its lowest bits are set
  packed.half_norm2.assign(scored, far);
  packed.by_feature.assign(padded * d, std::numeric_limits<double>::infinity());
  for (std::size_t c = 0; c < static_cast<std::size_t>(centroids.k); ++c) {
    double norm2 = 0;
    for (std::size_t j = 0; j < d; ++j) {
      const float value = centroids.values[c * d + j];
      norm2 += static_cast<double>(value) * static_cast<double>(value);
      packed.negated[((c / PackedCentroids::group) * d + j) * PackedCentroids::group + c % PackedCentroids::group] =
          -value;
      packed.by_feature[j * padded + c] = static_cast<double>(value);
    }
    packed.half_norm2[c] = static_cast<float>(norm2 / 2);
  }
  packed.certificate = make_certificate(centroids, centroids.features + 2 + 2.0 * packed.chunk, certificate_shrink);
  return packed;
}

}  // namespace segmenta
