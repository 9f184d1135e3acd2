// Figures in the forms in which the page shows them; one that the report has not is a dash.

#include "report/figure_html.h"

#include <fmt/format.h>
#include <segmenta/number_text.h>

#include <cstdint>

namespace segmenta {
namespace {

// Text that HTML takes as it is.
std::string escaped(const std::string& text) {
  std::string html;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        html += letter;
    }
  }
  return html;
}

}  // namespace

bool FigureHtml::known(const std::string& path) const {
  const Json::json_pointer pointer(path);
  return figures_.contains(pointer) && figures_.at(pointer).is_number();
}

std::string FigureHtml::data(const std::string& path, const std::string& text) const {
  return fmt::format(R"(<data value="{}" data-path="{}">{}</data>)", figures_.at(Json::json_pointer(path)).dump(), path,
                     text);
}

std::string FigureHtml::count(const std::string& path) const {
  if (!known(path)) return "–";
  return data(path, count_text(figures_.at(Json::json_pointer(path)).get<std::int64_t>()));
}

std::string FigureHtml::number(const std::string& path) const {
  if (!known(path)) return "–";
  return data(path, number_text(figures_.at(Json::json_pointer(path)).get<double>()));
}

std::string FigureHtml::share(const std::string& path, bool sign) const {
  if (!known(path)) return "–";
  return data(path, share_text(figures_.at(Json::json_pointer(path)).get<double>(), sign));
}

std::string FigureHtml::decimals(const std::string& path, int decimals) const {
  if (!known(path)) return "–";
  return data(path, decimals_text(figures_.at(Json::json_pointer(path)).get<double>(), decimals));
}

std::string FigureHtml::chance(const std::string& path) const {
  constexpr double least_shown = 0.0001;
  if (!known(path) || figures_.at(Json::json_pointer(path)).get<double>() >= least_shown) return decimals(path, 4);
  return data(path, "&lt; 0.0001");
}

std::string name_html(const std::string& name) { return R"(<span class="name">)" + escaped(name) + "</span>"; }

}  // namespace segmenta
