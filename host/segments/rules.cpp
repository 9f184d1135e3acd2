// Rules applied to the customers of a table, block by block.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/near_names.h>
#include <segmenta/rules.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <unordered_set>

#include "blocks.h"
#include "segments/definitions.h"
#include "segments/infinite.h"

namespace segmenta {
namespace {

using Kind = RuleDemand::Kind;
/// 1 for each row of a block for which something holds, else 0.
using Mask = std::vector<std::uint8_t>;

void and_with(Mask& mask, const Mask& other) {
  std::transform(mask.begin(), mask.end(), other.begin(), mask.begin(), std::bit_and<>());
}

void or_with(Mask& mask, const Mask& other) {
  std::transform(mask.begin(), mask.end(), other.begin(), mask.begin(), std::bit_or<>());
}

// Calls visit for every condition that names a feature.
template <class Visit>
void for_each_condition(const std::vector<RuleCondition>& conditions, const Visit& visit) {
  for (const RuleCondition& condition : conditions) {
    if (condition.any.empty()) visit(condition);
    for_each_condition(condition.any, visit);
  }
}

std::size_t find_feature(const Table& table, const RuleCondition& condition, const std::string& file) {
  std::vector<std::string> names;
  for (const Column& column : table.columns()) names.push_back(column.name);
  const auto found = std::find(names.begin(), names.end(), condition.feature);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  throw Error(ErrorKind::input, fmt::format("{}: {} names the feature '{}'", file, condition.path, condition.feature),
              fmt::format("{} has no such column", table.name()), near_or_all(condition.feature, names));
}

bool takes_text(const RuleDemand& demand) {
  return !demand.values.empty() && std::holds_alternative<std::string>(demand.values.front());
}

void refuse_misfit(const RuleCondition& condition, const Column& column, const std::string& file) {
  const bool is_text = column.type == ColumnType::text;
  for (const RuleDemand& demand : condition.demands) {
    if (demand.kind == Kind::missing || takes_text(demand) == is_text) continue;
    throw Error(
        ErrorKind::input,
        fmt::format("{}: {} compares '{}' with a {}", file, condition.path, column.name, is_text ? "number" : "text"),
        is_text ? "the feature is text" : fmt::format("the feature is {}", column.type_name),
        is_text ? "Compare text by is, is_not or missing, with values in quotes" : "Give numbers without quotes");
  }
}

// The columns of the rules, of one block of rows.
class RuleColumns {
 public:
  RuleColumns(const Table& table, const SegmentRules& rules) : table_(table) {
    for (const SegmentRule& rule : rules.segments) {
      for_each_condition(rule.when, [&](const RuleCondition& condition) {
        const std::size_t column = find_feature(table, condition, rules.file);
        refuse_misfit(condition, table.columns()[column], rules.file);
        if (table.columns()[column].type_name == "float32") singles_.insert(condition.feature);
        if (is_text(column)) {
          texts_[condition.feature];
        } else if (numbers_.emplace(condition.feature, wanted_.size()).second) {
          wanted_.push_back(column);
        }
      });
    }
  }

  void read(std::int64_t first, std::int64_t count) {
    count_ = static_cast<std::size_t>(count);
    values_.resize(wanted_.size() * count_);
    table_.read(wanted_, first, count, values_.data());
    for (const auto& [name, place] : numbers_) refuse_any_infinite(name, first);
    for (auto& [name, texts] : texts_) texts = table_.read_text(table_.column_index(name), first, count);
  }
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] const std::vector<std::string>* texts(const std::string& name) const {
    const auto found = texts_.find(name);
    return found == texts_.end() ? nullptr : &found->second;
  }
  /// The number that a rule gives, as the column would hold it: 0.1 equals a float32 of 0.1.
  [[nodiscard]] double as_stored(const std::string& name, double number) const {
    return singles_.contains(name) ? static_cast<double>(static_cast<float>(number)) : number;
  }
  [[nodiscard]] std::span<const double> numbers(const std::string& name) const {
    return std::span(values_).subspan(numbers_.at(name) * count_, count_);
  }

 private:
  void refuse_any_infinite(const std::string& name, std::int64_t first) const {
    const auto values = numbers(name);
    const auto found = std::ranges::find_if(values, [](double value) { return std::isinf(value); });
    if (found != values.end()) refuse_infinite(table_, name, first + (found - values.begin()));
  }
  [[nodiscard]] bool is_text(std::size_t column) const { return table_.columns()[column].type == ColumnType::text; }

  const Table& table_;
  std::map<std::string, std::size_t> numbers_;  ///< place in wanted_
  std::vector<std::size_t> wanted_;
  std::set<std::string> singles_;  ///< columns of float32
  std::vector<double> values_;     ///< column after column
  std::map<std::string, std::vector<std::string>> texts_;
  std::size_t count_ = 0;
};

template <class Values, class Test>
void keep(Mask& mask, const Values& values, const Test& test) {
  for (std::size_t i = 0; i < mask.size(); ++i) mask[i] &= static_cast<std::uint8_t>(test(values[i]));
}

// A comparison with NaN is false.
void meet(Mask& mask, const RuleDemand& demand, const std::string& feature, const RuleColumns& columns) {
  const std::span<const double> values = columns.numbers(feature);
  const double limit = columns.as_stored(feature, demand.number);
  std::vector<double> listed;
  for (const RuleValue& value : demand.values) listed.push_back(columns.as_stored(feature, std::get<double>(value)));
  const auto is_listed = [&](double x) { return std::find(listed.begin(), listed.end(), x) != listed.end(); };
  switch (demand.kind) {
    case Kind::at_least:
      return keep(mask, values, [=](double x) { return x >= limit; });
    case Kind::above:
      return keep(mask, values, [=](double x) { return x > limit; });
    case Kind::at_most:
      return keep(mask, values, [=](double x) { return x <= limit; });
    case Kind::below:
      return keep(mask, values, [=](double x) { return x < limit; });
    case Kind::is:
      return keep(mask, values, is_listed);
    case Kind::is_not:
      return keep(mask, values, [&](double x) { return !std::isnan(x) && !is_listed(x); });
    case Kind::missing:
      return keep(mask, values, [=](double x) { return std::isnan(x) == (limit != 0); });
  }
}

void meet(Mask& mask, const RuleDemand& demand, const std::vector<std::string>& texts) {
  std::unordered_set<std::string> listed;
  for (const RuleValue& value : demand.values) listed.insert(std::get<std::string>(value));
  if (demand.kind == Kind::missing) {
    return keep(mask, texts, [&](const std::string& x) { return x.empty() == (demand.number != 0); });
  }
  const bool wanted = demand.kind == Kind::is;
  keep(mask, texts, [&](const std::string& x) { return !x.empty() && listed.contains(x) == wanted; });
}

Mask holds(const RuleCondition& condition, const RuleColumns& columns) {
  if (!condition.any.empty()) {
    Mask mask(columns.count(), 0);
    for (const RuleCondition& one : condition.any) or_with(mask, holds(one, columns));
    return mask;
  }
  Mask mask(columns.count(), 1);
  const std::vector<std::string>* texts = columns.texts(condition.feature);
  for (const RuleDemand& demand : condition.demands) {
    if (texts != nullptr) {
      meet(mask, demand, *texts);
    } else {
      meet(mask, demand, condition.feature, columns);
    }
  }
  return mask;
}

Mask holds(const SegmentRule& rule, const RuleColumns& columns) {
  Mask mask(columns.count(), 1);
  for (const RuleCondition& condition : rule.when) and_with(mask, holds(condition, columns));
  return mask;
}

// How many rows both have; in bytes first, which vectors add fast.
std::int64_t count_both(const Mask& a, const Mask& b) {
  constexpr std::size_t run = 255;
  std::int64_t total = 0;
  for (std::size_t first = 0; first < a.size(); first += run) {
    const std::size_t last = std::min(first + run, a.size());
    unsigned some = 0;
    for (std::size_t i = first; i < last; ++i) some += a[i] & b[i];
    total += some;
  }
  return total;
}

void add_block(RuleSegments& result, const std::vector<Mask>& masks, std::int64_t first, std::size_t count) {
  const std::size_t rules = masks.size();
  std::int32_t* segment = result.segment.data() + first;
  std::fill_n(segment, count, static_cast<std::int32_t>(rules));
  for (std::size_t r = rules; r-- > 0;) {
    for (std::size_t i = 0; i < count; ++i) segment[i] = masks[r][i] != 0 ? static_cast<std::int32_t>(r) : segment[i];
  }
  for (std::size_t i = 0; i < count; ++i) ++result.sizes[static_cast<std::size_t>(segment[i])];
  for (std::size_t a = 0; a < rules; ++a) {
    for (std::size_t b = a; b < rules; ++b) {
      const std::int64_t both = count_both(masks[a], masks[b]);
      result.overlaps[a * rules + b] += both;
      if (a != b) result.overlaps[b * rules + a] += both;
    }
  }
}

RuleSegments of_nobody(const SegmentRules& rules, std::int64_t rows) {
  RuleSegments result;
  for (const SegmentRule& rule : rules.segments) result.names.push_back(rule.name);
  result.names.push_back(rules.default_name);
  result.definitions = rule_definitions(rules);
  result.segment.resize(static_cast<std::size_t>(rows));
  result.sizes.resize(result.names.size());
  result.overlaps.resize(rules.segments.size() * rules.segments.size());
  return result;
}

}  // namespace

std::vector<std::size_t> RuleSegments::never_win() const {
  std::vector<std::size_t> rules;
  for (std::size_t r = 0; r < matched.size(); ++r) {
    if (sizes[r] == 0) rules.push_back(r);
  }
  return rules;
}

double RuleSegments::share(std::size_t s) const {
  return segment.empty() ? 0 : static_cast<double>(sizes[s]) / static_cast<double>(segment.size());
}

RuleSegments apply_rules(const Table& table, const SegmentRules& rules, const Context& context) {
  RuleColumns columns(table, rules);
  RuleSegments result = of_nobody(rules, table.rows());
  const std::size_t count = rules.segments.size();
  std::vector<Mask> masks(count);
  for (std::int64_t first = 0; first < table.rows(); first += block_rows) {
    context.check_cancelled();
    columns.read(first, std::min(block_rows, table.rows() - first));
    for (std::size_t r = 0; r < count; ++r) masks[r] = holds(rules.segments[r], columns);
    add_block(result, masks, first, columns.count());
    context.progress("rules", first + static_cast<std::int64_t>(columns.count()), table.rows());
  }
  for (std::size_t r = 0; r < count; ++r) result.matched.push_back(result.overlaps[r * count + r]);
  return result;
}

}  // namespace segmenta
