#pragma once
// What the parts of a page are made from.

#include <fmt/format.h>
#include <segmenta/report.h>

#include <array>
#include <string>
#include <vector>

#include "report/figure_html.h"
#include "report/figures.h"

namespace segmenta {

/// The colour of a segment. Told apart by readers who do not see all colours (Tol 2021, "bright" and "light"), on white
/// and on black.
inline std::string segment_colour(std::size_t i) {
  constexpr std::array colours = {"#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377",
                                  "#ee8866", "#44bb99", "#bbcc33", "#77aadd", "#aaaa00", "#ffaabb"};
  return colours[i % colours.size()];
}

/// "/segments/3": where the figures of one of a list are.
inline std::string at(const char* list, std::size_t i) { return fmt::format("/{}/{}", list, i); }
inline std::string feature_path(std::size_t segment, std::size_t feature) {
  return fmt::format("/segments/{}/features/{}", segment, feature);
}

/// Of means, in standard deviations (Cohen 1988), as small_difference and medium_difference are.
inline constexpr double large_difference = 0.8;

class PageSource {
 protected:
  /// All are kept by the caller.
  PageSource(const Json& figures, const Report& report) : figures_(figures), html_(figures), report_(report) {}

  [[nodiscard]] std::size_t k() const { return figures_["segments"].size(); }
  [[nodiscard]] std::string value_name() const { return figures_["value_feature"].get<std::string>(); }
  [[nodiscard]] std::string segment_name(std::size_t i) const {
    return figures_["segments"][i]["name"].get<std::string>();
  }
  [[nodiscard]] std::string feature_name(std::size_t i) const {
    return figures_["features"][i]["label"].get<std::string>();
  }
  [[nodiscard]] bool is_suppressed(std::size_t i) const { return figures_["segments"][i]["suppressed"].get<bool>(); }
  [[nodiscard]] bool is_empty(std::size_t i) const { return !is_suppressed(i) && figures_["segments"][i]["size"] == 0; }
  [[nodiscard]] std::string bold(std::size_t i) const { return "<strong>" + name_html(segment_name(i)) + "</strong>"; }

  [[nodiscard]] double figure(const std::string& path) const {
    return figures_.at(Json::json_pointer(path)).get<double>();
  }
  [[nodiscard]] bool is_shown(std::size_t i) const { return !is_suppressed(i) && !is_empty(i); }
  [[nodiscard]] std::vector<std::size_t> shown() const {
    std::vector<std::size_t> list;
    for (std::size_t i = 0; i < k(); ++i) {
      if (is_shown(i)) list.push_back(i);
    }
    return list;
  }

  [[nodiscard]] std::string value_units() const {
    for (const Column& column : report_.profile.features) {
      if (column.name == report_.profile.value_feature) return column.units;
    }
    return {};
  }

  const Json& figures_;
  FigureHtml html_;
  const Report& report_;
};

}  // namespace segmenta
