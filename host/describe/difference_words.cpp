// Which words a feature takes, by what it means; and which of them the mean bears.

#include "describe/difference_words.h"

#include <segmenta/columns.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "describe/drivers.h"
#include "letter_case.h"

namespace segmenta {
namespace {

constexpr double very_large_difference = 1.5;

// Words for a small, a medium and a very large difference.
using Degrees = std::array<std::string_view, 3>;
struct Words {
  Degrees more, less;
  bool alone = false;  ///< else the feature follows
};

constexpr Words measure{{"above-average", "high", "very high"}, {"below-average", "low", "very low"}};
constexpr Words count{{"slightly more", "more", "many more"}, {"slightly fewer", "fewer", "far fewer"}};
constexpr Words duration{{"fairly long", "long", "very long"}, {"fairly short", "short", "very short"}};
constexpr Words flag{{"more often", "more often", "far more often"}, {"less often", "less often", "far less often"}};
constexpr Words recency{{"slightly less recent", "less recent", "far less recent"},
                        {"slightly more recent", "more recent", "far more recent"},
                        true};
constexpr Words tenure{{"slightly longer-standing", "longer-standing", "far longer-standing"},
                       {"slightly newer", "newer", "far newer"},
                       true};

constexpr std::array<std::string_view, 13> unit_suffixes = {"_days",  "_day",   "_hours", "_minutes", "_gbp",
                                                            "_eur",   "_usd",   "_pct",   "_percent", "_months",
                                                            "_weeks", "_years", "_count"};

bool is_in_days(const Column& feature) {
  return feature.units == "days" || (feature.units.empty() && lower_case(feature.name).ends_with("_days"));
}

// Of days since the last order; nothing where the mean bears no such word.
std::string_view recency_claim(double mean, std::size_t degree, bool is_more) {
  if (is_more && mean >= 183) return degree == 2 && mean >= 365 ? "long lapsed" : "lapsed";
  if (!is_more && mean <= 92) return degree == 2 && mean <= 31 ? "very recent" : "recent";
  return {};
}

bool is_recency(const Column& feature) { return rank_of(feature.name, Meaning::recency).has_value(); }
bool is_frequency(const Column& feature) { return rank_of(feature.name, Meaning::frequency).has_value(); }

// Words that say what is, not how it compares; "" where the mean bears none.
std::string claim(const Column& feature, const FeatureDifference& difference, std::size_t degree) {
  if (degree == 0 || std::isnan(difference.mean)) return {};
  const bool is_more = difference.size > 0;
  if (is_recency(feature) && is_in_days(feature)) return std::string(recency_claim(difference.mean, degree, is_more));
  if (is_frequency(feature) && !is_more && difference.mean == 1) return "a single order";
  if (feature.type != ColumnType::boolean) return {};
  if (is_more && difference.mean >= 0.5) return "mostly " + noun_of(feature);
  return !is_more && difference.mean == 0 ? "never " + noun_of(feature) : "";
}

const Words& words_of(const Column& feature) {
  if (is_recency(feature)) return recency;
  if (feature.type == ColumnType::boolean) return flag;
  const std::string label = label_of(feature);
  if (feature.name == "tenure_days") return tenure;
  if (is_frequency(feature) || label.starts_with("days ") || label.ends_with("products") ||
      label.starts_with("items ")) {
    return count;
  }
  return lower_case(feature.name).ends_with("_days") ? duration : measure;
}

}  // namespace

std::vector<Column> features_for_words(const Profile& profile) {
  std::vector<Column> features = profile.features;
  for (std::size_t i = 0; i < profile.flags.size(); ++i) {
    if (profile.flags[i]) features[i].type = ColumnType::boolean;
  }
  return features;
}

std::string noun_of(const Column& feature) {
  std::string label = label_of(feature);
  if (label != feature.name) return label;
  std::string noun = lower_case(feature.name);
  for (const std::string_view suffix : unit_suffixes) {
    if (noun.size() > suffix.size() && noun.ends_with(suffix)) {
      noun.resize(noun.size() - suffix.size());
      break;
    }
  }
  std::replace(noun.begin(), noun.end(), '_', ' ');
  return noun;
}

std::string difference_words(const Column& feature, const FeatureDifference& difference) {
  const double size = std::abs(difference.size);
  const std::size_t degree = size >= very_large_difference ? 2 : size >= medium_difference ? 1 : 0;
  std::string claimed = claim(feature, difference, degree);
  if (!claimed.empty()) return claimed;
  const Words& words = words_of(feature);
  const std::string word((difference.size > 0 ? words.more : words.less)[degree]);
  return words.alone ? word : word + " " + noun_of(feature);
}

}  // namespace segmenta
