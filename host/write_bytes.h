#pragma once
// All bytes to a descriptor, however many calls that takes.

#include <string_view>

namespace segmenta {

/// 0, or what errno said.
int write_bytes(int descriptor, std::string_view bytes);

}  // namespace segmenta
