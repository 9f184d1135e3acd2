// The built-in files as views of bytes between two symbols.

#include "report/resources.h"

extern "C" {
extern const char segmenta_frame_mustache_begin, segmenta_frame_mustache_end;
extern const char segmenta_report_mustache_begin, segmenta_report_mustache_end;
extern const char segmenta_campaign_mustache_begin, segmenta_campaign_mustache_end;
extern const char segmenta_private_mustache_begin, segmenta_private_mustache_end;
extern const char segmenta_report_css_begin, segmenta_report_css_end;
extern const char segmenta_report_js_begin, segmenta_report_js_end;
extern const char segmenta_charts_js_begin, segmenta_charts_js_end;
extern const char segmenta_sentences_en_json_begin, segmenta_sentences_en_json_end;
extern const char segmenta_plotly_min_js_begin, segmenta_plotly_min_js_end;
}

namespace segmenta {
namespace {

std::string_view between(const char& begin, const char& end) { return {&begin, &end}; }

}  // namespace

std::string_view page_frame() { return between(segmenta_frame_mustache_begin, segmenta_frame_mustache_end); }

std::string_view report_template() { return between(segmenta_report_mustache_begin, segmenta_report_mustache_end); }

std::string_view campaign_template() {
  return between(segmenta_campaign_mustache_begin, segmenta_campaign_mustache_end);
}

std::string_view private_template() { return between(segmenta_private_mustache_begin, segmenta_private_mustache_end); }

std::string_view report_style() { return between(segmenta_report_css_begin, segmenta_report_css_end); }

std::string_view report_script() { return between(segmenta_report_js_begin, segmenta_report_js_end); }

std::string_view charts_script() { return between(segmenta_charts_js_begin, segmenta_charts_js_end); }

std::string_view report_sentences() {
  return between(segmenta_sentences_en_json_begin, segmenta_sentences_en_json_end);
}

std::string_view plotly_script() { return between(segmenta_plotly_min_js_begin, segmenta_plotly_min_js_end); }

}  // namespace segmenta
