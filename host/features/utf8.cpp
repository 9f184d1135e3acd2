// Checks whether text is UTF-8, and recodes it from Windows-1252 where it is not.

#include "features/utf8.h"

#include <arrow/util/utf8.h>

#include <array>
#include <cstdint>
#include <mutex>

namespace segmenta::features {
namespace {

// Code points of the bytes 0x80 to 0x9f in Windows-1252; the five that it leaves open stay as in Latin-1.
constexpr std::array<char16_t, 32> windows_1252 = {0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                                   0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008d, 0x017d, 0x008f,
                                                   0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                                   0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178};

bool is_utf8(std::string_view text) {
  static std::once_flag initialized;
  std::call_once(initialized, arrow::util::InitializeUTF8);
  return arrow::util::ValidateUTF8(reinterpret_cast<const std::uint8_t*>(text.data()),
                                   static_cast<std::int64_t>(text.size()));
}

void append(std::string& text, unsigned code_point) {
  if (code_point < 0x80) {
    text += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    text += static_cast<char>(0xc0 | (code_point >> 6));
    text += static_cast<char>(0x80 | (code_point & 0x3f));
  } else {
    text += static_cast<char>(0xe0 | (code_point >> 12));
    text += static_cast<char>(0x80 | ((code_point >> 6) & 0x3f));
    text += static_cast<char>(0x80 | (code_point & 0x3f));
  }
}

}  // namespace

std::optional<std::string> recoded_to_utf8(std::string_view text) {
  if (is_utf8(text)) return std::nullopt;
  std::string utf8;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    append(utf8, byte >= 0x80 && byte < 0xa0 ? windows_1252[byte - 0x80U] : byte);
  }
  return utf8;
}

}  // namespace segmenta::features
