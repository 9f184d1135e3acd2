// Letters and countries by ICU.

#include "audience/normal_forms.h"

#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "features/cell.h"
#include "letter_case.h"

namespace segmenta {
namespace {

using features::trimmed;
using icu::UnicodeString;

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 128; });
}

constexpr std::array<bool, 256> characters_of_addresses() {
  std::array<bool, 256> allowed{};
  for (std::size_t c = ' ' + 1; c < allowed.size(); ++c) allowed[c] = c != 127;
  for (const char c : std::string_view("()<>[]\\,;:\"")) allowed[static_cast<unsigned char>(c)] = false;
  return allowed;
}

bool may_be_in_an_address(char c) {
  static constexpr std::array<bool, 256> allowed = characters_of_addresses();
  return allowed[static_cast<unsigned char>(c)];
}

bool is_domain(std::string_view domain) {
  if (domain.find('.') == std::string_view::npos) return false;
  std::size_t begin = 0;
  while (begin <= domain.size()) {
    const std::size_t end = std::min(domain.find('.', begin), domain.size());
    const std::string_view label = domain.substr(begin, end - begin);
    if (label.empty() || label.front() == '-' || label.back() == '-') return false;
    const bool is_usual = std::ranges::all_of(label, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || static_cast<unsigned char>(c) >= 128;
    });
    if (!is_usual) return false;
    begin = end + 1;
  }
  return true;
}

bool is_title(const std::string& word, bool first) {
  constexpr std::array<std::string_view, 8> before{"mr", "mrs", "ms", "miss", "dr", "prof", "sir", "mx"};
  constexpr std::array<std::string_view, 6> after{"jr", "sr", "ii", "iii", "iv", "phd"};
  return first ? std::ranges::find(before, word) != before.end() : std::ranges::find(after, word) != after.end();
}

// Words of letters, digits and marks; what else there is parts them or goes.
std::vector<std::string> words_of(std::string_view text) {
  const UnicodeString all = UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  std::vector<std::string> words;
  UnicodeString word;
  const auto end_word = [&] {
    if (word.isEmpty()) return;
    word.toUTF8String(words.emplace_back());
    word.remove();
  };
  for (int32_t i = 0; i < all.length(); i = all.moveIndex32(i, 1)) {
    const UChar32 c = all.char32At(i);
    if (u_isUWhiteSpace(c)) {
      end_word();
    } else if (!u_ispunct(c) && !u_iscntrl(c)) {
      word.append(c);
    }
  }
  end_word();
  return words;
}

std::map<std::string, std::string> countries() {
  std::map<std::string, std::string> codes;
  for (const char* const* country = uloc_getISOCountries(); *country != nullptr; ++country) {
    const std::string locale = std::string("und_") + *country;
    codes[lower_case(std::string(*country))] = *country;
    codes[lower_case(std::string(uloc_getISO3Country(locale.c_str())))] = *country;
    std::array<UChar, 128> name{};
    UErrorCode status = U_ZERO_ERROR;
    const int32_t length = uloc_getDisplayCountry(locale.c_str(), "en", name.data(), name.size(), &status);
    if (U_FAILURE(status)) continue;
    std::string english;
    UnicodeString(name.data(), length).toLower().toUTF8String(english);
    codes[english] = *country;
  }
  codes["uk"] = "GB";
  codes["usa"] = "US";
  codes.erase("");
  return codes;
}

}  // namespace

bool is_hash(std::string_view value) {
  constexpr std::size_t digits = 64;
  return value.size() == digits && std::ranges::all_of(value, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
         });
}

std::string lower_text(std::string_view text) {
  if (is_ascii(text)) return lower_case(std::string(text));
  std::string lower;
  UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())))
      .toLower()
      .toUTF8String(lower);
  return lower;
}

std::string normal_email(std::string_view written) {
  constexpr std::size_t most = 254, most_before_at = 64;  // RFC 5321, 4.5.3.1
  std::string address = lower_text(trimmed(written));
  const std::size_t at = address.find('@');
  const bool is_address = at != std::string::npos && at > 0 && at <= most_before_at && address.size() <= most &&
                          address.find('@', at + 1) == std::string::npos &&
                          std::ranges::all_of(address, may_be_in_an_address) &&
                          is_domain(std::string_view(address).substr(at + 1));
  return is_address ? address : std::string();
}

std::string google_email(const std::string& normal) {
  const std::size_t at = normal.find('@');
  const std::string_view domain = std::string_view(normal).substr(at + 1);
  if (domain != "gmail.com" && domain != "googlemail.com") return normal;
  std::string mailbox = normal.substr(0, std::min(normal.find('+'), at));
  std::erase(mailbox, '.');
  return mailbox + normal.substr(at);
}

std::string normal_name(std::string_view written) {
  std::vector<std::string> words = words_of(lower_text(written));
  if (words.size() > 1 && is_title(words.front(), true)) words.erase(words.begin());
  if (words.size() > 1 && is_title(words.back(), false)) words.pop_back();
  std::string name;
  for (const std::string& word : words) name += (name.empty() ? "" : " ") + word;
  return name;
}

std::string country_code(std::string_view written) {
  static const std::map<std::string, std::string> codes = countries();
  const auto found = codes.find(lower_text(trimmed(written)));
  return found == codes.end() ? std::string() : found->second;
}

std::string short_postal_code(std::string_view written, std::string_view country) {
  constexpr std::size_t us_digits = 5, inward_letters = 2;
  std::string code = lower_text(trimmed(written));
  std::erase_if(code, [](char c) { return c == ' ' || c == '-'; });
  if (country == "US") return code.substr(0, us_digits);
  if (country == "GB" && code.size() > 2 * inward_letters) code.resize(code.size() - inward_letters);
  return code;
}

}  // namespace segmenta
