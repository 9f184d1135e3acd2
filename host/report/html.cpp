// The page of a report, and its file.

#include <segmenta/report.h>

#include "atomic_text.h"
#include "report/page.h"
#include "report/render.h"
#include "report/resources.h"

namespace segmenta {

std::string report_html(const Report& report, const ReportOptions& options) {
  const Json figures = report_figures(report, options);
  return rendered(report_template(), report_page(figures, report, options), figures, options.interactive);
}

void write_report(const std::filesystem::path& file, const std::string& html, Overwrite overwrite) {
  write_text_atomically(file, html, overwrite);
}

}  // namespace segmenta
