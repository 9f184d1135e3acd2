// Widths, padding and wrapping of text for a terminal.

#include "text.h"

#include <fmt/format.h>
#include <segmenta/number_text.h>

#include <algorithm>
#include <sstream>

namespace segmenta {

std::size_t text_width(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, text_width(text)), ' ');
}

std::string fitted(const std::string& given, std::size_t width) {
  std::string text = shown(given);
  std::ranges::replace_if(
      text, [](char c) { return c == '\n' || c == '\t'; }, ' ');
  std::size_t characters = 0, keep = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0U) == 0x80U) continue;
    if (++characters == width - 2) keep = i;
  }
  return characters <= width ? text : text.substr(0, keep) + "...";
}

std::string joined(const std::string& lead, const std::vector<std::string>& parts, const std::string& separator,
                   int width) {
  std::string text = lead;
  std::size_t used = text_width(lead);  // of the last line
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string part = parts[i] + (i + 1 < parts.size() ? separator : "");
    const bool fits = used + text_width(part) + 1 <= static_cast<std::size_t>(width);
    if (i > 0 && !fits) {
      text += "\n" + std::string(text_width(lead), ' ');
      used = text_width(lead);
    } else if (i > 0) {
      text += ' ';
      ++used;
    }
    text += part;
    used += text_width(part);
  }
  return text;
}

std::string shown(const std::string& text) {
  std::string safe;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool steers = (c < ' ' && c != '\n' && c != '\t') || c == 0x7f;
    const bool steers_in_two_bytes =
        c == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;  // U+0080 to U+009F
    if (steers || steers_in_two_bytes) {
      safe += fmt::format("\\x{:02x}", steers ? c : static_cast<unsigned char>(text[++i]));
    } else {
      safe += text[i];
    }
  }
  return safe;
}

std::string customers_in_segments(std::int64_t customers, std::int64_t segments) {
  return counted_text(customers, "customer") + " in " + counted_text(segments, "segment");
}

std::vector<std::string> split_words(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream stream(text);
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::string quoted(const std::string& text, const std::string& quote) {
  std::string safe = "'";
  for (const char c : text) safe += c == '\'' ? quote : std::string(1, c);
  return safe + "'";
}

std::string beside(const std::string& lead, const std::string& text, int width) {
  const auto most = static_cast<std::size_t>(width);
  const std::size_t room = most - std::min(text_width(lead), most - 4);
  std::vector<std::string> words = split_words(text);
  for (std::string& word : words) word = fitted(word, room);
  return joined(lead, words, "", width);
}

std::string wrapped(const std::string& text, int width) { return joined("", split_words(text), "", width); }

}  // namespace segmenta
