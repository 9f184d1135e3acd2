// Looks keys up among the customers; each further rule is tried on the keys that were seen, after all of them were.

#include "features/join_keys.h"

#include <fmt/format.h>
#include <segmenta/number_text.h>

#include <algorithm>
#include <array>

#include "features/cell.h"
#include "features/customer_id.h"
#include "features/utf8.h"

namespace segmenta::features {
namespace {

struct Looser {
  IdRules rules;
  const char* words;
  const char* option;
};

// In the order in which they are proposed: the first of those that find most.
constexpr std::array<Looser, 4> looser_rules = {{
    {{}, "without zeros after the point", "value"},
    {{.as_written = false, .ignore_case = false, .ignore_leading_zeros = true}, "without leading zeros", "number"},
    {{.as_written = false, .ignore_case = true, .ignore_leading_zeros = false}, "whatever the case", "fold"},
    {{.as_written = false, .ignore_case = true, .ignore_leading_zeros = true},
     "without leading zeros and whatever the case",
     "number,fold"},
}};

// Whether `rules` match all that `than` match, and more.
bool is_looser(const IdRules& rules, const IdRules& than) {
  if (than.as_written) return true;
  const bool keeps = rules.ignore_case >= than.ignore_case && rules.ignore_leading_zeros >= than.ignore_leading_zeros;
  return keeps && (rules.ignore_case != than.ignore_case || rules.ignore_leading_zeros != than.ignore_leading_zeros);
}

}  // namespace

JoinKeys::JoinKeys(const FeatureOptions& options, const Customers& customers, const CustomerRows& rows)
    : rules_(id_rules(options)), customers_(customers), rows_(rows), row_of_(customers.count(), no_row) {
  for (std::size_t row = 0; row < rows.codes.size(); ++row) row_of_[rows.codes[row]] = static_cast<std::int64_t>(row);
}

std::optional<JoinKeys::Key> JoinKeys::find(std::string_view cell) {
  std::string_view text = trimmed(cell);
  if (is_missing(text)) return std::nullopt;
  const auto utf8 = recoded_to_utf8(text);
  if (utf8) text = trimmed(*utf8);
  std::string folded;
  const std::string_view value = customer_id(text, rules_, folded).value;
  const std::uint32_t known = keys_.size();
  Key key;
  key.code = keys_.intern(value);
  key.is_new = key.code == known;
  if (const auto customer = customers_.find(text)) key.row = row_of_[*customer];
  if (key.is_new) {
    matched_ += key.row == no_row ? 0 : 1;
    rounded_ += is_rounded_by_spreadsheet(value) ? 1 : 0;
  }
  return key;
}

// Whether an id would be another: that is found in less time than what matches.
bool JoinKeys::makes_a_difference(const IdRules& rules) const {
  std::string folded;
  for (std::uint32_t code = 0; code < keys_.size(); ++code) {
    if (customer_id(keys_.text(code), rules, folded).value != keys_.text(code)) return true;
  }
  return std::any_of(rows_.codes.begin(), rows_.codes.end(), [&](std::uint32_t code) {
    return customer_id(customers_.id(code), rules, folded).value != customers_.id(code);
  });
}

std::int64_t JoinKeys::matched_by(const IdRules& rules) const {
  std::string folded;
  TextDictionary customers;
  for (const std::uint32_t code : rows_.codes) customers.intern(customer_id(customers_.id(code), rules, folded).value);
  std::int64_t matched = 0;
  for (std::uint32_t code = 0; code < keys_.size(); ++code) {
    if (customers.find(customer_id(keys_.text(code), rules, folded).value)) ++matched;
  }
  return matched;
}

std::vector<std::string> JoinKeys::hints(const std::string& file) const {
  std::vector<std::string> hints;
  if (rounded_ > 0) {
    hints.push_back(
        fmt::format("ids of {} like 1.23457E+11: {}. A spreadsheet has rounded them", file, count_text(rounded_)));
  }
  const std::int64_t keys = keys_.size();
  if (matched_ == keys) return hints;
  std::int64_t most = matched_ + std::max<std::int64_t>(1, keys / 10) - 1;  // a tenth more is many more
  const Looser* best = nullptr;
  for (const Looser& looser : looser_rules) {
    if (!is_looser(looser.rules, rules_) || !makes_a_difference(looser.rules)) continue;
    const std::int64_t matched = matched_by(looser.rules);
    if (matched <= most) continue;
    most = matched;
    best = &looser;
  }
  if (best != nullptr) {
    hints.push_back(fmt::format("{} of {} ids of {} are customers; {} {} would be: --ids {}", count_text(matched_),
                                count_text(keys), file, best->words, count_text(most), best->option));
  }
  return hints;
}

}  // namespace segmenta::features
