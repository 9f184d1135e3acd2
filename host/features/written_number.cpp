// Plain numbers are parsed as they are; others are first rewritten to plain ones.

#include "features/written_number.h"

#include <algorithm>
#include <array>

#include "features/currencies.h"

namespace segmenta::features {
namespace {

constexpr std::size_t longest = 64;

// No-break, thin and narrow no-break spaces; the first also in Windows-1252.
constexpr std::string_view spaces[] = {" ", "\t", "\xc2\xa0", "\xe2\x80\x89", "\xe2\x80\xaf", "\xa0"};
constexpr std::string_view apostrophes[] = {"'", "\xe2\x80\x99", "\x92"};
constexpr std::string_view minuses[] = {"-", "\xe2\x88\x92"};
constexpr std::string_view dashes[] = {"-", "\xe2\x80\x93", "\xe2\x80\x94"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Removes one of these texts from the front or the end.
template <class Texts>
bool take_before(std::string_view& text, const Texts& texts) {
  for (const std::string_view one : texts) {
    if (!text.starts_with(one)) continue;
    text.remove_prefix(one.size());
    return true;
  }
  return false;
}

template <class Texts>
bool take_after(std::string_view& text, const Texts& texts) {
  for (const std::string_view one : texts) {
    if (!text.ends_with(one)) continue;
    text.remove_suffix(one.size());
    return true;
  }
  return false;
}

void trim_spaces(std::string_view& text) {
  while (take_before(text, spaces)) continue;
  while (take_after(text, spaces)) continue;
}

// What stands around the digits.
struct Dressing {
  std::string_view digits;
  std::string_view currency;
  bool negative = false;
};

class Undresser {
 public:
  Undresser(std::string_view text, char decimal) : decimal_(decimal) { dressing_.digits = text; }

  Dressing undress() {
    trim_spaces(dressing_.digits);
    while (take_parentheses() || take_dash_for_decimals() || take_sign() || take_currency()) {
      trim_spaces(dressing_.digits);
    }
    return dressing_;
  }

 private:
  bool take_parentheses() {
    std::string_view& text = dressing_.digits;
    if (has_sign_ || text.size() < 3 || text.front() != '(' || text.back() != ')') return false;
    text = text.substr(1, text.size() - 2);
    return has_sign_ = dressing_.negative = true;
  }

  // "5.-" is five francs, not minus five.
  bool take_dash_for_decimals() {
    std::string_view text = dressing_.digits;
    if (!take_after(text, dashes) || text.size() < 2 || text.back() != decimal_) return false;
    text.remove_suffix(1);
    dressing_.digits = text;
    return true;
  }

  bool take_sign() {
    if (has_sign_) return false;
    std::string_view& text = dressing_.digits;
    if (text.starts_with('+')) {
      text.remove_prefix(1);
      return has_sign_ = true;
    }
    if (!take_before(text, minuses) && !take_after(text, minuses)) return false;
    return has_sign_ = dressing_.negative = true;
  }

  bool take_currency() {
    if (!dressing_.currency.empty()) return false;
    std::string_view& text = dressing_.digits;
    CurrencySign sign = currency_before(text);
    if (sign.length > 0) {
      text.remove_prefix(sign.length);
    } else {
      sign = currency_after(text);
      text.remove_suffix(sign.length);
    }
    dressing_.currency = sign.code;
    return sign.length > 0;
  }

  char decimal_;
  Dressing dressing_;
  bool has_sign_ = false;
};

bool take_separator(std::string_view& text, char thousands) {
  if (thousands == ' ') return take_before(text, spaces);
  if (thousands == '\'') return take_before(text, apostrophes);
  return take_before(text, std::array{std::string_view(&thousands, 1)});
}

// Writes a plain number; too long a one is none.
class DigitsWriter {
 public:
  explicit DigitsWriter(bool negative) {
    if (negative) add('-');
  }
  void add(char c) {
    if (size_ < longest) text_[size_++] = c;
  }
  std::size_t add_digits(std::string_view& text) {
    std::size_t digits = 0;
    for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1), ++digits) add(text.front());
    return digits;
  }
  [[nodiscard]] std::string_view text() const { return {text_.data(), size_}; }
  [[nodiscard]] bool is_full() const { return size_ == longest; }

 private:
  std::array<char, longest> text_{};
  std::size_t size_ = 0;
};

// Digits in groups of three, or of two before the last one, as in India: "12,34,567".
bool add_groups(std::string_view& text, char thousands, DigitsWriter& plain) {
  const bool is_below_one = text.front() == '0';
  const std::size_t first = plain.add_digits(text);
  if (thousands == '\0' || first == 0 || first > 3 || is_below_one) return true;
  std::size_t last = 3;
  while (take_separator(text, thousands)) {
    if (last != 2 && last != 3) return false;
    last = plain.add_digits(text);
  }
  return last == 3;
}

bool write_plain(std::string_view digits, NumberFormat format, DigitsWriter& plain) {
  if (digits.empty() || !(is_digit(digits.front()) || digits.front() == format.decimal)) return false;
  if (!add_groups(digits, format.thousands, plain)) return false;
  if (!digits.empty() && digits.front() == format.decimal) {
    digits.remove_prefix(1);
    plain.add('.');
    plain.add_digits(digits);
  }
  return digits.empty() && !plain.is_full();
}

}  // namespace

std::optional<PlainNumber> plain_number(std::string_view text, NumberFormat format) {
  if (text.empty() || text.size() > longest) return std::nullopt;
  const Dressing dressing = Undresser(text, format.decimal).undress();
  DigitsWriter plain(dressing.negative);
  if (!write_plain(dressing.digits, format, plain)) return std::nullopt;
  return PlainNumber{std::string(plain.text()), dressing.currency};
}

std::optional<WrittenNumber> read_number(std::string_view text, NumberFormat format, int decimals) {
  if (const auto value = parse_decimal(text, decimals, format.decimal)) return WrittenNumber{*value, {}};
  const auto plain = plain_number(text, format);
  if (!plain) return std::nullopt;
  const auto value = parse_decimal(plain->text, decimals);
  if (!value) return std::nullopt;
  return WrittenNumber{*value, plain->currency};
}

std::string options_of(NumberFormat format, const std::string& joined_file) {
  const std::string file = joined_file.empty() ? "" : joined_file + ":";
  std::string options;
  if (format.decimal != '.') options += "--decimal " + file + format.decimal;
  if (format.thousands == '\0') return options;
  const std::string thousands = format.thousands == ' '    ? "space"
                                : format.thousands == '\'' ? "\"'\""
                                                           : std::string(1, format.thousands);
  return options + (options.empty() ? "" : " ") + "--thousands " + file + thousands;
}

}  // namespace segmenta::features
