// Reads "FILE:KEY:AGGREGATIONS" from its end, since a path may hold colons.

#include "features/aggregation.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <array>
#include <utility>

namespace segmenta {
namespace features {
namespace {

constexpr std::array<std::pair<std::string_view, Aggregate>, 8> names = {{{"count", Aggregate::count},
                                                                          {"sum", Aggregate::sum},
                                                                          {"mean", Aggregate::mean},
                                                                          {"min", Aggregate::min},
                                                                          {"max", Aggregate::max},
                                                                          {"first", Aggregate::first},
                                                                          {"last", Aggregate::last},
                                                                          {"distinct", Aggregate::distinct}}};

std::optional<Aggregate> aggregate_of(std::string_view name) {
  const auto* found = std::find_if(names.begin(), names.end(), [&](const auto& entry) { return entry.first == name; });
  if (found == names.end()) return std::nullopt;
  return found->second;
}

// "sum(pages)" at the start of `text`, taken off it. The column ends at a parenthesis before a comma or the end, so
// that it may hold others.
std::optional<Aggregation> take_aggregation(std::string_view& text) {
  const std::size_t name_end = std::min(text.find_first_of("(,"), text.size());
  const auto how = aggregate_of(text.substr(0, name_end));
  if (!how) return std::nullopt;
  text.remove_prefix(name_end);
  if (text.empty() || text.front() == ',') {
    if (*how != Aggregate::count) return std::nullopt;
    return Aggregation{*how};
  }
  std::size_t close = text.find(')');
  while (close != std::string_view::npos && close + 1 < text.size() && text[close + 1] != ',') {
    close = text.find(')', close + 1);
  }
  if (close == std::string_view::npos || close == 1) return std::nullopt;
  Aggregation aggregation{*how, std::string(text.substr(1, close - 1))};
  text.remove_prefix(close + 1);
  return aggregation;
}

[[noreturn]] void refuse_join(const std::string& text) {
  throw Error(ErrorKind::usage, fmt::format("'{}' is not FILE:KEY or FILE:KEY:AGGREGATIONS", text), "",
              "Write a file and its column of ids with a colon between, and then what to make of several rows a "
              "customer: visits.csv:uid:count,sum(pages),mean(pages),min(pages),max(pages),first(page),last(date),"
              "distinct(page)");
}

JoinSource file_and_key(std::string_view place, const std::string& text) {
  const std::size_t colon = place.rfind(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == place.size()) refuse_join(text);
  JoinSource source;
  source.file = place.substr(0, colon);
  source.key = place.substr(colon + 1);
  return source;
}

// Something was meant as an aggregation: "total(pages)".
bool looks_like_aggregations(std::string_view key) {
  return key.ends_with(')') && key.find('(') != std::string_view::npos;
}

}  // namespace

std::string_view name_of(Aggregate aggregate) {
  const auto* found =
      std::find_if(names.begin(), names.end(), [&](const auto& entry) { return entry.second == aggregate; });
  return found->first;
}

std::optional<std::vector<Aggregation>> parse_aggregations(std::string_view text) {
  std::vector<Aggregation> aggregations;
  while (true) {
    auto aggregation = take_aggregation(text);
    if (!aggregation) return std::nullopt;
    aggregations.push_back(std::move(*aggregation));
    if (text.empty()) return aggregations;
    text.remove_prefix(1);
  }
}

std::string text_of(const Aggregation& aggregation) {
  return aggregation.column.empty() ? std::string(name_of(aggregation.how))
                                    : fmt::format("{}({})", name_of(aggregation.how), aggregation.column);
}

std::string column_name(const Aggregation& aggregation) {
  return aggregation.column.empty() ? std::string(name_of(aggregation.how))
                                    : fmt::format("{}_{}", aggregation.column, name_of(aggregation.how));
}

}  // namespace features

JoinSource parse_join(const std::string& text) {
  const std::string_view whole = text;
  for (std::size_t colon = whole.find(':'); colon != std::string_view::npos; colon = whole.find(':', colon + 1)) {
    const std::string_view place = whole.substr(0, colon);
    if (place.find(':') == std::string_view::npos) continue;
    if (auto aggregations = features::parse_aggregations(whole.substr(colon + 1))) {
      JoinSource source = features::file_and_key(place, text);
      source.aggregations = std::move(*aggregations);
      return source;
    }
  }
  JoinSource source = features::file_and_key(text, text);
  if (features::looks_like_aggregations(source.key)) features::refuse_join(text);
  return source;
}

}  // namespace segmenta
