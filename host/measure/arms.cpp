// Names and shares of arms, as people write them.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/holdout.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "features/cell.h"

namespace segmenta {
namespace {

constexpr const char* way_out = "Write --arms control=10%,treated=90%";

[[noreturn]] void refuse(const std::string& what, const std::string& why) {
  throw Error(ErrorKind::usage, what, why, way_out);
}

// In any case of the letters A to Z.
bool is_same(std::string_view a, std::string_view b) {
  const auto lower = [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  };
  return std::ranges::equal(a, b, {}, lower, lower);
}

double parse_share(std::string_view text, const std::string& arm) {
  const bool is_percent = text.ends_with('%');
  if (is_percent) text.remove_suffix(1);
  double share = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), share);
  if (error != std::errc() || end != text.data() + text.size() || !(share > 0)) {
    refuse(fmt::format("The arm '{}' has no share", arm), "a share is above 0, such as 10% or 0.1");
  }
  constexpr double percent = 100;
  return is_percent ? share / percent : share;
}

Arm parse_arm(const std::string& text) {
  const std::size_t at = text.rfind('=');
  const std::string name(at == std::string::npos ? "" : features::trimmed(std::string_view(text).substr(0, at)));
  if (name.empty()) refuse(fmt::format("'{}' is no arm", text), "it is no NAME=SHARE");
  return {name, parse_share(features::trimmed(std::string_view(text).substr(at + 1)), name)};
}

}  // namespace

std::vector<Arm> parse_arms(const std::string& text) {
  constexpr double close = 1e-9;
  std::vector<Arm> arms;
  double sum = 0;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    Arm arm = parse_arm(text.substr(begin, end - begin));
    if (std::ranges::any_of(arms, [&](const Arm& one) { return is_same(one.name, arm.name); })) {
      refuse(fmt::format("The arm '{}' is given twice", arm.name), "a customer is in one of them");
    }
    sum += arm.share;
    arms.push_back(std::move(arm));
    begin = end + 1;
  }
  if (arms.size() < 2) refuse("One arm is no test", "there is nothing to compare it with");
  if (std::abs(sum - 1) > close) {
    refuse(fmt::format("The shares of {} add up to {:.6g} %", text, sum * 100), "every customer is in one arm");
  }
  return arms;
}

std::size_t control_of(const std::vector<Arm>& arms) {
  const auto found = std::ranges::find_if(arms, [](const Arm& arm) { return is_same(arm.name, "control"); });
  return found == arms.end() ? 0 : static_cast<std::size_t>(found - arms.begin());
}

}  // namespace segmenta
