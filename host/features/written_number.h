#pragma once
// Numbers as people write them: "1.234,56 €", "$1,234.56", "(12.00)", "30.00-".

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "features/decimal.h"

namespace segmenta::features {

struct NumberFormat {
  char decimal = '.';
  char thousands = '\0';  ///< ',', '.', ' ' (of any kind) or '\''; '\0': there are none

  friend bool operator==(const NumberFormat&, const NumberFormat&) = default;
};

/// All that --decimal and --thousands can make.
constexpr std::array<NumberFormat, 8> number_formats = {
    {{'.', '\0'}, {'.', ','}, {'.', ' '}, {'.', '\''}, {',', '\0'}, {',', '.'}, {',', ' '}, {',', '\''}}};

struct WrittenNumber {
  Int128 value = 0;
  std::string_view currency;  ///< as currencies.h has it; empty where the text names none
};

/// The number of a text without blanks around, in units of 10^-decimals. In any format it may have a currency before or
/// after it, and a minus on either side, or parentheses in its place; thousands must be separated throughout or not at
/// all. Empty for what is no number in that format.
std::optional<WrittenNumber> read_number(std::string_view text, NumberFormat format, int decimals);

/// The same as a plain number: "-1234.56" of "(1.234,56 €)".
struct PlainNumber {
  std::string text;
  std::string_view currency;
};
std::optional<PlainNumber> plain_number(std::string_view text, NumberFormat format);

/// "--decimal , --thousands ."; of a joined source "--decimal crm.csv:, --thousands crm.csv:."
std::string options_of(NumberFormat format, const std::string& joined_file = {});

}  // namespace segmenta::features
