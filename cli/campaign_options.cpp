// Segments as people call them.

#include "campaign_options.h"

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/near_names.h>

#include <algorithm>

#include "options.h"

namespace segmenta {

std::int32_t segment_called(const std::string& text, const std::vector<std::string>& names, int k) {
  const auto named = std::ranges::find(names, text);
  if (named != names.end()) return static_cast<std::int32_t>(named - names.begin());
  const auto number = text == "0" ? std::optional<std::int64_t>(0) : number_in(text, std::int64_t{k} - 1);
  if (k > 0 && number) return static_cast<std::int32_t>(*number);
  throw Error(ErrorKind::usage, fmt::format("There is no segment '{}'", text),
              k == 0 ? "no segments file is given" : fmt::format("they are 0 to {}", k - 1), near_names(text, names));
}

}  // namespace segmenta
