#pragma once
// What the parts of a page are made from.

#include <segmenta/report.h>

#include <string>

#include "report/figure_html.h"
#include "report/figures.h"

namespace segmenta {

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

  const Json& figures_;
  FigureHtml html_;
  const Report& report_;
};

}  // namespace segmenta
