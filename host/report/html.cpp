// Fills the template with what the page shows, and puts style, scripts and figures into it.

#include <segmenta/report.h>
#include <segmenta/version.h>

#include <kainjow/mustache.hpp>

#include "atomic_text.h"
#include "report/page.h"
#include "report/resources.h"
#include "report/sentences.h"

namespace segmenta {
namespace {

namespace mustache = kainjow::mustache;

// Lists, objects, texts and truths; numbers do not occur, they are formatted already.
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

std::string report_html(const Report& report, const ReportOptions& options) {
  const Json figures = report_figures(report, options);
  mustache::data page = to_mustache(report_page(figures, report, options));
  page.set("style", std::string(report_style()));
  page.set("script", with_sentences(report_script(), true));
  if (options.interactive) {
    mustache::data charts;
    charts.set("plotly", std::string(plotly_script()));
    charts.set("charts", with_sentences(charts_script(), true));
    page.set("interactive", charts);
  }
  page.set("data", script_text(figures));
  mustache::mustache report_page_template{with_sentences(report_template(), false)};
  return report_page_template.render(page);
}

void write_report(const std::filesystem::path& file, const std::string& html, Overwrite overwrite) {
  write_text_atomically(file, html, overwrite);
}

}  // namespace segmenta
