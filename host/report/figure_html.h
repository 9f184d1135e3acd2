#pragma once
// A figure as HTML: the text that is read, the exact value, and where in the report's JSON it is.

#include <string>

#include "report/figures.h"

namespace segmenta {

class FigureHtml {
 public:
  /// Kept by the caller.
  explicit FigureHtml(const Json& figures) : figures_(figures) {}

  /// Each takes a JSON pointer; null and what is absent become a dash.
  [[nodiscard]] std::string count(const std::string& path) const;
  [[nodiscard]] std::string number(const std::string& path) const;
  [[nodiscard]] std::string share(const std::string& path, bool sign = false) const;
  [[nodiscard]] std::string decimals(const std::string& path, int decimals) const;
  /// Of a p-value: below 0.0001 as that.
  [[nodiscard]] std::string chance(const std::string& path) const;
  [[nodiscard]] bool known(const std::string& path) const;

 private:
  [[nodiscard]] std::string data(const std::string& path, const std::string& text) const;

  const Json& figures_;
};

/// A name that people chose: of a segment, a feature, a market. Escaped, and marked so that it is not taken for prose.
std::string name_html(const std::string& name);

}  // namespace segmenta
