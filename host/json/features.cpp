// Features made from order lines, and their account, as JSON.

#include <segmenta/json.h>

#include "json/json.h"

namespace segmenta {
namespace {

Json account_of(const FeatureTable& table) {
  Json account = Json::array();
  for (const AccountEntry& entry : table.account) {
    account.push_back(
        {{"reason", entry.reason}, {"lines", entry.lines}, {"left_out", entry.left_out}, {"examples", entry.examples}});
  }
  return account;
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
  return text_of({{"lines_read", table.lines_read},
                  {"lines_used", table.lines_used},
                  {"customers", size(table.ids)},
                  {"customers_without_order", table.customers_without_order},
                  {"account", account_of(table)},
                  {"joins", joins_of(table)},
                  {"as_of", table.as_of},
                  {"output", output},
                  {"columns", columns},
                  {"seconds", {{"total", seconds}}}});
}

}  // namespace segmenta
