#pragma once
// Segments by named conditions over features; of the rules that hold for a customer the first wins.
//
// @code
// const std::vector<double> values = {900, 950, 20};
// const segmenta::RuleDemand demand{segmenta::RuleDemand::Kind::at_least, 500, {}};
// const segmenta::SegmentRules rules{"", {{"VIP", {{"", "monetary", {demand}, {}}}}}, "Everyone else"};
// const segmenta::RuleSegments segments =
//     segmenta::apply_rules(segmenta::MemoryTable({"monetary"}, values), rules, {});  // segments.segment: 0 0 1
// @endcode

#include <segmenta/context.h>
#include <segmenta/export.h>
#include <segmenta/table.h>

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace SEGMENTA_API segmenta {

using RuleValue = std::variant<double, std::string>;  ///< true is 1, false is 0

/// What a condition asks of its feature.
struct RuleDemand {
  enum class Kind { at_least, above, at_most, below, is, is_not, missing } kind = Kind::at_least;
  double number = 0;              ///< at_least, above, at_most, below; missing: 1 or 0
  std::vector<RuleValue> values;  ///< is, is_not: all numbers or all texts, at least one
};

struct RuleCondition {
  std::string path;                 ///< its place in the file, for messages: "segments[2].when[0]"
  std::string feature;              ///< empty where `any` is not
  std::vector<RuleDemand> demands;  ///< must all be met
  std::vector<RuleCondition> any;   ///< one of them must hold
};

struct SegmentRule {
  std::string name;
  std::vector<RuleCondition> when;  ///< must all hold
};

struct SegmentRules {
  std::string file;  ///< for messages
  std::vector<SegmentRule> segments;
  std::string default_name;  ///< of the segment of everyone else
};

struct RuleSegments {
  std::vector<std::string> names;        ///< [k], the default last
  std::vector<std::string> definitions;  ///< [k] in words: "monetary >= 1,000 and recency_days < 90"
  std::vector<std::int32_t> segment;     ///< [rows]
  std::vector<std::int64_t> sizes;       ///< [k]; the default's is 0 where a rule holds for every row
  std::vector<std::int64_t> matched;     ///< [k - 1] rows for which the rule's own conditions hold
  std::vector<std::int64_t> overlaps;    ///< [k - 1 x k - 1] rows for which both rules hold; the diagonal is `matched`

  /// Segments of rules that no row was left for.
  [[nodiscard]] std::vector<std::size_t> never_win() const;
  /// Of all customers, 0 to 1.
  [[nodiscard]] double share(std::size_t s) const;
};

/// Gives every row its segment. Reads the columns that the rules name, once, in blocks of rows. Throws Error(input)
/// for a feature that there is not, with those of near names, or that cannot be compared so (text by number).
RuleSegments apply_rules(const Table& table, const SegmentRules& rules, const Context& context);

}  // namespace segmenta
