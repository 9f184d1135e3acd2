#pragma once
// Names for a file that is written beside its target and then renamed over it.

#include <filesystem>

namespace segmenta {

/// Where a link leads, so that what it points to is replaced and not the link; else the path as it is.
std::filesystem::path replaced_file(const std::filesystem::path& target);

/// A name in the same folder that no other writer takes.
std::filesystem::path temporary_name(const std::filesystem::path& target);

}  // namespace segmenta
