#pragma once
// Files that are built into the library; see CMakeLists.txt.

#include <string_view>

namespace segmenta {

/// What all pages have around their own template, which goes to its "@body@".
std::string_view page_frame();
std::string_view report_template();
std::string_view campaign_template();
std::string_view private_template();
std::string_view report_style();
std::string_view report_script();
std::string_view charts_script();
std::string_view report_sentences();
std::string_view plotly_script();

}  // namespace segmenta
