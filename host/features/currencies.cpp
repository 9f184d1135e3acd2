// The table of signs, and the codes of ISO 4217.

#include "features/currencies.h"

#include <algorithm>
#include <array>

namespace segmenta::features {
namespace {

struct Sign {
  std::string_view text;
  std::string_view code;
};

// Longer ones first where one begins or ends like another. Single bytes are Windows-1252.
constexpr Sign signs[] = {
    {"US$", "USD"},  {"AU$", "AUD"}, {"CA$", "CAD"},  {"NZ$", "NZD"}, {"HK$", "HKD"}, {"NT$", "TWD"},  {"MX$", "MXN"},
    {"SG$", "SGD"},  {"A$", "AUD"},  {"C$", "CAD"},   {"S$", "SGD"},  {"R$", "BRL"},  {"$", "$"},      {"€", "EUR"},
    {"\x80", "EUR"}, {"£", "GBP"},   {"\xa3", "GBP"}, {"¥", "¥"},     {"￥", "¥"},    {"₹", "INR"},    {"₽", "RUB"},
    {"₩", "KRW"},    {"₺", "TRY"},   {"₪", "ILS"},    {"₫", "VND"},   {"₴", "UAH"},   {"₦", "NGN"},    {"฿", "THB"},
    {"₱", "PHP"},    {"₡", "CRC"},   {"₲", "PYG"},    {"₸", "KZT"},   {"₵", "GHS"},   {"₾", "GEL"},  {"zł", "PLN"},
    {"Kč", "CZK"},   {"Ft", "HUF"},  {"lei", "RON"},  {"kr.", "kr"},  {"kr", "kr"},   {"SFr.", "CHF"}, {"Fr.", "CHF"},
    {"Rs.", "Rs"},   {"Rs", "Rs"},   {"Rp", "IDR"},   {"RM", "MYR"},  {"S/", "PEN"},  {"TL", "TRY"},   {"R", "ZAR"}};

// Active codes of ISO 4217 for money, without funds, metals and testing.
constexpr std::string_view iso_codes =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG "
    "HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA "
    "MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD "
    "RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX "
    "USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG";

// Signs that stand for themselves, with the currencies that share them.
constexpr Sign shared_signs[] = {
    {"$", "USD AUD CAD NZD HKD SGD TWD MXN ARS CLP COP UYU BSD BBD BMD BZD FJD GYD JMD KYD LRD NAD SBD SRD TTD XCD"},
    {"¥", "JPY CNY"},
    {"kr", "SEK NOK DKK ISK"},
    {"Rs", "INR PKR LKR NPR MUR"}};

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

std::string_view find_code(std::string_view text, std::string_view codes = iso_codes) {
  if (text.size() != 3 || text.front() < 'A' || text.front() > 'Z') return {};
  for (std::size_t at = 0; at < codes.size(); at += 4) {
    if (codes.substr(at, 3) == text) return codes.substr(at, 3);
  }
  return {};
}

// "R" of "Rand" is no sign.
bool stands_alone(std::string_view sign, char last, char next) {
  return sign == "$" || !is_letter(last) || !is_letter(next);
}

}  // namespace

CurrencySign currency_before(std::string_view text) {
  if (const auto code = find_code(text.substr(0, 3)); !code.empty() && !(text.size() > 3 && is_letter(text[3]))) {
    return {code, 3};
  }
  for (const auto& [sign, code] : signs) {
    if (!text.starts_with(sign)) continue;
    if (text.size() == sign.size() || stands_alone(sign, sign.back(), text[sign.size()])) return {code, sign.size()};
  }
  return {};
}

CurrencySign currency_after(std::string_view text) {
  if (text.size() >= 3) {
    const auto code = find_code(text.substr(text.size() - 3));
    if (!code.empty() && !(text.size() > 3 && is_letter(text[text.size() - 4]))) return {code, 3};
  }
  for (const auto& [sign, code] : signs) {
    if (!text.ends_with(sign)) continue;
    if (text.size() == sign.size() || stands_alone(sign, sign.front(), text[text.size() - sign.size() - 1])) {
      return {code, sign.size()};
    }
  }
  return {};
}

std::string_view currency_code(std::string_view text) {
  const CurrencySign sign = currency_before(text);
  if (sign.length == text.size() && !text.empty()) return sign.code;
  if (text.size() == 3) {
    std::array<char, 3> upper{};
    std::ranges::transform(text, upper.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    if (const auto code = find_code({upper.data(), upper.size()}); !code.empty()) return code;
  }
  return text;
}

bool is_currency(std::string_view text) {
  const std::string_view code = currency_code(text);
  return !find_code(code).empty() || is_shared(code);
}

bool is_shared(std::string_view code) {
  return std::ranges::any_of(shared_signs, [&](const Sign& shared) { return shared.text == code; });
}

bool is_same_currency(std::string_view a, std::string_view b) {
  if (a == b) return true;
  for (const auto& [sign, codes] : shared_signs) {
    if (a == sign && !find_code(b, codes).empty()) return true;
    if (b == sign && !find_code(a, codes).empty()) return true;
  }
  return false;
}

std::string_view more_exact(std::string_view a, std::string_view b) { return is_shared(a) ? b : a; }

}  // namespace segmenta::features
