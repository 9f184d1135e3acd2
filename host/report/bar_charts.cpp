// Bars whose lengths are the figures, to scale.

#include "report/bar_charts.h"

#include <segmenta/stability.h>

#include <algorithm>

#include "report/page_source.h"
#include "report/svg.h"

namespace segmenta {

std::string share_bars(double customers, double value, double largest) {
  const SvgScale scale(0, largest, 0, 100);
  return svg_bars(22, svg_rect(0, 0, scale(std::max(customers, 0.0)), 9, "of-customers") +
                          svg_rect(0, 12, scale(std::max(value, 0.0)), 9, "of-value"));
}

std::string stability_bar(double stability) {
  std::string bar = svg_rect(0, 3, 100 * std::clamp(stability, 0.0, 1.0), 8, "neutral");
  for (const double band : {in_doubt_from, stable_from, highly_stable_from})
    bar += svg_rect(100 * band, 0, 0.3, 14, "mark");
  return svg_bars(14, bar);
}

std::string range_bar(const Json& figures, double low, double high) {
  if (!figures["median"].is_number()) return {};
  const SvgScale scale(low, high, 0, 99.2);
  const auto place = [&](const char* figure) { return scale(figures[figure].get<double>()); };
  const double from = place("percentile_5"), box = place("lower_quartile");
  return svg_bars(16, svg_rect(from, 7, place("percentile_95") - from + 0.4, 2, "whisker") +
                          svg_rect(box, 2, place("upper_quartile") - box + 0.4, 12, "box") +
                          svg_rect(place("median"), 0, 0.8, 16, "mark"));
}

std::string effect_bar(const Json& figures, double low, double high) {
  const SvgScale scale(low, high, 0, 99.2);
  const std::string zero = svg_rect(scale(0), 0, 0.3, 16, "whisker");
  if (!figures["low"].is_number()) return svg_bars(16, zero);
  const auto place = [&](const char* figure) { return scale(figures[figure].get<double>()); };
  return svg_bars(16, zero + svg_rect(place("low"), 6, place("high") - place("low") + 0.4, 4, "box") +
                          svg_rect(place("difference"), 2, 0.8, 12, "mark"));
}

RangeEnds range_ends(const Json& figures, std::size_t feature) {
  RangeEnds ends;
  double low = 0, high = 0;
  for (std::size_t s = 0; s < figures["segments"].size(); ++s) {
    const Json& segment = figures["segments"][s];
    if (segment["suppressed"] || segment["size"] == 0) continue;
    const Json& one = segment["features"][feature];
    if (!one["percentile_5"].is_number()) continue;
    const auto lowest = one["percentile_5"].get<double>(), highest = one["percentile_95"].get<double>();
    const std::string path = feature_path(s, feature);
    if (ends.low.empty() || lowest < low) low = lowest, ends.low = path + "/percentile_5";
    if (ends.high.empty() || highest > high) high = highest, ends.high = path + "/percentile_95";
  }
  return high > low ? ends : RangeEnds{};
}

}  // namespace segmenta
