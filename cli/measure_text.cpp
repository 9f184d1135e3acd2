// The verdict first, then the figures, then what speaks against them.

#include "measure_text.h"

#include <fmt/format.h>
#include <segmenta/number_text.h>

#include <algorithm>
#include <cmath>

#include "text.h"

namespace segmenta {
namespace {

constexpr std::size_t widest_name = 24;

std::string range_text(double low, double high, double scale, int decimals) {
  if (std::isnan(low) || std::isnan(high)) return "-";
  return fmt::format("{} to {}", decimals_text(scale * low, decimals), decimals_text(scale * high, decimals));
}

std::string p_text(double p) { return std::isnan(p) ? "-" : p < 0.0001 ? "<0.0001" : fmt::format("{:.4f}", p); }

// Decimals by which differences of values are told apart.
int decimals_of(const Measurement& measured) {
  double largest = 0;
  for (const ArmResult& one : measured.overall) {
    if (one.value) largest = std::max({largest, std::abs(one.value->low), std::abs(one.value->high)});
  }
  return largest >= 1000 ? 0 : largest >= 10 ? 1 : largest >= 0.1 ? 2 : 4;
}

struct Line {
  std::string name;
  const ArmResult* result;
};

std::string table(const std::vector<Line>& lines, const Measurement& measured, bool of_value, bool adjusted_p) {
  const int decimals = of_value ? decimals_of(measured) : 2;
  const double scale = of_value ? 1 : 100;
  std::size_t width = text_width("arm");
  for (const Line& line : lines) width = std::max(width, text_width(line.name));
  width = std::min(width, widest_name);
  std::string text = padded(of_value ? "value" : "rate", width) +
                     fmt::format("{:>9}{:>10}{:>12}  {:>20}{:>9}", of_value ? "each" : "%", "control", "difference",
                                 fmt::format("{:.4g} % interval", 100 * measured.level), adjusted_p ? "p (Holm)" : "p");
  for (const Line& line : lines) {
    const RateComparison& rate = line.result->conversion;
    const auto& value = line.result->value;
    const double mean = of_value ? value->mean : rate.rate, control = of_value ? value->control : rate.control;
    const double difference = of_value ? value->difference : rate.difference;
    const double low = of_value ? value->low : rate.low, high = of_value ? value->high : rate.high;
    const double p = of_value ? (adjusted_p ? value->p_holm : value->p) : (adjusted_p ? rate.p_holm : rate.p);
    text += "\n" + padded(fitted(line.name, width), width) +
            fmt::format("{:>9}{:>10}{:>12}  {:>20}{:>9}", decimals_text(scale * mean, decimals),
                        decimals_text(scale * control, decimals), decimals_text(scale * difference, decimals),
                        range_text(low, high, scale, decimals), p_text(p));
  }
  return text;
}

std::vector<Line> overall_lines(const Measurement& measured) {
  std::vector<Line> lines;
  for (const ArmResult& one : measured.overall) lines.push_back({measured.arms[one.arm].name, &one});
  return lines;
}

std::vector<Line> segment_lines(const Measurement& measured) {
  std::vector<Line> lines;
  for (const SegmentResult& segment : measured.segments) {
    for (const ArmResult& one : segment.results) {
      std::string name = fmt::format("{} {}", segment.segment, segment.name);
      if (segment.results.size() > 1) name += " " + measured.arms[one.arm].name;
      lines.push_back({name, &one});
    }
  }
  return lines;
}

std::string sizes(const Measurement& measured) {
  std::vector<std::string> parts;
  for (std::size_t a = 0; a < measured.arms.size(); ++a) {
    parts.push_back(fmt::format("{} {}", measured.arms[a].name, count_text(measured.customers[a])));
  }
  return joined("customers: ", parts, ", ");
}

std::string more_of_value(const Measurement& measured) {
  std::string text;
  const int decimals = decimals_of(measured);
  for (const ArmResult& one : measured.overall) {
    const std::string arm = measured.arms[one.arm].name;
    if (one.value_adjusted) {
      text += "\n" +
              wrapped(fmt::format("{}, adjusted by the value before: {} ({}), p {}; the variance is {} smaller", arm,
                                  decimals_text(one.value_adjusted->difference, decimals),
                                  range_text(one.value_adjusted->low, one.value_adjusted->high, 1, decimals),
                                  p_text(one.value_adjusted->p), share_text(one.value_adjusted->variance_reduction)));
    }
    if (one.value_winsorised && std::isfinite(measured.winsorised_at)) {
      text += "\n" + wrapped(fmt::format("{}, values above {} taken for it: {} ({}), p {}", arm,
                                         number_text(measured.winsorised_at),
                                         decimals_text(one.value_winsorised->difference, decimals),
                                         range_text(one.value_winsorised->low, one.value_winsorised->high, 1, decimals),
                                         p_text(one.value_winsorised->p)));
    }
  }
  return text;
}

// Intervals that hold however often somebody looks, of value and of rates.
std::string looks_text(const Measurement& measured) {
  std::string text;
  for (const ArmResult& one : measured.overall) {
    const auto& rate = one.always_valid_rate ? one.always_valid_rate : one.always_valid;
    if (!rate) continue;
    text += "\n" + fmt::format("{}, at every look together: rate {} points", measured.arms[one.arm].name,
                               range_text(rate->low, rate->high, 100, 2));
    if (one.value) {
      text += fmt::format(", value {}",
                          range_text(one.always_valid->low, one.always_valid->high, 1, decimals_of(measured)));
    }
  }
  return text.empty() ? "" : "\n" + text;
}

std::string uplift_text(const Measurement& measured) {
  std::string text;
  for (const auto& [arm, uplift] : measured.uplift) {
    const bool is_sure = uplift.qini_limits.low > 0;
    text +=
        "\n\n" + wrapped(fmt::format(
                     "the score ranks customers by the effect of {} {}: Qini {} ({}), where 1 is the best order there "
                     "is and 0 one by chance",
                     measured.arms[arm].name, is_sure ? "better than chance" : "no better than chance may",
                     decimals_text(uplift.qini, 3), range_text(uplift.qini_limits.low, uplift.qini_limits.high, 1, 3)));
  }
  return text;
}

std::string ranking_text(const Measurement& measured, const MeasureOptions& options) {
  const bool of_value = !std::isnan(measured.ranking.front().profit);
  std::string text = options.cost_per_contact && of_value
                         ? "next time: profit per contact, effects drawn towards that of all"
                         : "next time: effect per customer, drawn towards that of all";
  constexpr std::size_t most = 10;
  for (std::size_t i = 0; i < std::min(most, measured.ranking.size()); ++i) {
    const RankedSegment& one = measured.ranking[i];
    const std::string name = fmt::format("{} {}, {}", one.segment, one.name, measured.arms[one.arm].name);
    text += fmt::format("\n{:>3} {} {:>10}  (effect {}, as measured {})", i + 1, padded(fitted(name, 30), 30),
                        decimals_text(of_value ? one.profit : one.shrunk, 3), decimals_text(one.shrunk, 3),
                        decimals_text(one.raw, 3));
  }
  return text;
}

}  // namespace

std::string measurement_text(const Measurement& measured, const MeasureOptions& options, int width) {
  const bool has_value = measured.overall.front().value.has_value();
  const bool several = measured.overall.size() > 1;
  std::string text = wrapped(measured.verdict, width) + "\n\n" + sizes(measured);
  text += "\n\n" + table(overall_lines(measured), measured, false, several);
  if (has_value) text += "\n\n" + table(overall_lines(measured), measured, true, several) + more_of_value(measured);
  if (!measured.segments.empty()) {
    text += "\n\n" + table(segment_lines(measured), measured, has_value, true);
    if (!measured.ranking.empty()) text += "\n\n" + ranking_text(measured, options);
  }
  text += looks_text(measured) + uplift_text(measured);
  for (const std::string& note : measured.notes)
    text += "\n" + std::string(&note == &measured.notes.front() ? "\n" : "") + wrapped("note: " + note, width);
  return text;
}

}  // namespace segmenta
