#pragma once
// Images of two axes: concentration, the map of customers, and evidence for each number of segments.

#include <cstddef>
#include <string>

#include "report/figures.h"

namespace segmenta {

/// Share of value by share of customers, the best first; empty without figures.
std::string concentration_image(const Json& concentration, const std::string& described_by);
/// What a campaign makes of so many of the highest scores, beside what an order by chance does; `curve` is a list of
/// [customers, uplift].
std::string uplift_image(const Json& curve, const std::string& described_by);
/// The sample, hulls and centers of the segments that are shown, one scale along both axes. `colour_of` is that of a
/// segment, by number.
std::string map_image(const Json& map, const Json& segments, std::string (*colour_of)(std::size_t),
                      const std::string& described_by);
/// A figure of evidence by the number of segments, that of `k` marked; empty with fewer than two figures.
std::string evidence_image(const Json& evidence, const std::string& key, int k, const std::string& described_by);

}  // namespace segmenta
