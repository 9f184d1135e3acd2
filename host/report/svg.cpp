// Elements of SVG as text.

#include "report/svg.h"

#include <fmt/format.h>
#include <segmenta/number_text.h>

namespace segmenta {

std::string svg_number(double place) {
  std::string text = fmt::format("{:.1f}", place);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text == "-0" ? "0" : text;
}

std::string svg_path(std::span<const SvgPoint> points) {
  std::string path;
  for (const SvgPoint& at : points) {
    path += fmt::format("{}{} {}", path.empty() ? "M" : "L", svg_number(at.x), svg_number(at.y));
  }
  return path;
}

std::string svg_rect(double x, double y, double width, double height, const std::string& classes) {
  return fmt::format(R"(<rect class="{}" x="{:.2f}" y="{}" width="{:.2f}" height="{}"/>)", classes, x, svg_number(y),
                     width, svg_number(height));
}

std::string svg_line(SvgPoint from, SvgPoint to, const std::string& classes) {
  const SvgPoint ends[] = {from, to};
  return fmt::format(R"(<path class="{}" d="{}"/>)", classes, svg_path(ends));
}

std::string svg_text(SvgPoint at, const std::string& text, const std::string& anchor, const std::string& classes) {
  return fmt::format(R"(<text class="given {}" x="{}" y="{}" text-anchor="{}">{}</text>)", classes, svg_number(at.x),
                     svg_number(at.y), anchor, text);
}

std::string svg_figure(SvgPoint at, const std::string& path, const Json& value) {
  return fmt::format(R"(<text class="tick" data-value="{}" data-path="{}" x="{}" y="{}" text-anchor="end">{}</text>)",
                     value.dump(), path, svg_number(at.x), svg_number(at.y), number_text(value.get<double>()));
}

std::string svg_image(double width, double height, const std::string& described_by, const std::string& inside) {
  return fmt::format(R"(<svg class="image" viewBox="0 0 {} {}" role="img" aria-labelledby="{}">{}</svg>)",
                     svg_number(width), svg_number(height), described_by, inside);
}

std::string svg_bars(double height, const std::string& inside) {
  return fmt::format(
      R"(<svg class="bars" viewBox="0 0 100 {0}" height="{0}" preserveAspectRatio="none" aria-hidden="true">{1}</svg>)",
      svg_number(height), inside);
}

}  // namespace segmenta
