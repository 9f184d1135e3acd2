#pragma once
// Text for a terminal that several commands print: widths of UTF-8, padding, lines that wrap. Numbers: number_text.h.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace segmenta {

/// Characters of a UTF-8 text.
std::size_t text_width(const std::string& text);
/// The text and spaces up to that width.
std::string padded(const std::string& text, std::size_t width);
/// As one line that is safe to show, cut to so many characters, not bytes; what was cut shows as dots.
std::string fitted(const std::string& text, std::size_t width);

/// `lead` and the parts with `separator` between them, in lines of at most `width` characters where each part fits;
/// further lines are indented by the length of `lead`.
std::string joined(const std::string& lead, const std::vector<std::string>& parts, const std::string& separator,
                   int width = 80);
/// `lead` and the words of a text beside it, in such lines; a word that is longer than the room beside is cut.
std::string beside(const std::string& lead, const std::string& text, int width = 80);
/// Safe to show: characters that steer a terminal (colours, titles, a cleared screen) are written as \xNN. Line breaks
/// and tabs stay.
std::string shown(const std::string& text);
/// What stands between blanks.
std::vector<std::string> split_words(const std::string& text);
/// Within single quotes, as a POSIX shell takes it; `quote`: how a quote itself is written within them.
std::string quoted(const std::string& text, const std::string& quote = "'\\''");
/// "1,234 customers in 1 segment".
std::string customers_in_segments(std::int64_t customers, std::int64_t segments);
/// The words of a text in such lines.
std::string wrapped(const std::string& text, int width = 80);

}  // namespace segmenta
