// Lays centroids out as the kernels read them: negated in groups for scores, by feature in float64 for the definition.

#include <algorithm>
#include <limits>

#include "engine/cpu/kernels.h"

namespace segmenta {
namespace {

// In the order in which it is written.
void pack_negated(PackedCentroids& packed) {
  constexpr int group = PackedCentroids::group;
  packed.negated.reserve(static_cast<std::size_t>(packed.groups()) * group * static_cast<std::size_t>(packed.features));
  for (int feature = 0; feature < packed.features; feature += packed.block) {
    for (int first = 0; first < packed.k; first += group) {
      for (int j = feature; j < feature + packed.block_at(feature); ++j) {
        for (int c = first; c < first + group; ++c) packed.negated.push_back(c < packed.k ? -packed.row(c)[j] : 0.0F);
      }
    }
  }
}

// Some features at a time, so that lines of the centroids are read once.
void pack_by_feature(PackedCentroids& packed) {
  constexpr int at_once = 16;
  const auto padded = static_cast<std::size_t>(packed.padded_k);
  packed.by_feature.assign(padded * static_cast<std::size_t>(packed.features), std::numeric_limits<double>::infinity());
  for (int first = 0; first < packed.features; first += at_once) {
    const int end = std::min(first + at_once, packed.features);
    for (int c = 0; c < packed.k; ++c) {
      for (int j = first; j < end; ++j) {
        packed.by_feature[static_cast<std::size_t>(j) * padded + static_cast<std::size_t>(c)] =
            static_cast<double>(packed.row(c)[j]);
      }
    }
  }
}

}  // namespace

PackedCentroids pack(const Centroids& centroids, double certificate_shrink) {
  PackedCentroids packed;
  packed.k = centroids.k;
  packed.features = centroids.features;
  packed.chunk = choose_chunk(centroids.k);
  packed.block = choose_block(centroids.features);
  packed.padded_k = (centroids.k + 7) / 8 * 8;
  packed.rows = centroids.values;
  pack_negated(packed);
  pack_by_feature(packed);
  constexpr float far = 3e38F;  // finite, so that it stays a number when its lowest bits are set
  packed.half_norm2.assign(static_cast<std::size_t>(packed.groups()) * PackedCentroids::group, far);
  double largest2 = 0;
  for (int c = 0; c < packed.k; ++c) {
    const double norm2 = norm2_of(packed.row(c), packed.features);
    packed.half_norm2[static_cast<std::size_t>(c)] = static_cast<float>(norm2 / 2);
    largest2 = std::max(largest2, norm2);
  }
  packed.certificate = make_certificate(largest2, packed.features, roundings_of_score(packed.features, packed.chunk),
                                        certificate_shrink);
  return packed;
}

}  // namespace segmenta
