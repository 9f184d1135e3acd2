// Automatic names, and those of persons over them.

#include <fmt/format.h>
#include <segmenta/columns.h>
#include <segmenta/names.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <map>
#include <set>
#include <string_view>

#include "describe/drivers.h"
#include "describe/profiler.h"
#include "letter_case.h"

namespace segmenta {
namespace {

constexpr double very_large_difference = 1.5;
constexpr std::size_t drivers_of_a_name = 2;

// Words for a small, a medium and a very large difference.
using Degrees = std::array<std::string_view, 3>;
struct Words {
  Degrees more, less;
  bool alone;  ///< else the feature's name follows
};

constexpr Words measure{{"above-average", "high", "very high"}, {"below-average", "low", "very low"}, false};
constexpr Words recency{{"somewhat lapsed", "lapsed", "long lapsed"}, {"fairly recent", "recent", "very recent"}, true};
constexpr Words frequency{
    {"fairly frequent", "frequent", "very frequent"}, {"fairly infrequent", "infrequent", "very infrequent"}, true};
constexpr Words duration{{"fairly long", "long", "very long"}, {"fairly short", "short", "very short"}, false};
constexpr Words flag{{"more often", "often", "very often"}, {"less often", "seldom", "very seldom"}, false};

constexpr std::array<std::string_view, 13> unit_suffixes = {"_days",  "_day",   "_hours", "_minutes", "_gbp",
                                                            "_eur",   "_usd",   "_pct",   "_percent", "_months",
                                                            "_weeks", "_years", "_count"};

// "tenure_days" as "tenure", "average_order_value" as "average order value".
std::string noun_of(const std::string& feature) {
  std::string noun = lower_case(feature);
  for (const std::string_view suffix : unit_suffixes) {
    if (noun.size() > suffix.size() && noun.ends_with(suffix)) {
      noun.resize(noun.size() - suffix.size());
      break;
    }
  }
  std::replace(noun.begin(), noun.end(), '_', ' ');
  return noun;
}

const Words& words_of(const Column& feature) {
  if (rank_of(feature.name, Meaning::recency)) return recency;
  if (rank_of(feature.name, Meaning::frequency)) return frequency;
  if (feature.type == ColumnType::boolean) return flag;
  return lower_case(feature.name).ends_with("_days") ? duration : measure;
}

std::string phrase(const Column& feature, double difference) {
  const Words& words = words_of(feature);
  const double size = std::abs(difference);
  const std::size_t degree = size >= very_large_difference ? 2 : size >= medium_difference ? 1 : 0;
  const std::string word((difference > 0 ? words.more : words.less)[degree]);
  return words.alone ? word : word + " " + noun_of(feature.name);
}

std::string capitalised(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

// What may name a segment, strongest first, and how much of it does.
struct Naming {
  std::vector<std::string> phrases;
  std::size_t used = 0;

  [[nodiscard]] std::string name() const {
    std::string text;
    for (std::size_t i = 0; i < used; ++i) text += (i == 0 ? "" : ", ") + phrases[i];
    return capitalised(text);
  }
};

// Of the features that `speaks` allows.
std::vector<std::string> phrases_of(const Profile& profile, const SegmentProfile& segment,
                                    const std::vector<bool>& speaks) {
  if (segment.size == 0) return {"no customers"};
  if (segment.size == profile.rows) return {"all customers"};
  std::vector<double> differences;
  for (const FeatureProfile& feature : segment.features) differences.push_back(feature.difference);
  std::vector<std::string> phrases;
  for (const std::size_t i : by_difference(differences)) {
    if (speaks[i]) phrases.push_back(phrase(profile.features[i], differences[i]));
  }
  if (phrases.empty()) phrases.emplace_back("average customers");
  return phrases;
}

// Whether a name that several have was told apart by the next phrase of one of them.
bool extend_equal(std::vector<Naming>& namings) {
  std::map<std::string, int> count;
  for (const Naming& naming : namings) ++count[naming.name()];
  bool extended = false;
  for (Naming& naming : namings) {
    if (count[naming.name()] == 1 || naming.used == naming.phrases.size()) continue;
    ++naming.used;
    extended = true;
  }
  return extended;
}

// The name, or with the first number from 2 that makes it another than those taken.
std::string numbered(const std::string& name, const std::set<std::string>& taken) {
  std::string result = name;
  for (int number = 2; taken.contains(result); ++number) result = fmt::format("{} {}", name, number);
  return result;
}

}  // namespace

std::vector<std::string> automatic_names(const Profile& profile) {
  std::vector<std::string> columns;
  for (const Column& feature : profile.features) columns.push_back(feature.name);
  return automatic_names(profile, columns);
}

std::vector<std::string> automatic_names(const Profile& profile, const std::vector<std::string>& columns) {
  std::vector<bool> speaks;
  for (const Column& feature : profile.features) {
    speaks.push_back(std::ranges::find(columns, feature.name) != columns.end());
  }
  std::vector<Naming> namings;
  for (const SegmentProfile& segment : profile.segments) {
    std::vector<std::string> phrases = phrases_of(profile, segment, speaks);
    const std::size_t used = std::min(phrases.size(), drivers_of_a_name);
    namings.push_back({std::move(phrases), used});
  }
  while (extend_equal(namings)) continue;
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (const Naming& naming : namings) taken.insert(names.emplace_back(numbered(naming.name(), taken)));
  return names;
}

std::vector<std::string> automatic_names(const Table& table, const std::vector<std::string>& columns,
                                         const std::vector<std::int32_t>& labels, int k, const Context& context) {
  return automatic_names(means_of(table, columns, labels, k, context));
}

std::string describe_drivers(const std::vector<Column>& features, std::span<const double> differences,
                             std::span<const std::size_t> drivers) {
  std::string text;
  for (const std::size_t driver : drivers) {
    text += (text.empty() ? "" : ", ") + phrase(features[driver], differences[driver]);
  }
  return text;
}

std::vector<std::string> known_names(const std::vector<SegmentName>& of_person, const std::vector<std::string>& of_file,
                                     int k) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < static_cast<std::size_t>(k); ++i) {
    const SegmentName person = i < of_person.size() ? of_person[i] : SegmentName{};
    const std::string own = i < of_file.size() ? of_file[i] : std::string();
    names.push_back(person.is_given() || own.empty() ? person.name : own);
  }
  return names;
}

std::vector<SegmentName> segment_names(const std::vector<std::string>& known,
                                       const std::vector<std::string>& automatic) {
  std::set<std::string> taken(known.begin(), known.end());
  std::vector<SegmentName> names;
  for (std::size_t i = 0; i < automatic.size(); ++i) {
    if (i < known.size() && !known[i].empty()) {
      names.push_back({known[i], automatic[i]});
      continue;
    }
    const std::string name = numbered(automatic[i], taken);
    taken.insert(name);
    names.push_back({name, name});
  }
  return names;
}

void set_names(Profile& profile, const std::vector<SegmentName>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) profile.segments[i].name = names[i].name;
}

}  // namespace segmenta
