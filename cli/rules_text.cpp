// Segments by rules as tables: sizes, overlaps, and what never wins.

#include "rules_text.h"

#include <fmt/format.h>
#include <segmenta/number_text.h>

#include <algorithm>

#include "text.h"

namespace segmenta {
namespace {

constexpr std::size_t cell_width = 11;
constexpr std::size_t widest_name = 40;

std::size_t name_width(const RuleSegments& segments) {
  std::size_t width = text_width("segment");
  for (const std::string& name : segments.names) width = std::max(width, text_width(name));
  return std::min(width, widest_name);
}

std::string sizes_table(const RuleSegments& segments) {
  const std::size_t width = name_width(segments);
  std::string text = fmt::format("    {}{:>11}{:>9}{:>11}", padded("segment", width), "customers", "share", "matched");
  for (std::size_t s = 0; s < segments.names.size(); ++s) {
    text += fmt::format("\n{:>3} {}{:>11}{:>9}{:>11}", s, padded(fitted(segments.names[s], width), width),
                        count_text(segments.sizes[s]), share_text(segments.share(s)),
                        s < segments.matched.size() ? count_text(segments.matched[s]) : "-");
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
    text += fmt::format("\n{:>3} {}", r, padded(fitted(segments.names[r], width), width));
    for (std::size_t c = first; c < last; ++c) {
      text += fmt::format("{:>{}}", count_text(segments.overlaps[r * rules + c]), cell_width);
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
    text +=
        fmt::format("\n'{}' gets nobody: {}", segments.names[rule],
                    matched == 0 ? "it holds for no customer"
                                 : fmt::format("rules before it take all {} that it holds for", count_text(matched)));
  }
  return text;
}

}  // namespace

std::string rules_text(const RuleSegments& segments, const std::string& file, int width) {
  std::string text =
      fmt::format("{}: {}\n\n{}", file, customers_in_segments(std::ssize(segments.segment), std::ssize(segments.names)),
                  sizes_table(segments));
  if (segments.matched.size() > 1) text += "\n\n" + overlaps_table(segments, width);
  return text + never_win_text(segments);
}

}  // namespace segmenta
