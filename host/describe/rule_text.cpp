// Rules in words.

#include <fmt/format.h>
#include <segmenta/explain.h>

#include <algorithm>
#include <cmath>

namespace segmenta {
namespace {

// The shortest decimal that is the number, with separated thousands: "1,250.5".
std::string shortest(double value) {
  std::string text = fmt::format("{}", value);
  const std::size_t first = text[0] == '-' ? 1 : 0;
  if (text.find_first_not_of("0123456789.", first) != std::string::npos) return text;
  const std::size_t whole = std::min(text.find('.'), text.size());
  for (auto at = static_cast<std::ptrdiff_t>(whole) - 3; at > static_cast<std::ptrdiff_t>(first); at -= 3) {
    text.insert(static_cast<std::size_t>(at), 1, ',');
  }
  return text;
}

}  // namespace

std::string rule_text(const std::vector<Column>& features, const Rule& rule) {
  std::string text;
  for (const Condition& condition : rule.conditions) {
    text += fmt::format("{}{} {} {}", text.empty() ? "" : " and ", features[condition.feature].name,
                        condition.at_least ? ">=" : "<", shortest(condition.threshold));
  }
  return text;
}

}  // namespace segmenta
