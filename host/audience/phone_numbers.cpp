// libphonenumber, and a memory of its answers.

#include "audience/phone_numbers.h"

#include <fmt/format.h>
#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumberutil.h>
#include <segmenta/error.h>

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

namespace segmenta {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr std::size_t block_digits = 4;
constexpr std::size_t least_digits = 11;  // where countries are so small that numbers are shorter, blocks are too
constexpr std::size_t most_blocks = 500'000;

// Where the library has nowhere to write, it writes to standard output.
class NoLogger : public i18n::phonenumbers::Logger {
 public:
  void WriteMessage(const std::string&) override {}
};

const PhoneNumberUtil& library() {
  static const PhoneNumberUtil& only = []() -> const PhoneNumberUtil& {
    PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
    util.SetLogger(new NoLogger);  // NOLINT(cppcoreguidelines-owning-memory): taken over
    return util;
  }();
  return only;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Digits, and what is written between them. Letters may stand for digits or begin an extension.
bool is_plain(std::string_view written) {
  return std::ranges::all_of(
      written, [](char c) { return is_digit(c) || std::string_view("+ ()-./").find(c) != std::string_view::npos; });
}

}  // namespace

std::string e164_of(std::string_view written, const std::string& region) {
  PhoneNumber number;
  const std::string default_region = region.empty() ? "ZZ" : region;
  if (library().Parse(std::string(written), default_region, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return {};
  if (number.has_extension() || !library().IsValidNumber(number)) return {};
  std::string formatted;
  library().Format(number, PhoneNumberUtil::E164, &formatted);
  return formatted;
}

PhoneNumbers::PhoneNumbers(std::string region) : region_(std::move(region)) {
  if (region_.empty()) return;
  std::set<std::string> known;
  library().GetSupportedRegions(&known);
  if (known.contains(region_)) return;
  throw Error(ErrorKind::usage, fmt::format("{} is no region of phone numbers", region_),
              "regions are countries by their two letters", "Name one such as DE, GB or US");
}

std::string PhoneNumbers::e164(std::string_view written) {
  const auto digits = static_cast<std::size_t>(std::ranges::count_if(written, is_digit));
  const bool ends_in_digits =
      written.size() >= block_digits && std::ranges::all_of(written.substr(written.size() - block_digits), is_digit);
  if (!ends_in_digits || digits < 2 * block_digits || !is_plain(written)) return e164_of(written, region_);
  const std::string_view last = written.substr(written.size() - block_digits);
  std::string block(written.substr(0, written.size() - block_digits));
  const auto known = blocks_.find(block);
  if (known != blocks_.end()) return known->second.empty() ? std::string() : known->second + std::string(last);
  std::string number = e164_of(written, region_);
  // What was dialled to leave a country may be among the digits of one that is not valid.
  const std::size_t full_digits = number.empty() ? digits - 2 : number.size() - 1;
  if (full_digits < least_digits) return number;
  if (blocks_.size() >= most_blocks) blocks_.clear();
  const bool is_whole_block = number.ends_with(last);
  if (number.empty() || is_whole_block) {
    blocks_.emplace(std::move(block), number.substr(0, number.size() - std::min(block_digits, number.size())));
  }
  return number;
}

}  // namespace segmenta
