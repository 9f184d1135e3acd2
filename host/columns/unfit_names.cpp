// Lists of words, as in meanings.cpp; what a name means by that table goes before what it says here.

#include "columns/unfit_names.h"

#include <segmenta/columns.h>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "columns/column_words.h"
#include "columns/meanings.h"

namespace segmenta {
namespace {

constexpr std::string_view ids[] = {"id", "ids", "uuid", "guid", "key", "hash", "rowid", "rownumber", "rownames"};
// Anywhere in the name.
constexpr std::string_view outcomes[] = {"churn",     "churned", "churner", "attrition",  "attrited",
                                         "converted", "exited",  "fraud",   "fraudulent", "outcome"};
// The whole name, but for such as "is" and "customer".
constexpr std::string_view whole_outcomes[] = {"target",    "label",     "labels",    "y",
                                               "response",  "responded", "responder", "conversion",
                                               "cancelled", "canceled",  "defaulted"};
constexpr std::string_view askers[] = {"is", "has", "had", "was", "did", "will"};
constexpr std::string_view codes[] = {"code",       "codes",      "type",     "kind",     "region",  "segment",
                                      "category",   "class",      "cluster",  "group",    "zip",     "zipcode",
                                      "postcode",   "postal",     "gender",   "sex",      "country", "state",
                                      "city",       "department", "sector",   "industry", "status",  "channel",
                                      "occupation", "marital",    "currency", "language"};
constexpr std::string_view counts[] = {"n",     "num",      "nr",     "number", "count", "counts", "size",
                                       "share", "distinct", "unique", "per",    "rate",  "pct",    "percent"};
constexpr std::string_view not_a_day[] = {"todate", "since", "days", "day", "updates"};

bool has_word(std::span<const std::string> words, std::span<const std::string_view> list) {
  return std::ranges::any_of(list, [&](std::string_view word) { return has_term(words, word); });
}

bool is_outcome(std::span<const std::string> words) {
  if (has_word(words, outcomes)) return true;
  while (words.size() > 1 && std::ranges::find(askers, words.front()) != std::end(askers)) words = words.subspan(1);
  return std::ranges::any_of(whole_outcomes, [&](std::string_view term) { return is_term(words, term); });
}

}  // namespace

Unfit unfit_by_name(std::string_view name) {
  const std::vector<std::string> words = column_words(name);
  if (words.empty()) return Unfit::none;
  if (rank_of(name, Meaning::id) || has_word(words, ids)) return Unfit::id;
  if (is_outcome(words)) return Unfit::outcome;
  if (has_word(words, codes) && !has_word(words, counts)) return Unfit::code;
  for (const Meaning behaviour : {Meaning::recency, Meaning::frequency, Meaning::value}) {
    if (rank_of(name, behaviour)) return Unfit::none;
  }
  return rank_of(name, Meaning::date) && !has_word(words, not_a_day) ? Unfit::date : Unfit::none;
}

}  // namespace segmenta
