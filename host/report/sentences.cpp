// Finds sentences by their keys.

#include "report/sentences.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "report/resources.h"

namespace segmenta {
namespace {

std::string in_script(const std::string& text) {
  const std::string quoted = nlohmann::json(text).dump();
  return quoted.substr(1, quoted.size() - 2);
}

bool is_key(std::string_view text) {
  return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

}  // namespace

const std::string& sentence(const std::string& key) {
  static const auto sentences = nlohmann::json::parse(report_sentences()).get<std::map<std::string, std::string>>();
  return sentences.at(key);
}

std::string with_sentences(std::string_view text, bool is_script) {
  std::string result;
  for (std::size_t begin = text.find("[["); begin != std::string_view::npos; begin = text.find("[[")) {
    const std::size_t end = text.find("]]", begin);
    const std::string_view key = text.substr(begin + 2, std::min(end, text.size()) - begin - 2);
    result += text.substr(0, begin);
    if (!is_key(key)) {  // a list of lists
      result += "[[";
      text.remove_prefix(begin + 2);
      continue;
    }
    const std::string& found = sentence(std::string(key));
    result += is_script ? in_script(found) : found;
    text.remove_prefix(end + 2);
  }
  return result += text;
}

}  // namespace segmenta
