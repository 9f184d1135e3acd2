#pragma once
// Bars beside figures that are said in words: shares, stability, and where the values of a feature lie.

#include <cstddef>
#include <string>

#include "report/figures.h"

namespace segmenta {

/// A segment's share of the customers above its share of value; `largest` is the share of the whole width.
std::string share_bars(double customers, double value, double largest);
/// One bar from 0 to 1, with marks where its bands begin.
std::string stability_bar(double stability);
/// Whiskers from the 5 % to the 95 % point, a box of the middle half, a line at the median, between two values.
std::string range_bar(const Json& figures, double low, double high);

/// A difference with its interval, low to high, on a line with a mark at 0.
std::string effect_bar(const Json& figures, double low, double high);

/// Where the values of a feature lie over the segments that are shown: the JSON pointers of the lowest 5 % point and of
/// the highest 95 % point; empty where no segment has values, or all have one.
struct RangeEnds {
  std::string low, high;
};
RangeEnds range_ends(const Json& figures, std::size_t feature);

}  // namespace segmenta
