// The one place that says by which names a column is known. A new name is one more term here; a new meaning is one more
// row, and its value in the enumeration of columns.h.

#include "columns/meanings.h"

#include <algorithm>
#include <iterator>

namespace segmenta {
namespace {

constexpr Term id_terms[] = {{"id", TermIs::exact, 0},       {"customerid", TermIs::exact, 1},
                             {"customer", TermIs::exact, 2}, {"userid", TermIs::exact, 3},
                             {"clientid", TermIs::exact, 4}, {"index", TermIs::exact, 5},
                             {"custid", TermIs::exact, 6},   {"memberid", TermIs::exact, 7}};

constexpr Term recency_terms[] = {{"recency", TermIs::words, 0},
                                  {"sincelast", TermIs::words, 1},
                                  {"dayssinceorder", TermIs::words, 1},
                                  {"dayssincepurchase", TermIs::words, 1}};

constexpr Term frequency_terms[] = {{"frequency", TermIs::words, 0},    {"orders", TermIs::whole, 1},
                                    {"ordercount", TermIs::whole, 1},   {"orderscount", TermIs::whole, 1},
                                    {"purchases", TermIs::whole, 2},    {"purchasecount", TermIs::whole, 2},
                                    {"transactions", TermIs::whole, 3}, {"transactioncount", TermIs::whole, 3}};

constexpr Term value_terms[] = {
    {"monetary", TermIs::words, 0}, {"revenue", TermIs::words, 0},  {"spend", TermIs::words, 0},
    {"sales", TermIs::words, 0},    {"value", TermIs::words, 0},    {"amount", TermIs::words, 0},
    {"profit", TermIs::words, 0},   {"spending", TermIs::words, 1}, {"turnover", TermIs::words, 1},
    {"monetary", TermIs::part, 2},  {"revenue", TermIs::part, 2},   {"sales", TermIs::part, 2},
    {"amount", TermIs::part, 2},    {"profit", TermIs::part, 2}};

constexpr Term margin_terms[] = {
    {"margin", TermIs::words, 0}, {"profit", TermIs::words, 0}, {"contribution", TermIs::words, 0}};

// That someone has an address or a telephone does not say that they may be contacted by it.
constexpr Term consent_terms[] = {{"consent", TermIs::words, 0},   {"optin", TermIs::words, 1},
                                  {"optedin", TermIs::words, 1},   {"contactable", TermIs::words, 2},
                                  {"reachable", TermIs::words, 3}, {"newsletter", TermIs::whole, 4},
                                  {"subscribed", TermIs::words, 5}};

constexpr Term market_terms[] = {{"country", TermIs::whole, 0}, {"countrycode", TermIs::whole, 0},
                                 {"market", TermIs::whole, 1},  {"region", TermIs::whole, 2},
                                 {"store", TermIs::whole, 3},   {"shop", TermIs::whole, 3},
                                 {"channel", TermIs::whole, 4}};

constexpr Term date_terms[] = {{"date", TermIs::words, 0},
                               {"datetime", TermIs::words, 0},
                               {"timestamp", TermIs::words, 1},
                               {"lastorder", TermIs::whole, 2},
                               {"firstorder", TermIs::whole, 3}};

constexpr Term contact_terms[] = {{"email", TermIs::words, 0},
                                  {"phone", TermIs::words, 1},
                                  {"telephone", TermIs::words, 1},
                                  {"mobile", TermIs::words, 2}};

constexpr std::string_view derived[] = {"average",  "avg",      "mean",       "median",  "per",   "rate", "ratio",
                                        "share",    "percent",  "pct",        "index",   "score", "rank", "decile",
                                        "quintile", "quantile", "percentile", "segment", "log"};

constexpr std::string_view not_of_the_last[] = {"first"};
constexpr std::string_view not_an_amount[] = {"count", "number", "num", "n", "id"};  // of sales is no revenue
constexpr std::string_view not_consent[] = {"no",     "not",     "without", "optout",  "opens", "opened",
                                            "clicks", "clicked", "sent",    "bounces", "date",  "domain"};
constexpr std::string_view not_an_address[] = {"consent", "optin",  "optout", "subscribed", "newsletter",
                                               "opens",   "opened", "clicks", "clicked",    "sent",
                                               "bounces", "date",   "domain"};

// In the order of the enumeration.
constexpr MeaningNames meanings[] = {
    {.meaning = Meaning::id, .is_number = false, .name = "id", .terms = id_terms, .but_not = {}},
    {.meaning = Meaning::recency,
     .is_number = true,
     .name = "recency",
     .terms = recency_terms,
     .but_not = not_of_the_last},
    {.meaning = Meaning::frequency, .is_number = true, .name = "frequency", .terms = frequency_terms, .but_not = {}},
    {.meaning = Meaning::value, .is_number = true, .name = "value", .terms = value_terms, .but_not = not_an_amount},
    {.meaning = Meaning::margin, .is_number = true, .name = "margin", .terms = margin_terms, .but_not = not_an_amount},
    {.meaning = Meaning::consent,
     .is_number = false,
     .name = "consent",
     .terms = consent_terms,
     .but_not = not_consent},
    {.meaning = Meaning::market, .is_number = false, .name = "market", .terms = market_terms, .but_not = {}},
    {.meaning = Meaning::date, .is_number = false, .name = "date", .terms = date_terms, .but_not = {}},
    {.meaning = Meaning::contact,
     .is_number = false,
     .name = "contact",
     .terms = contact_terms,
     .but_not = not_an_address}};

}  // namespace

bool is_derived(std::span<const std::string> words) {
  // "avgrevenue" has its word unseparated.
  if (!words.empty() && (words[0].starts_with("avg") || words[0].starts_with("average"))) return true;
  return std::find_first_of(words.begin(), words.end(), std::begin(derived), std::end(derived)) != words.end();
}

const MeaningNames& names_of(Meaning meaning) { return meanings[static_cast<std::size_t>(meaning)]; }

}  // namespace segmenta
