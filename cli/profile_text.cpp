// A profile as a table in blocks, and what sets segments apart.

#include "profile_text.h"

#include <fmt/format.h>
#include <segmenta/columns.h>
#include <segmenta/number_text.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "text.h"

namespace segmenta {
namespace {

constexpr std::size_t most_values_shown = 8;
constexpr std::size_t widest_value = 24;

// One line: a label, and a cell for every segment and for all customers; a line of its own where there are no cells.
struct Line {
  std::string label;
  std::vector<std::string> cells;
};

// As many decimals as show about three digits of the largest mean.
int decimals_for(const Profile& profile, std::size_t feature) {
  double largest = std::abs(profile.all[feature].mean);
  for (const SegmentProfile& segment : profile.segments) {
    largest = std::fmax(largest, std::abs(segment.features[feature].mean));
  }
  if (!std::isfinite(largest) || largest == 0) return 0;
  return std::clamp(2 - static_cast<int>(std::floor(std::log10(largest))), 0, 6);
}

// A line whose cells are `figure` of each segment, and `all` of all customers.
template <class Figure>
Line line_of(const std::string& label, const Profile& profile, const Figure& figure, const std::string& all) {
  Line line{label, {}};
  for (const SegmentProfile& segment : profile.segments) line.cells.push_back(figure(segment));
  line.cells.push_back(all);
  return line;
}

// Where figures lie, below them: two lines, of segments alone; none where nothing is known.
template <class IntervalOf, class Text>
void add_interval(std::vector<Line>& lines, const Profile& profile, const IntervalOf& interval_of, const Text& text) {
  const auto is_known = [&](const SegmentProfile& s) { return interval_of(s).is_known(); };
  if (std::ranges::none_of(profile.segments, is_known)) return;
  const auto low = [&](const SegmentProfile& s) { return text(interval_of(s).low); };
  const auto high = [&](const SegmentProfile& s) { return text(interval_of(s).high); };
  lines.push_back(line_of("  drawn anew from", profile, low, ""));
  lines.push_back(line_of("               to", profile, high, ""));
}

// "days since last order (recency_days)", "spend (monetary, GBP)".
std::string heading_of(const Column& column) {
  const std::string label = label_of(column);
  std::string details = label == column.name ? "" : column.name;
  if (!column.units.empty() && label.find(column.units) == std::string::npos) {
    details += (details.empty() ? "" : ", ") + column.units;
  }
  return details.empty() ? label : fmt::format("{} ({})", label, details);
}

void add_sizes(std::vector<Line>& lines, const Profile& profile) {
  const auto number = [](const SegmentProfile& s) { return fmt::format("{}", s.segment); };
  const auto size = [](const SegmentProfile& s) { return count_text(s.size); };
  const auto share = [](const SegmentProfile& s) { return share_text(s.share); };
  const auto revenue = [](const SegmentProfile& s) { return share_text(s.revenue_share); };
  lines.push_back(line_of("segment", profile, number, "all"));
  lines.push_back(line_of("customers", profile, size, count_text(profile.rows)));
  lines.push_back(line_of("share of customers", profile, share, share_text(1)));
  const auto share_of_1 = [](double value) { return share_text(value); };
  add_interval(
      lines, profile, [](const SegmentProfile& s) { return s.share_interval; }, share_of_1);
  const auto has_growth = [](const SegmentProfile& s) { return !std::isnan(s.growth); };
  if (std::any_of(profile.segments.begin(), profile.segments.end(), has_growth)) {
    const auto growth = [](const SegmentProfile& s) { return share_text(s.growth, true); };
    lines.push_back(line_of("growth", profile, growth, "-"));
  }
  if (!profile.value_feature.empty()) {
    lines.push_back(line_of("share of " + label_of(profile.value_column()), profile, revenue, share_text(1)));
    add_interval(
        lines, profile, [](const SegmentProfile& s) { return s.revenue_share_interval; }, share_of_1);
  }
}

void add_feature(std::vector<Line>& lines, const Profile& profile, std::size_t feature) {
  const Column& column = profile.features[feature];
  const FeatureProfile& all = profile.all[feature];
  const int decimals = decimals_for(profile, feature);
  const auto mean = [&](const SegmentProfile& s) { return decimals_text(s.features[feature].mean, decimals); };
  const auto median = [&](const SegmentProfile& s) { return decimals_text(s.features[feature].median, decimals); };
  const auto index = [&](const SegmentProfile& s) { return decimals_text(s.features[feature].index, 0); };
  const auto mean_interval = [&](const SegmentProfile& s) { return s.features[feature].mean_interval; };
  lines.push_back({heading_of(column), {}});
  if (all.values < profile.rows) {
    const auto values = [&](const SegmentProfile& s) { return count_text(s.features[feature].values); };
    lines.push_back(line_of("  have a value", profile, values, count_text(all.values)));
  }
  if (profile.flags[feature]) {
    const auto share = [&](const SegmentProfile& s) { return share_text(s.features[feature].mean); };
    lines.push_back(line_of("  share", profile, share, share_text(all.mean)));
    add_interval(lines, profile, mean_interval, [](double value) { return share_text(value); });
    lines.push_back(line_of("  index", profile, index, decimals_text(all.index, 0)));
    return;
  }
  lines.push_back(line_of("  mean", profile, mean, decimals_text(all.mean, decimals)));
  add_interval(lines, profile, mean_interval, [&](double value) { return decimals_text(value, decimals); });
  lines.push_back(line_of("  median", profile, median, decimals_text(all.median, decimals)));
  const auto lower = [&](const SegmentProfile& s) {
    return decimals_text(s.features[feature].lower_quartile, decimals);
  };
  const auto upper = [&](const SegmentProfile& s) {
    return decimals_text(s.features[feature].upper_quartile, decimals);
  };
  lines.push_back(line_of("  middle half from", profile, lower, decimals_text(all.lower_quartile, decimals)));
  lines.push_back(line_of("                to", profile, upper, decimals_text(all.upper_quartile, decimals)));
  lines.push_back(line_of("  index", profile, index, decimals_text(all.index, 0)));
}

// The most frequent values of a text column, and all others together.
void add_category(std::vector<Line>& lines, const Profile& profile, const CategoryProfile& category) {
  lines.push_back({heading_of(category.column), {}});
  const auto segment_of = [](const SegmentProfile& s) { return static_cast<std::size_t>(s.segment); };
  const std::int64_t present = std::accumulate(category.present.begin(), category.present.end(), std::int64_t{0});
  if (present < profile.rows) {
    const auto values = [&](const SegmentProfile& s) { return count_text(category.present[segment_of(s)]); };
    lines.push_back(line_of("  have a value", profile, values, count_text(present)));
  }
  if (present == 0) return;
  const std::size_t shown = std::min(category.values.size(), most_values_shown);
  for (std::size_t v = 0; v < shown; ++v) {
    const auto share = [&](const SegmentProfile& s) { return share_text(category.share(segment_of(s), v)); };
    lines.push_back(
        line_of("  " + fitted(category.values[v], widest_value), profile, share, share_text(category.share_of_all(v))));
  }
  const auto rest = [&](const auto& share_of) {
    double rest = 1;
    for (std::size_t v = 0; v < shown; ++v) rest -= share_of(v);
    return share_text(std::fmax(rest, 0));
  };
  if (const std::string all = rest([&](std::size_t v) { return category.share_of_all(v); }); all != share_text(0)) {
    const auto others = [&](const SegmentProfile& s) {
      return rest([&](std::size_t v) { return category.share(segment_of(s), v); });
    };
    lines.push_back(line_of("  others", profile, others, all));
  }
  lines.push_back({fmt::format("  goes with the segments by {} (Cramer's V: 0 not at all, 1 wholly)",
                               decimals_text(category.cramers_v, 2)),
                   {}});
}

struct Widths {
  int label = 0;
  int cell = 1;
};

Widths widths_of(const std::vector<Line>& lines) {
  Widths widths;
  for (const Line& line : lines) {
    if (line.cells.empty()) continue;
    widths.label = std::max(widths.label, static_cast<int>(line.label.size()));
    for (const std::string& cell : line.cells) widths.cell = std::max(widths.cell, static_cast<int>(cell.size()) + 2);
  }
  return widths;
}

// The segments [first, last) and all customers, for comparison, of every line.
std::string block(const std::vector<Line>& lines, Widths widths, std::size_t first, std::size_t last) {
  std::string text;
  for (const Line& line : lines) {
    if (line.cells.empty()) {
      text += (line.label.starts_with(' ') ? "" : "\n") + line.label + "\n";
      continue;
    }
    text += fmt::format("{:<{}}", line.label, widths.label);
    for (std::size_t i = first; i < last; ++i) text += fmt::format("{:>{}}", line.cells[i], widths.cell);
    if (!line.cells.back().empty()) text += fmt::format("{:>{}}", line.cells.back(), widths.cell);
    text += '\n';
  }
  return text;
}

std::vector<std::string> driver_texts(const Profile& profile, const SegmentProfile& segment) {
  std::vector<std::string> texts;
  for (const std::size_t feature : segment.drivers) {
    const FeatureProfile& figures = segment.features[feature];
    const std::string label = label_of(profile.features[feature]);
    const bool by_ratio = std::abs(figures.difference) < small_difference;
    texts.push_back(by_ratio ? fmt::format("{} {:.2g} times the average", label, figures.index / 100)
                             : fmt::format("{} {:+.1f} sd", label, figures.difference));
  }
  const auto s = static_cast<std::size_t>(segment.segment);
  for (const CategoryDriver& driver : category_drivers(profile, s)) {
    const CategoryProfile& category = profile.categories[driver.category];
    texts.push_back(fmt::format("{} '{}' {} of them, {} of all", label_of(category.column),
                                category.values[driver.value], share_text(category.share(s, driver.value)),
                                share_text(category.share_of_all(driver.value))));
  }
  for (const MissingDriver& driver : missing_drivers(profile, s)) {
    texts.push_back(fmt::format("no {}: {} of them, {} of all", label_of(profile.features[driver.feature]),
                                share_text(driver.share), share_text(driver.share_of_all)));
  }
  if (texts.empty()) texts.emplace_back(segment.size > 0 ? "like the average customer" : "no customers");
  return texts;
}

}  // namespace

std::string drivers_text(const Profile& profile, int width) {
  std::string text = "what sets them apart (sd: standard deviations from the mean of all customers)";
  for (const SegmentProfile& segment : profile.segments) {
    const std::string lead = fmt::format("{:>3}  ", segment.segment);
    text += "\n" + lead + segment.name + "\n";
    text += joined(std::string(lead.size(), ' '), driver_texts(profile, segment), ",", width);
  }
  return text;
}

std::string profile_table(const Profile& profile, int width) {
  std::vector<Line> lines;
  add_sizes(lines, profile);
  for (std::size_t feature = 0; feature < profile.features.size(); ++feature) add_feature(lines, profile, feature);
  for (const CategoryProfile& category : profile.categories) add_category(lines, profile, category);
  const Widths widths = widths_of(lines);
  const auto across = static_cast<std::size_t>(std::max(1, (width - widths.label) / widths.cell - 1));
  std::string text;
  for (std::size_t first = 0; first < profile.segments.size(); first += across) {
    if (first > 0) text += '\n';
    text += block(lines, widths, first, std::min(first + across, profile.segments.size()));
  }
  return text;
}

}  // namespace segmenta
