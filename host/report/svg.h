#pragma once
// Still images of the page: small SVG, in the page's own colours (classes of report.css), with no script.

#include <span>
#include <string>

#include "report/figures.h"

namespace segmenta {

struct SvgPoint {
  double x = 0, y = 0;
};

/// From values to places along a side of an image. A range of nothing lies at the start.
class SvgScale {
 public:
  SvgScale(double low, double high, double start, double end) : low_(low), high_(high), start_(start), end_(end) {}

  [[nodiscard]] double operator()(double value) const {
    return high_ > low_ ? start_ + (end_ - start_) * (value - low_) / (high_ - low_) : start_;
  }

 private:
  double low_, high_, start_, end_;
};

/// A place, to a tenth.
std::string svg_number(double place);
/// "M1 2L3 4", through the points in their order.
std::string svg_path(std::span<const SvgPoint> points);
std::string svg_rect(double x, double y, double width, double height, const std::string& classes);
std::string svg_line(SvgPoint from, SvgPoint to, const std::string& classes);
/// Text that is written as it is: of an axis, or the number of a segment. `anchor` is start, middle or end.
std::string svg_text(SvgPoint at, const std::string& text, const std::string& anchor = "middle",
                     const std::string& classes = "tick");
/// A figure of the report, at the end of its text: the exact value and where it is, as in `<data>` elements of text.
std::string svg_figure(SvgPoint at, const std::string& path, const Json& value);
/// An image of a width and height whose text keeps its shape, described by the element of that id.
std::string svg_image(double width, double height, const std::string& described_by, const std::string& inside);
/// Bars without text, stretched to the place that they have; what they show is said beside them.
std::string svg_bars(double height, const std::string& inside);

}  // namespace segmenta
