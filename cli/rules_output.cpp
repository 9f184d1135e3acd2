#include "rules_output.h"

#include <fmt/format.h>
#include <segmenta/fit.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "outputs.h"
#include "profile_table.h"

namespace segmenta {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t cell_width = 11;

std::size_t name_width(const RuleSegments& segments) {
  std::size_t width = text_width("segment");
  for (const std::string& name : segments.names) width = std::max(width, text_width(name));
  return width;
}

double share(const RuleSegments& segments, std::size_t s) {
  return segments.segment.empty()
             ? 0
             : static_cast<double>(segments.sizes[s]) / static_cast<double>(segments.segment.size());
}

std::string sizes_table(const RuleSegments& segments) {
  const std::size_t width = name_width(segments);
  std::string text = fmt::format("    {}{:>11}{:>9}{:>11}", padded("segment", width), "customers", "share", "matched");
  for (std::size_t s = 0; s < segments.names.size(); ++s) {
    text += fmt::format("\n{:>3} {}{:>11}{:>9}{:>11}", s, padded(segments.names[s], width),
                        with_separators(segments.sizes[s]), percent(share(segments, s)),
                        s < segments.matched.size() ? with_separators(segments.matched[s]) : "-");
  }
  return text + "\nmatched: customers for whom its own conditions hold; the first rule wins";
}

// The rules [first, last) across, every rule down.
std::string overlaps_block(const RuleSegments& segments, std::size_t first, std::size_t last) {
  const std::size_t rules = segments.matched.size();
  const std::size_t width = name_width(segments);
  std::string text = "    " + padded("", width);
  for (std::size_t c = first; c < last; ++c) text += fmt::format("{:>{}}", c, cell_width);
  for (std::size_t r = 0; r < rules; ++r) {
    text += fmt::format("\n{:>3} {}", r, padded(segments.names[r], width));
    for (std::size_t c = first; c < last; ++c) {
      text += fmt::format("{:>{}}", with_separators(segments.overlaps[r * rules + c]), cell_width);
    }
  }
  return text + "\n";
}

std::string overlaps_table(const RuleSegments& segments, int width) {
  const std::size_t rules = segments.matched.size();
  const std::size_t names = name_width(segments) + 4;
  const auto room = static_cast<std::size_t>(width) - std::min(static_cast<std::size_t>(width), names);
  const std::size_t across = std::max<std::size_t>(1, room / cell_width);
  std::string text = "customers for whom both rules hold\n";
  for (std::size_t first = 0; first < rules; first += across) {
    text += (first > 0 ? "\n" : "") + overlaps_block(segments, first, std::min(first + across, rules));
  }
  return text;
}

std::string never_win_text(const RuleSegments& segments) {
  std::string text;
  for (const std::size_t rule : segments.never_win()) {
    const std::int64_t matched = segments.matched[rule];
    text += fmt::format("\n'{}' gets nobody: {}", segments.names[rule],
                        matched == 0
                            ? "it holds for no customer"
                            : fmt::format("rules before it take all {} that it holds for", with_separators(matched)));
  }
  return text;
}

}  // namespace

std::string rules_text(const RuleSegments& segments, const std::string& file, int width) {
  std::string text = fmt::format("{}: {} customers in {} segments\n\n{}", file,
                                 with_separators(static_cast<std::int64_t>(segments.segment.size())),
                                 segments.names.size(), sizes_table(segments));
  if (segments.matched.size() > 1) text += "\n\n" + overlaps_table(segments, width);
  return text + never_win_text(segments);
}

std::string rules_json(const RuleSegments& segments, const std::string& rules, const std::string& output) {
  Json list = Json::array();
  for (std::size_t s = 0; s < segments.names.size(); ++s) {
    list.push_back({{"segment", s},
                    {"name", segments.names[s]},
                    {"size", segments.sizes[s]},
                    {"share", share(segments, s)},
                    {"matched", s < segments.matched.size() ? Json(segments.matched[s]) : Json()}});
  }
  const std::size_t count = segments.matched.size();
  Json overlaps = Json::array();
  for (std::size_t r = 0; r < count; ++r) {
    const auto row = segments.overlaps.begin() + static_cast<std::ptrdiff_t>(r * count);
    overlaps.push_back(std::vector<std::int64_t>(row, row + static_cast<std::ptrdiff_t>(count)));
  }
  Json never = Json::array();
  for (const std::size_t rule : segments.never_win()) never.push_back(segments.names[rule]);
  const Json json{{"rows", segments.segment.size()},
                  {"rules", rules},
                  {"k", segments.names.size()},
                  {"segments", list},
                  {"overlaps", overlaps},
                  {"never_win", never},
                  {"labels_digest", labels_digest(segments.segment)},
                  {"output", output}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace segmenta
