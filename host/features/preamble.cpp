// Takes lines away from the front while they are no header.

#include "features/preamble.h"

#include "features/delimiter.h"
#include "letter_case.h"

namespace segmenta::features {
namespace {

// With its line break.
std::string_view first_line(std::string_view text) {
  const std::size_t end = text.find_first_of("\r\n");
  if (end == std::string_view::npos) return text;
  const bool two = text.substr(end).starts_with("\r\n");
  return text.substr(0, end + (two ? 2 : 1));
}

std::string_view without_break(std::string_view line) {
  const std::size_t last = line.find_last_not_of("\r\n");
  return last == std::string_view::npos ? std::string_view() : line.substr(0, last + 1);
}

// "sep=;" or "\"sep=;\""
std::optional<char> named_delimiter(std::string_view line) {
  line = without_break(line);
  if (line.size() > 2 && line.front() == '"' && line.back() == '"') line = line.substr(1, line.size() - 2);
  const bool names_one = line.size() == 5 && lower_case(std::string(line.substr(0, 4))) == "sep=";
  return names_one ? std::optional(line[4]) : std::nullopt;
}

bool is_header(std::string_view line, std::string_view rest, bool whole) {
  const char delimiter = found_delimiter(rest, whole, std::nullopt);
  const std::string_view next = without_break(first_line(rest));
  return next.empty() || values_in(without_break(line), delimiter) == values_in(next, delimiter);
}

}  // namespace

std::optional<std::size_t> bytes_of_lines(std::string_view text, std::int64_t lines) {
  std::size_t bytes = 0;
  for (; lines > 0; --lines) {
    if (bytes == text.size()) return std::nullopt;
    bytes += first_line(text.substr(bytes)).size();
  }
  return bytes;
}

Preamble preamble_of(std::string_view text, bool whole) {
  Preamble preamble;
  while (true) {
    const std::string_view line = first_line(text);
    const auto delimiter = named_delimiter(line);
    const std::string_view rest = text.substr(line.size());
    const bool is_comment = line.starts_with('#') && (rest.starts_with('#') || !is_header(line, rest, whole));
    if (!delimiter && !is_comment) return preamble;
    if (delimiter) preamble.delimiter = delimiter;
    preamble.bytes += line.size();
    text = rest;
  }
}

}  // namespace segmenta::features
