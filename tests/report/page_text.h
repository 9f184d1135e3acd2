#pragma once
// Reads a report as a browser would: its figures, its JSON, and what is left of the text without them.

#include <nlohmann/json.hpp>
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
  std::vector<Figure> figures;
  for (std::size_t at = body.find("<data "); at != std::string::npos; at = body.find("<data ", at + 1)) {
    const std::string element = body.substr(at, body.find("</data>", at) - at);
    figures.push_back({between(element, "value=\"", "\""), between(element, "data-path=\"", "\""),
                       element.substr(element.find('>') + 1)});
  }
  for (std::size_t at = body.find("<text "); at != std::string::npos; at = body.find("<text ", at + 1)) {
    const std::string element = body.substr(at, body.find("</text>", at) - at);
    if (element.find("data-path") == std::string::npos) continue;
    figures.push_back({between(element, "data-value=\"", "\""), between(element, "data-path=\"", "\""),
                       element.substr(element.find('>') + 1)});
  }
  return figures;
}

/// Whether what an element holds was not written for this page: a figure, code, or a name or text that was given.
inline bool is_given(const std::string& tag) {
  if (tag.starts_with("<data ") || tag.starts_with("<code")) return true;
  if (tag.starts_with("<text ") && tag.find(" data-path=") != std::string::npos) return true;
  const std::string classes = " " + between(tag, "class=\"", "\"") + " ";
  return classes.find(" name ") != std::string::npos || classes.find(" given ") != std::string::npos;
}

/// Without figures, code, names and what else was given, and without tags. None of these holds another of its kind.
inline std::string prose_of(const std::string& body) {
  std::string prose;
  for (std::size_t at = 0; at < body.size();) {
    if (body[at] == '&') {
      at = body.find(';', at) + 1;
    } else if (body[at] != '<') {
      prose += body[at++];
    } else {
      const std::string tag = body.substr(at, body.find('>', at) + 1 - at);
      at += tag.size();
      if (is_given(tag)) at = body.find("</" + tag.substr(1, tag.find_first_of(" >") - 1) + ">", at);
      prose += ' ';
    }
  }
  return prose;
}

}  // namespace segmenta::testing
