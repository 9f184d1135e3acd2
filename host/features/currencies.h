#pragma once
// Currencies as people write them beside amounts: "€", "R$", "kr.", "EUR".

#include <cstddef>
#include <string_view>

namespace segmenta::features {

/// A sign or code at one end of a text, and what it stands for: "EUR"; a sign that several currencies share stands for
/// itself ("$", "kr"). `length` is 0 where there is none.
struct CurrencySign {
  std::string_view code;
  std::size_t length = 0;
};

CurrencySign currency_before(std::string_view text);
CurrencySign currency_after(std::string_view text);

/// The code of a text that is nothing but a currency ("EUR", "eur", "€"); the text itself where it is not known.
std::string_view currency_code(std::string_view text);
bool is_currency(std::string_view text);
/// Whether several currencies share that code: "$".
bool is_shared(std::string_view code);

/// Whether two codes can be of one currency: alike, or "$" and "CAD".
bool is_same_currency(std::string_view a, std::string_view b);
/// Of two codes of one currency the one that says more: "CAD" of "$" and "CAD".
std::string_view more_exact(std::string_view a, std::string_view b);

}  // namespace segmenta::features
