// Who is listed and who is not, in lines of a terminal.

#include "audience_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <segmenta/number_text.h>

#include <algorithm>
#include <array>

#include "text.h"

namespace segmenta {
namespace {

constexpr std::array<const char*, reasons_not_listed> words_of_reasons{
    "no consent",       "on a suppression list", "held out of the campaign", "no e-mail or phone",
    "e-mail not valid", "phone not valid",       "same contact as another",  "segment too small for a list"};

std::string reasons_text(const Audience& made) {
  std::string text;
  for (std::size_t i = 0; i < made.left_out.size(); ++i) {
    if (made.left_out[i] == 0) continue;
    text += fmt::format("\n  {} {:>12}", padded(words_of_reasons[i], 30), count_text(made.left_out[i]));
  }
  return text;
}

std::string segments_text(const Audience& made) {
  std::string text;
  for (std::size_t s = 0; s < made.by_segment.size(); ++s) {
    if (made.by_segment[s] == 0) continue;
    const std::string name = made.names.empty() ? "" : made.names[s];
    text += fmt::format("\n  {} {:>12}", padded(fitted(fmt::format("{} {}", s, name), 30), 30),
                        count_text(made.by_segment[s]));
  }
  return text;
}

}  // namespace

std::string audience_text(const Audience& made, const std::string& folder) {
  std::string text =
      fmt::format("{} of {} are in lists for {}: {}", count_text(made.listed), counted_text(made.customers, "customer"),
                  fmt::join(made.options.targets, ", "), folder);
  text += "\nlisted, by segment" + segments_text(made);
  if (made.listed < made.customers) text += "\nin no list, by the first reason that holds" + reasons_text(made);
  for (const std::string& remark : made.remarks) text += "\n" + beside("note: ", remark);
  return text;
}

std::string offers_text(const Offers& offers, const Purchases& purchases, const std::vector<std::string>& names) {
  constexpr std::size_t most = 3;
  std::string text = "bought more than by others: share of buyers here, and in all other segments";
  for (std::size_t s = 0; s < offers.segments.size(); ++s) {
    const std::string name = names.empty() ? "" : " " + names[s];
    text += fmt::format("\n  {}", fitted(fmt::format("{}{}", s, name), 76));
    if (offers.segments[s].products.empty()) text += "\n    nothing that is surely more than by others";
    for (std::size_t i = 0; i < std::min(most, offers.segments[s].products.size()); ++i) {
      const OfferedProduct& one = offers.segments[s].products[i];
      text += fmt::format("\n    {} {:>8} {:>8}", padded(fitted(purchases.products[one.product], 52), 52),
                          share_text(one.share), share_text(one.share_elsewhere));
    }
  }
  return text;
}

}  // namespace segmenta
