#pragma once
// What commands of a campaign share.

#include <cstdint>
#include <string>
#include <vector>

namespace segmenta {

/// The segment of that name, or else of that number. Throws Error(usage) where there is none.
std::int32_t segment_called(const std::string& text, const std::vector<std::string>& names, int k);

}  // namespace segmenta
