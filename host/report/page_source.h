#pragma once
// What the parts of a page are made from.

#include <fmt/format.h>
#include <segmenta/report.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "report/figure_html.h"
#include "report/figures.h"
#include "report/sentences.h"

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

/// The style of a cell of that share, in five steps.
inline std::string amount_class(double share) {
  return fmt::format("amount-{}", std::clamp(static_cast<int>(share * 5), 0, 4));
}

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
  /// Of what is only 0 and 1 the mean is a share.
  [[nodiscard]] bool is_flag(std::size_t feature) const { return figures_["features"][feature]["is_flag"].get<bool>(); }
  /// The mean of a feature at the path of its figures.
  [[nodiscard]] std::string mean_html(std::size_t feature, const std::string& path) const {
    return is_flag(feature) ? html_.share(path + "/mean") : html_.number(path + "/mean");
  }
  /// "(51 to 66)", in the terms of its figure; "" where the interval at the path is not known. `text` makes HTML of a
  /// path.
  template <class Text>
  [[nodiscard]] std::string interval_html(const std::string& path, const Text& text) const {
    if (!html_.known(path + "/low") || !html_.known(path + "/high")) return "";
    return "(" + sentence("interval", text(path + "/low"), text(path + "/high")) + ")";
  }
  /// Of the share at that path.
  [[nodiscard]] std::string share_interval_html(const std::string& path) const {
    return interval_html(path + "_interval", [&](const std::string& end) { return html_.share(end); });
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

  [[nodiscard]] std::string value_units() const { return report_.profile.value_column().units; }

  const Json& figures_;
  FigureHtml html_;
  const Report& report_;
};

}  // namespace segmenta
