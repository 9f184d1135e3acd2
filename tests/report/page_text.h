#pragma once
// Reads a report as a browser would: its figures, its JSON, and what is left of the text without them.

#include <nlohmann/json.hpp>
#include <regex>
#include <string>
#include <vector>

namespace segmenta::testing {

struct Figure {
  std::string value, path, text;
};

inline std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t from = text.find(begin);
  if (from == std::string::npos) return {};
  const std::size_t start = from + begin.size();
  return text.substr(start, text.find(end, start) - start);
}

inline nlohmann::json report_data(const std::string& html) {
  return nlohmann::json::parse(between(html, R"(<script type="application/json" id="report-data">)", "</script>"));
}

/// The body up to its scripts.
inline std::string body_of(const std::string& html) { return between(html, "<body>", "<script"); }

inline std::vector<Figure> figures_of(const std::string& body) {
  static const std::regex pattern(R"re(<data value="([^"]*)" data-path="([^"]*)">([^<]*)</data>)re");
  std::vector<Figure> figures;
  for (std::sregex_iterator it(body.begin(), body.end(), pattern), end; it != end; ++it) {
    figures.push_back({(*it)[1], (*it)[2], (*it)[3]});
  }
  return figures;
}

/// Without figures, code, names and what else was given, and without tags.
inline std::string prose_of(std::string body) {
  for (const char* pattern :
       {R"re(<data [^>]*>[^<]*</data>)re", R"re(<code>[^<]*</code>)re",
        R"re(<(\w+)[^>]* class="(name|given|name given|number given)"[^>]*>[^<]*</\1>)re",
        R"re(<(\w+) class="(name|given|number given)"[^>]*>[^<]*</\1>)re", R"re(<[^>]*>)re", R"re(&#?\w+;)re"}) {
    body = std::regex_replace(body, std::regex(pattern), " ");
  }
  return body;
}

}  // namespace segmenta::testing
