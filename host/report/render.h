#pragma once
// A template, filled in.

#include <string>
#include <string_view>

#include "report/figures.h"

namespace segmenta {

/// `page` holds lists, objects, texts and truths; numbers do not occur, they are formatted already. Style, script and
/// figures (as the JSON of `#report-data`) are put in beside, and Plotly with its charts where asked for.
std::string rendered(std::string_view page_template, const Json& page, const Json& figures, bool interactive = false);

}  // namespace segmenta
