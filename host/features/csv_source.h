#pragma once
// CSV files as a source of lines.

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "features/source.h"

namespace segmenta::features {

/// How some programs begin a file of UTF-8.
inline constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// The first 64 KiB of a file's text.
struct TextStart {
  std::string text;
  bool whole = false;  ///< there is no more
};
TextStart text_start(const std::filesystem::path& file, bool gzip);

/// `preamble`: bytes before the header, see preamble.h.
std::unique_ptr<Source> open_csv(const std::filesystem::path& file, bool gzip, char delimiter,
                                 std::size_t preamble = 0);

}  // namespace segmenta::features
