#pragma once
// Every sentence of the page comes from sentences_en.json, those of the template and of the script too. Another
// language is one more file like it.

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace segmenta {

/// The sentence of a key of the file.
const std::string& sentence(const std::string& key);

/// The same with its {0}, {1}, ... filled in.
template <class... Figures>
std::string sentence(const std::string& key, const Figures&... figures) {
  return fmt::format(fmt::runtime(sentence(key)), figures...);
}

/// A text in which every [[key]] is its sentence; in a script as the inside of a string.
std::string with_sentences(std::string_view text, bool is_script);

}  // namespace segmenta
