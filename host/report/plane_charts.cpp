// Places figures in the plane of an image.

#include "report/plane_charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "report/svg.h"

namespace segmenta {
namespace {

std::string shape(const std::string& classes, const std::string& path) {
  return fmt::format(R"(<path class="{}" d="{}"/>)", classes, path);
}

// The smallest rectangle around points.
struct Extent {
  void add(SvgPoint at) {
    low = {std::min(low.x, at.x), std::min(low.y, at.y)};
    high = {std::max(high.x, at.x), std::max(high.y, at.y)};
  }
  SvgPoint low{1e300, 1e300}, high{-1e300, -1e300};
};

SvgPoint point_of(const Json& pair) { return {pair[0].get<double>(), pair[1].get<double>()}; }

// One scale along both axes, so that distances are as they are.
class Plane {
 public:
  Plane(const Extent& bounds, double width, double height, double margin) {
    const double x = bounds.high.x - bounds.low.x, y = bounds.high.y - bounds.low.y;
    const double by_width = x > 0 ? (width - 2 * margin) / x : 1e300;
    const double by_height = y > 0 ? (height - 2 * margin) / y : 1e300;
    scale_ = std::min({by_width, by_height, 1e12});
    middle_ = {(bounds.high.x + bounds.low.x) / 2, (bounds.high.y + bounds.low.y) / 2};
    center_ = {width / 2, height / 2};
  }
  [[nodiscard]] SvgPoint operator()(SvgPoint at) const {
    return {center_.x + scale_ * (at.x - middle_.x), center_.y - scale_ * (at.y - middle_.y)};
  }

 private:
  double scale_ = 1;
  SvgPoint middle_, center_;
};

}  // namespace

std::string concentration_image(const Json& concentration, const std::string& described_by) {
  constexpr double left = 44, right = 390, top = 12, bottom = 226;
  double most = 1;
  for (const Json& share : concentration) {
    if (share.is_number()) most = std::max(most, share.get<double>());
  }
  const SvgScale x(0, 100, left, right), y(0, most, bottom, top);
  std::vector<SvgPoint> points;
  for (std::size_t percent = 0; percent < concentration.size(); ++percent) {
    if (!concentration[percent].is_number()) continue;
    points.push_back({x(static_cast<double>(percent)), y(concentration[percent].get<double>())});
  }
  if (points.size() < 2) return {};
  std::string inside;
  for (const int tick : {0, 20, 40, 60, 80, 100}) {
    const std::string text = fmt::format("{} %", tick);
    inside += svg_line({left, y(tick / 100.0)}, {right, y(tick / 100.0)}, "grid");
    inside += svg_text({left - 5, y(tick / 100.0) + 4}, text, "end");
    inside += svg_text({x(tick), bottom + 18}, text, tick == 100 ? "end" : "middle");
  }
  const std::string line = svg_path(points);
  inside += shape("area", fmt::format("{}L{} {}L{} {}Z", line, svg_number(points.back().x), svg_number(bottom),
                                      svg_number(points.front().x), svg_number(bottom)));
  inside += svg_line({x(0), y(0)}, {x(100), y(1)}, "even") + shape("line", line);
  inside += svg_line({x(20), y(0)}, {x(20), y(most)}, "mark-line");
  return svg_image(400, 252, described_by, inside);
}

std::string uplift_image(const Json& curve, const std::string& described_by) {
  constexpr double left = 14, right = 390, top = 12, bottom = 226;
  double low = 0, high = 0;
  for (const Json& point : curve) {
    low = std::min(low, point[1].get<double>());
    high = std::max(high, point[1].get<double>());
  }
  const double customers = curve.back()[0].get<double>();
  const SvgScale x(0, customers, left, right), y(low, high, bottom, top);
  std::vector<SvgPoint> points;
  for (const Json& point : curve) points.push_back({x(point[0].get<double>()), y(point[1].get<double>())});
  std::string inside = svg_line({left, y(0)}, {right, y(0)}, "grid");
  for (const int tick : {0, 20, 40, 60, 80, 100}) {
    const char* anchor = tick == 0 ? "start" : tick == 100 ? "end" : "middle";
    inside += svg_text({x(tick / 100.0 * customers), bottom + 18}, fmt::format("{} %", tick), anchor);
  }
  inside += svg_line(points.front(), points.back(), "even") + shape("line", svg_path(points));
  return svg_image(400, 252, described_by, inside);
}

std::string map_image(const Json& map, const Json& segments, std::string (*colour_of)(std::size_t),
                      const std::string& described_by) {
  constexpr double width = 640, height = 420, faintest = 0.1, darkest = 0.75;
  Extent bounds;
  double densest = 0;
  std::vector<std::size_t> shown;
  const auto density = [](const Json& square) {
    const double side = square["side"].get<double>();
    return square["customers"].get<double>() / (side * side);
  };
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (segments[i]["suppressed"] || segments[i]["size"] == 0) continue;
    shown.push_back(i);
    bounds.add(point_of(map["segments"][i]["center"]));
    for (const Json& square : map["segments"][i]["squares"]) {
      const double x = square["x"].get<double>(), y = square["y"].get<double>(),
                   half = square["side"].get<double>() / 2;
      bounds.add({x - half, y - half});
      bounds.add({x + half, y + half});
      densest = std::max(densest, density(square));
    }
  }
  const Plane plane(bounds, width, height, 16);
  std::string squares, centers;
  for (const std::size_t i : shown) {
    const std::string style = fmt::format(R"(<g style="--segment: {}">)", colour_of(i));
    squares += style;
    for (const Json& square : map["segments"][i]["squares"]) {
      const double x = square["x"].get<double>(), y = square["y"].get<double>(),
                   half = square["side"].get<double>() / 2;
      const SvgPoint low = plane({x - half, y - half}), high = plane({x + half, y + half});
      squares += fmt::format(R"(<path class="square" fill-opacity="{:.2f}" d="M{} {}H{}V{}H{}Z"/>)",
                             faintest + (darkest - faintest) * std::sqrt(density(square) / densest), svg_number(low.x),
                             svg_number(low.y), svg_number(high.x), svg_number(high.y), svg_number(low.x));
    }
    squares += "</g>";
    const SvgPoint at = plane(point_of(map["segments"][i]["center"]));
    centers += style +
               fmt::format(R"(<circle class="center" cx="{}" cy="{}" r="14"/>)", svg_number(at.x), svg_number(at.y)) +
               svg_text({at.x, at.y + 6}, std::to_string(i), "middle", "center-number") + "</g>";
  }
  return svg_image(width, height, described_by, squares + centers);
}

std::string evidence_image(const Json& evidence, const std::string& key, int k, const std::string& described_by) {
  constexpr double left = 62, right = 292, top = 12, bottom = 112;
  struct Known {
    std::size_t candidate;
    double k, value;
  };
  std::vector<Known> known;
  for (std::size_t i = 0; i < evidence.size(); ++i) {
    const Json& value = evidence[i][key];
    if (value.is_number()) known.push_back({i, evidence[i]["k"].get<double>(), value.get<double>()});
  }
  if (known.size() < 2) return {};
  const auto [low, high] = std::ranges::minmax(known, {}, &Known::value);
  const auto [first, last] = std::ranges::minmax(known, {}, &Known::k);
  const SvgScale x(first.k, last.k, left + 8, right - 8), y(low.value, high.value, bottom - 6, top + 6);
  std::vector<SvgPoint> points;
  std::string inside, marks;
  const double step = last.k - first.k > 12 ? 5 : 1;
  for (const Known& one : known) {
    const SvgPoint at{x(one.k), y(one.value)};
    points.push_back(at);
    const bool is_chosen = static_cast<int>(one.k) == k;
    marks += fmt::format(R"(<circle class="{}" cx="{}" cy="{}" r="{}"/>)", is_chosen ? "chosen-mark" : "candidate",
                         svg_number(at.x), svg_number(at.y), is_chosen ? 7 : 3);
    const bool is_labelled = is_chosen || static_cast<int>(one.k) % static_cast<int>(step) == 0;
    if (is_labelled) inside += svg_text({at.x, bottom + 16}, std::to_string(static_cast<int>(one.k)));
  }
  const auto figure = [&](const Known& one, double height) {
    return svg_figure({left - 6, height}, fmt::format("/model/evidence/{}/{}", one.candidate, key),
                      evidence[one.candidate][key]);
  };
  inside += svg_line({left, bottom}, {right, bottom}, "grid") + figure(low, bottom - 2);
  if (high.value > low.value) inside += figure(high, top + 10);
  return svg_image(300, 134, described_by, inside + shape("line", svg_path(points)) + marks);
}

}  // namespace segmenta
