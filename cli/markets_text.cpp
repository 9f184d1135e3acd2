// Segments by market as a table and sentences.

#include "markets_text.h"

#include <fmt/format.h>
#include <segmenta/columns.h>
#include <segmenta/number_text.h>

#include <algorithm>

#include "text.h"

namespace segmenta {
namespace {

constexpr std::size_t size_width = 11;
constexpr std::size_t share_width = 8;
constexpr std::size_t widest_name = 24;

std::size_t name_width(const MarketProfile& profile) {
  std::size_t width = text_width(profile.by);
  for (const Market& market : profile.markets) width = std::max(width, text_width(market.name));
  return std::min(width, widest_name);
}

// The segments [first, last) of every market.
std::string block(const MarketProfile& profile, std::size_t width, std::size_t first, std::size_t last) {
  std::string text = padded(fitted(profile.by, width), width) + fmt::format("{:>{}}", "customers", size_width);
  for (std::size_t s = first; s < last; ++s) text += fmt::format("{:>{}}", s, share_width);
  for (const Market& market : profile.markets) {
    text +=
        "\n" + padded(fitted(market.name, width), width) + fmt::format("{:>{}}", count_text(market.size), size_width);
    for (std::size_t s = first; s < last; ++s)
      text += fmt::format("{:>{}}", share_text(market.segments[s].share), share_width);
  }
  return text + "\n";
}

std::string shares_table(const MarketProfile& profile, int width) {
  const std::size_t k = profile.markets.front().segments.size();
  const std::size_t names = name_width(profile);
  const auto room = static_cast<std::size_t>(width) - std::min(static_cast<std::size_t>(width), names + size_width);
  const std::size_t across = std::max<std::size_t>(1, room / share_width);
  std::string text;
  for (std::size_t first = 0; first < k; first += across) {
    text += (first > 0 ? "\n" : "") + block(profile, names, first, std::min(first + across, k));
  }
  return text;
}

std::string sentences(const MarketProfile& profile, const std::vector<std::string>& names) {
  std::string text;
  for (const Market& market : profile.markets) {
    for (std::size_t s = 0; s < market.segments.size(); ++s) {
      const MarketSegment& segment = market.segments[s];
      if (!segment.means_something_else) continue;
      const std::string by = fmt::format("{:.1f} sd {}", segment.largest_difference,
                                         segment.differences[segment.largest_feature] > 0 ? "above" : "below");
      text += "\n" +
              wrapped(fmt::format("'{}' in {}: {} is {} that of all of it (n = {})", names[s], market.name,
                                  label_of(profile.features[segment.largest_feature]), by, count_text(segment.size)));
    }
  }
  if (!text.empty()) return text;
  return "\n" + wrapped(fmt::format("no segment means something else in a market: {} sd off, more than chance, of {} "
                                    "customers at least",
                                    medium_difference, fewest_customers));
}

}  // namespace

std::string markets_text(const MarketProfile& profile, const std::vector<std::string>& names, int width) {
  if (profile.markets.empty()) return "no markets: there are no customers";
  return fmt::format("share of each market's customers\n\n{}{}", shares_table(profile, width),
                     sentences(profile, names));
}

}  // namespace segmenta
