#pragma once
// An idea of what to do with a segment, by what it brings and whether it still buys. An idea to try, not a finding.

#include <optional>
#include <string>

namespace segmenta {

/// The key of a sentence. `value_ratio` is share of value over share of customers, `recency_difference` how far the
/// mean recency is from that of all, in standard deviations (above 0: a longer time ago). `reachable`: the share of
/// customers who may be contacted, where that is known. Without one of the first two there is none.
std::string advice(std::optional<double> value_ratio, std::optional<double> recency_difference,
                   std::optional<double> reachable);

}  // namespace segmenta
