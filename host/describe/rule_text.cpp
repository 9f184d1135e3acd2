// Rules in words.

#include <fmt/format.h>
#include <segmenta/columns.h>
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

std::string demand_text(const Column& feature, const FeatureDemand& demand) {
  const std::string label = label_of(feature);
  if (demand.missing) return label + (*demand.missing ? " is missing" : " is known");
  if (feature.type == ColumnType::text) {
    std::string values;
    for (const std::string& value : demand.values) values += (values.empty() ? "'" : " or '") + value + "'";
    return label + (demand.is ? " is " : " is not ") + values;
  }
  if (feature.type == ColumnType::boolean) return label + (demand.at_least ? " is yes" : " is no");
  if (!demand.below) return fmt::format("{} >= {}", label, shortest(*demand.at_least));
  if (!demand.at_least) return fmt::format("{} < {}", label, shortest(*demand.below));
  return fmt::format("{} <= {} < {}", shortest(*demand.at_least), label, shortest(*demand.below));
}

void add(const Condition& condition, FeatureDemand& demand) {
  if (condition.of_missing) {
    demand.missing = condition.at_least;
  } else if (condition.value.empty()) {
    (condition.at_least ? demand.at_least : demand.below) = condition.threshold;
  } else {
    demand.is = condition.at_least;
    demand.values.push_back(condition.value);
  }
}

}  // namespace

std::vector<FeatureDemand> demands_of(const Rule& rule) {
  std::vector<FeatureDemand> demands;
  for (const Condition& condition : rule.conditions) {
    auto found = std::ranges::find(demands, condition.feature, &FeatureDemand::feature);
    if (found == demands.end()) found = demands.insert(found, {.feature = condition.feature});
    add(condition, *found);
  }
  return demands;
}

std::vector<std::string> condition_texts(const std::vector<Column>& features, const Rule& rule) {
  std::vector<std::string> texts;
  for (const FeatureDemand& demand : demands_of(rule)) texts.push_back(demand_text(features[demand.feature], demand));
  return texts;
}

std::string rule_text(const std::vector<Column>& features, const Rule& rule) {
  std::string text;
  for (const std::string& one : condition_texts(features, rule)) text += (text.empty() ? "" : " and ") + one;
  return text;
}

}  // namespace segmenta
