// Features made from order lines, and their account, as JSON.

#include <segmenta/json.h>

#include "json/json.h"

namespace segmenta {
namespace {

Json entry_of(const AccountEntry& entry) {
  return {{"reason", entry.reason},           {"lines", entry.lines},
          {"lines_share", entry.lines_share}, {"currency", or_null(entry.currency)},
          {"revenue", entry.revenue},         {"revenue_share", entry.revenue_share},
          {"returned", entry.returned},       {"customers", entry.customers ? Json(*entry.customers) : Json()},
          {"left_out", entry.left_out},       {"dropped", entry.dropped}};
}

// Lines and money as a whole.
Json totals_of(const OrderAccount& account) {
  return {
      {"lines_read", account.lines_read},
      {"lines_used", account.lines_used},
      {"revenue_read", account.revenue_read},
      {"revenue_used", account.revenue_used},
      {"currency", or_null(account.currency)},
      {"dropped", {{"lines_share", account.dropped_lines_share}, {"revenue_share", account.dropped_revenue_share}}}};
}

Json account_of(const OrderAccount& orders) {
  Json account = Json::array();
  for (const AccountEntry& entry : orders.account) {
    account.push_back(entry_of(entry));
    account.back()["examples"] = entry.examples;
  }
  return account;
}

AccountEntry entry_in(const Json& json) {
  AccountEntry entry;
  json.at("reason").get_to(entry.reason);
  json.at("lines").get_to(entry.lines);
  json.at("lines_share").get_to(entry.lines_share);
  if (!json.at("currency").is_null()) json.at("currency").get_to(entry.currency);
  json.at("revenue").get_to(entry.revenue);
  json.at("revenue_share").get_to(entry.revenue_share);
  json.at("returned").get_to(entry.returned);
  // Stores of before know none.
  if (json.contains("customers") && !json["customers"].is_null()) entry.customers = json["customers"];
  json.at("left_out").get_to(entry.left_out);
  json.at("dropped").get_to(entry.dropped);
  return entry;
}

Json joins_of(const FeatureTable& table) {
  Json joins = Json::array();
  for (const JoinAccount& join : table.joins) {
    joins.push_back({{"file", join.file},
                     {"customers", join.customers},
                     {"customers_matched", join.customers_matched},
                     {"match_rate", static_cast<double>(join.customers_matched) / static_cast<double>(join.customers)},
                     {"keys_unmatched", join.keys_unmatched},
                     {"columns", join.columns}});
  }
  return joins;
}

}  // namespace

std::string features_json(const FeatureTable& table, const std::string& output, double seconds) {
  Json columns = Json::array();
  for (const StoreColumn& column : table.columns) columns.push_back(column.column.name);
  Json json = totals_of(table);
  json.update({{"customers", size(table.ids)},
               {"customers_without_order", table.customers_without_order},
               {"orders_reversed", table.orders_reversed},
               {"account", account_of(table)},
               {"joins", joins_of(table)},
               {"as_of", table.as_of},
               {"since", or_null(table.since)},
               {"until", or_null(table.until)},
               {"output", output},
               {"columns", columns},
               {"seconds", {{"total", seconds}}}});
  return text_of(json);
}

std::string account_json(const OrderAccount& account) {
  Json json = totals_of(account);
  json["account"] = Json::array();
  for (const AccountEntry& entry : account.account) json["account"].push_back(entry_of(entry));
  return json.dump();
}

std::optional<OrderAccount> account_in(const std::string& text) {
  OrderAccount account;
  try {
    const Json json = Json::parse(text);
    json.at("lines_read").get_to(account.lines_read);
    json.at("lines_used").get_to(account.lines_used);
    json.at("revenue_read").get_to(account.revenue_read);
    json.at("revenue_used").get_to(account.revenue_used);
    if (!json.at("currency").is_null()) json.at("currency").get_to(account.currency);
    json.at("dropped").at("lines_share").get_to(account.dropped_lines_share);
    json.at("dropped").at("revenue_share").get_to(account.dropped_revenue_share);
    for (const Json& entry : json.at("account")) account.account.push_back(entry_in(entry));
  } catch (const Json::exception&) {
    return std::nullopt;
  }
  return account;
}

}  // namespace segmenta
