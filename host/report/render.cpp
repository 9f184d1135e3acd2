// Fills a template with what a page shows, and puts style, scripts and figures into it.

#include "report/render.h"

#include <kainjow/mustache.hpp>

#include "report/resources.h"
#include "report/sentences.h"

namespace segmenta {
namespace {

namespace mustache = kainjow::mustache;

mustache::data to_mustache(const Json& value) {
  if (value.is_object()) {
    mustache::data object;
    for (const auto& [name, one] : value.items()) object.set(name, to_mustache(one));
    return object;
  }
  if (value.is_array()) {
    mustache::data list(mustache::data::type::list);
    for (const Json& one : value) list.push_back(to_mustache(one));
    return list;
  }
  if (value.is_boolean()) return {value.get<bool>()};
  return {value.get<std::string>()};
}

// As the text of a script element: no "<" of it may be read as a tag.
std::string script_text(const Json& figures) {
  std::string text = figures.dump(-1, ' ', false, Json::error_handler_t::replace);
  for (std::size_t place = 0; (place = text.find('<', place)) != std::string::npos;) text.replace(place, 1, "\\u003c");
  return text;
}

}  // namespace

std::string rendered(std::string_view page_template, const Json& page, const Json& figures, bool interactive) {
  mustache::data filled = to_mustache(page);
  filled.set("style", std::string(report_style()));
  filled.set("script", with_sentences(report_script(), true));
  if (interactive) {
    mustache::data charts;
    charts.set("plotly", std::string(plotly_script()));
    charts.set("charts", with_sentences(charts_script(), true));
    filled.set("interactive", charts);
  }
  filled.set("data", script_text(figures));
  filled.set("has_sections", page.contains("sections"));
  constexpr std::string_view place = "@body@";
  std::string whole(page_frame());
  whole.replace(whole.find(place), place.size(), page_template);
  return mustache::mustache(with_sentences(whole, false)).render(filled);
}

}  // namespace segmenta
