// Automatic names, and those of persons over them.

#include <fmt/format.h>
#include <segmenta/columns.h>
#include <segmenta/names.h>
#include <segmenta/number_text.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <set>

#include "describe/difference_words.h"
#include "describe/drivers.h"
#include "describe/profiler.h"

namespace segmenta {
namespace {

constexpr std::size_t drivers_of_a_name = 2;
// Shares of a segment from which on a value is said to be its own, or that of most.
constexpr double nearly_all = 0.95, most = 0.5;

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

// A phrase, and the difference that it tells.
struct Phrase {
  double difference = 0;
  std::string text;
};

// "country DE", "country mostly DE".
std::string category_phrase(const CategoryProfile& category, std::size_t segment, std::size_t value, bool is_more) {
  const double share = category.share(segment, value);
  const std::string column = label_of(category.column) + " ";
  const std::string text = "'" + category.values[value] + "'";
  if (!is_more) return column + (share == 0 ? "never " : "less often ") + text;
  if (share >= nearly_all) return column + text;
  return column + (share >= most ? "mostly " : "more often ") + text;
}

// Of the columns named, strongest first.
std::vector<std::string> phrases_of(const Profile& profile, std::size_t s, const std::vector<std::string>& columns) {
  const auto speaks = [&](const Column& column) { return std::ranges::find(columns, column.name) != columns.end(); };
  const SegmentProfile& segment = profile.segments[s];
  if (segment.size == 0) return {"no customers"};
  if (segment.size == profile.rows) return {"all customers"};
  const std::vector<double> differences = telling_differences(segment);
  const std::vector<Column> features = features_for_words(profile);
  std::vector<Phrase> found;
  for (const std::size_t i : by_difference(differences)) {
    const FeatureDifference difference{differences[i], segment.features[i].mean};
    if (speaks(features[i])) found.push_back({difference.size, difference_words(features[i], difference)});
  }
  for (const MissingDriver& driver : missing_drivers(profile, s)) {
    if (!speaks(features[driver.feature])) continue;
    found.push_back({driver.difference, noun_of(features[driver.feature]) + " unknown"});
  }
  for (const CategoryDriver& driver : category_drivers(profile, s)) {
    const CategoryProfile& category = profile.categories[driver.category];
    if (!speaks(category.column)) continue;
    found.push_back({driver.difference, category_phrase(category, s, driver.value, driver.difference > 0)});
  }
  std::ranges::stable_sort(found, std::greater<>(), [](const Phrase& one) { return std::abs(one.difference); });
  std::vector<std::string> phrases;
  for (Phrase& one : found) phrases.push_back(std::move(one.text));
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

// The feature in which segments differ most by their means, or the number of features where there is none.
std::size_t most_different(const Profile& profile, const std::vector<std::size_t>& segments) {
  std::vector<std::vector<double>> differences;
  for (const std::size_t s : segments) differences.push_back(telling_differences(profile.segments[s]));
  std::size_t best = profile.features.size();
  double widest = 0;
  for (std::size_t i = 0; i < profile.features.size(); ++i) {
    double lowest = INFINITY, highest = -INFINITY;
    for (const std::vector<double>& of_segment : differences) {
      lowest = std::isnan(of_segment[i]) ? -INFINITY : std::min(lowest, of_segment[i]);
      highest = std::max(highest, of_segment[i]);
    }
    if (std::isinf(lowest) || highest - lowest <= widest) continue;
    widest = highest - lowest;
    best = i;
  }
  return best;
}

// What tells segments of one name apart, for each: "spend 120", else "segment 3".
std::vector<std::string> distinctions(const Profile& profile, const std::vector<std::size_t>& segments) {
  const std::size_t feature = most_different(profile, segments);
  std::vector<std::string> texts;
  for (const std::size_t s : segments) {
    if (feature == profile.features.size()) break;
    texts.push_back(fmt::format("{} {}", label_of(profile.features[feature]),
                                number_text(profile.segments[s].features[feature].mean)));
  }
  if (std::set(texts.begin(), texts.end()).size() == segments.size()) return texts;
  texts.clear();
  for (const std::size_t s : segments) texts.push_back(fmt::format("segment {}", s));
  return texts;
}

void tell_equal_apart(const Profile& profile, std::vector<std::string>& names) {
  std::map<std::string, std::vector<std::size_t>> segments_of;
  for (std::size_t s = 0; s < names.size(); ++s) segments_of[names[s]].push_back(s);
  for (const auto& [name, segments] : segments_of) {
    if (segments.size() == 1) continue;
    const std::vector<std::string> texts = distinctions(profile, segments);
    for (std::size_t i = 0; i < segments.size(); ++i) names[segments[i]] = fmt::format("{} ({})", name, texts[i]);
  }
}

}  // namespace

std::vector<std::string> automatic_names(const Profile& profile) {
  std::vector<std::string> columns;
  for (const Column& feature : profile.features) columns.push_back(feature.name);
  for (const CategoryProfile& category : profile.categories) columns.push_back(category.column.name);
  return automatic_names(profile, columns);
}

std::vector<std::string> automatic_names(const Profile& profile, const std::vector<std::string>& columns) {
  std::vector<Naming> namings;
  for (std::size_t s = 0; s < profile.segments.size(); ++s) {
    std::vector<std::string> phrases = phrases_of(profile, s, columns);
    const std::size_t used = std::min(phrases.size(), drivers_of_a_name);
    namings.push_back({std::move(phrases), used});
  }
  while (extend_equal(namings)) continue;
  std::vector<std::string> names;
  for (const Naming& naming : namings) names.push_back(naming.name());
  tell_equal_apart(profile, names);
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
    text += (text.empty() ? "" : ", ") + difference_words(features[driver], {differences[driver], NAN});
  }
  return text;
}

std::vector<SegmentName> carried_names(const std::vector<SegmentName>& earlier,
                                       const std::vector<FollowedSegment>& followed) {
  std::vector<SegmentName> names(followed.size());
  for (std::size_t s = 0; s < names.size(); ++s) {
    if (followed[s].earlier < 0) continue;
    const SegmentName& one = earlier[static_cast<std::size_t>(followed[s].earlier)];
    if (one.is_given()) names[s].name = one.name;
  }
  return names;
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
    std::string name = automatic[i];
    while (!taken.insert(name).second) name += fmt::format(" (segment {})", i);
    names.push_back({name, name});
  }
  return names;
}

void set_names(Profile& profile, const std::vector<SegmentName>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) profile.segments[i].name = names[i].name;
}

}  // namespace segmenta
