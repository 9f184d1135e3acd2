// RFM segments as a table, and customers by segment of another file.

#include "rfm_text.h"

#include <fmt/format.h>
#include <segmenta/number_text.h>

#include <algorithm>

#include "text.h"

namespace segmenta {
namespace {

constexpr std::size_t longest_name = 23;  // beside the figures of a segment
constexpr std::size_t most_columns = 80;

std::size_t name_width(const std::vector<std::string>& names) {
  std::size_t width = 7;
  for (const std::string& name : names) width = std::max(width, text_width(name));
  return std::min(width, longest_name);
}

std::size_t widest_count(const std::vector<std::vector<std::int64_t>>& counts) {
  std::size_t width = 4;
  for (const auto& row : counts) {
    for (const std::int64_t count : row) width = std::max(width, count_text(count).size());
  }
  return width;
}

std::string cuts_text(const CutPoints& cuts) {
  return fmt::format("{:.6g}, {:.6g}, {:.6g}, {:.6g}", cuts[0], cuts[1], cuts[2], cuts[3]);
}

}  // namespace

std::string rfm_codes_text(const RfmMap& map) {
  const std::size_t width = name_width(map.names);
  const auto codes = map.codes_of_segments();
  std::string text = padded("segment", width) + "  codes\n";
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const std::vector<std::string> shown = codes[i].empty() ? std::vector<std::string>{"none"} : codes[i];
    text += joined(padded(fitted(map.names[i], width), width) + "  ", shown, "") + "\n";
  }
  return text + "\n" +
         wrapped(
             "A code is a customer's scores of recency, frequency and monetary value, from 1 to 5 each. 5 is best: the "
             "most recent, the most frequent, the highest value.");
}

std::string rfm_text(const Rfm& rfm, const Profile& profile) {
  const std::size_t width = name_width(rfm.names);
  std::string text = fmt::format("{:<{}} {:>10} {:>7} {:>7} {:>8} {:>9} {:>10}\n", "segment", width, "customers",
                                 "share", "value", "recency", "frequency", "monetary");
  for (const SegmentProfile& segment : profile.segments) {
    text += fmt::format("{} {:>10} {:>7} {:>7} {:>8} {:>9} {:>10}\n",
                        padded(fitted(rfm.names[static_cast<std::size_t>(segment.segment)], width), width),
                        count_text(segment.size), share_text(segment.share), share_text(segment.revenue_share),
                        decimals_text(segment.features[0].mean, 1), decimals_text(segment.features[1].mean, 1),
                        decimals_text(segment.features[2].mean, 0));
  }
  text += "\n" +
          wrapped(fmt::format("value: share of {}; recency, frequency, monetary: means of {}, {}, {}",
                              profile.value_feature, rfm.columns.recency, rfm.columns.frequency, rfm.columns.monetary));
  const std::vector<std::string> changes{"recency " + cuts_text(rfm.cuts.recency),
                                         "frequency " + cuts_text(rfm.cuts.frequency),
                                         "monetary " + cuts_text(rfm.cuts.monetary)};
  return text + "\n" + joined("scores change above: ", changes, ";");
}

std::string cross_table_text(const Rfm& rfm, const std::vector<std::vector<std::int64_t>>& crossed,
                             const std::string& against) {
  const std::size_t column = 2 + widest_count(crossed);
  const std::size_t width = name_width(rfm.names), k = crossed.front().size(), across = (most_columns - width) / column;
  std::string text = fmt::format("\n\ncustomers by segment of {}", against);
  for (std::size_t first = 0; first < k; first += across) {  // as many side by side as there is room for
    const std::size_t last = std::min(first + across, k);
    text += (first > 0 ? "\n\n" : "\n") + std::string(width, ' ');
    for (std::size_t c = first; c < last; ++c) text += fmt::format("{:>{}}", c, column);
    for (std::size_t r = 0; r < crossed.size(); ++r) {
      text += "\n" + padded(fitted(rfm.names[r], width), width);
      for (std::size_t c = first; c < last; ++c) text += fmt::format("{:>{}}", count_text(crossed[r][c]), column);
    }
  }
  return text;
}

}  // namespace segmenta
