// The lists of an audience and the account of who is in none, as JSON.

#include <segmenta/json.h>

#include <algorithm>

#include "json/json.h"

namespace segmenta {
namespace {

Json lists_of(const Audience& made) {
  Json lists = Json::array();
  for (const AudienceList& list : made.lists) {
    Json files = Json::array();
    for (const ListFile& file : list.files) {
      files.push_back({{"file", file.file}, {"rows", file.rows}, {"sha256", file.sha256}});
    }
    const Json name = made.names.empty() ? Json() : Json(made.names[static_cast<std::size_t>(list.segment)]);
    lists.push_back({{"target", list.target}, {"segment", list.segment}, {"name", name}, {"files", std::move(files)}});
  }
  return lists;
}

Json reasons_of(const Audience& made) {
  Json reasons = Json::array();
  for (std::size_t i = 0; i < made.left_out.size(); ++i) {
    if (made.left_out[i] == 0) continue;
    reasons.push_back({{"reason", name_of(static_cast<NotListed>(i))}, {"customers", made.left_out[i]}});
  }
  return reasons;
}

Json rules_of(const Audience& made) {
  Json rules = Json::array();
  for (const AudienceTarget& target : audience_targets()) {
    if (std::ranges::find(made.options.targets, target.name) == made.options.targets.end()) continue;
    rules.push_back({{"target", target.name},
                     {"source", or_null(std::string(target.source))},
                     {"read", or_null(std::string(target.read))},
                     {"hashed", target.is_hashed}});
  }
  return rules;
}

Json options_of(const AudienceOptions& options) {
  Json suppressed = Json::array(), columns = Json::object();
  for (const auto& file : options.suppressed) suppressed.push_back(file.string());
  const ContactColumns& names = options.columns;
  for (const auto& [what, name] :
       {std::pair("id", &names.id), std::pair("email", &names.email), std::pair("phone", &names.phone),
        std::pair("first_name", &names.first_name), std::pair("last_name", &names.last_name),
        std::pair("country", &names.country), std::pair("postal_code", &names.postal_code)}) {
    if (!name->empty()) columns[what] = *name;
  }
  const std::string consent = options.consent_is_not_needed
                                  ? "none-needed"
                                  : names.consent + (names.consent_value.empty() ? "" : "=" + names.consent_value);
  return {{"targets", options.targets},
          {"segments", options.only},
          {"arms", options.arms},
          {"suppressed", std::move(suppressed)},
          {"columns", std::move(columns)},
          {"region", or_null(options.region)},
          {"consent", consent},
          {"min_audience", options.least}};
}

Json offers_of(const Offers& offers, const Purchases& purchases) {
  Json segments = Json::array();
  for (std::size_t s = 0; s < offers.segments.size(); ++s) {
    Json products = Json::array();
    for (const OfferedProduct& one : offers.segments[s].products) {
      products.push_back({{"product", purchases.products[one.product]},
                          {"buyers", one.buyers},
                          {"share", one.share},
                          {"share_elsewhere", one.share_elsewhere},
                          {"lift", one.lift},
                          {"p", one.p},
                          {"p_adjusted", one.p_adjusted}});
    }
    segments.push_back(
        {{"segment", s}, {"customers", offers.segments[s].customers}, {"products", std::move(products)}});
  }
  return segments;
}

Json object_of(const Audience& made) {
  return {{"segments_file", made.segments_file},
          {"segments_digest", made.segments_digest},
          {"contacts_file", made.contacts_file},
          {"assignment_file", or_null(made.assignment_file)},
          {"arms_digest", or_null(made.arms_digest)},
          {"written", made.written},
          {"customers", made.customers},
          {"listed", made.listed},
          {"left_out", reasons_of(made)},
          {"targets", lists_of(made)},
          {"rules", rules_of(made)},
          {"contacts", made.contacts},
          {"unknown_contacts", made.unknown_contacts},
          {"options", options_of(made.options)},
          {"notes", made.remarks}};
}

}  // namespace

std::string audience_json(const Audience& made) { return text_of(object_of(made)); }

std::string audience_with_offers_json(const Audience& made, const Offers& offers, const Purchases& purchases) {
  Json json = object_of(made);
  json["offers"] = offers_of(offers, purchases);
  return text_of(json);
}

std::string query_json(const std::string& dialect, const std::string& query) {
  return text_of({{"dialect", dialect}, {"query", query}});
}

}  // namespace segmenta
