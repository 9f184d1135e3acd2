#pragma once
// From order lines (CSV, CSV.gz, Parquet) to one feature row a customer.
//
// Lines are streamed; only per-customer state is held. Every line that is left out or changed is counted by reason.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <segmenta/context.h>
#include <segmenta/store.h>

namespace segmenta {

/// A further source whose columns are added to the customers' rows: one row a key, left join.
struct JoinSource {
  std::filesystem::path file;
  std::string key;  ///< its column that holds the customer
};

struct FeatureOptions {
  std::vector<std::filesystem::path> orders;  ///< .csv, .csv.gz, .parquet; all with the same columns
  std::string customer;                       ///< column names
  std::string date;
  std::string amount;    ///< either this,
  std::string quantity;  ///< or quantity (also used for items) and price
  std::string price;
  std::string order;                 ///< empty: a line is an order of its own
  std::string product;               ///< empty: no product features
  std::vector<std::string> keep;     ///< attributes kept a customer: the latest order's value ("country")
  std::string date_format;           ///< strptime format; empty: ISO 8601
  std::optional<std::string> as_of;  ///< YYYY-MM-DD; default: the latest date of any line read
  std::vector<std::pair<std::string, std::string>> types;  ///< column name, type: string, int64, double
  std::string cancelled_prefix = "C";                      ///< an order id that begins with it is a cancellation
  std::string currency;                                    ///< units of money, for the attributes
  char delimiter = ',';
  bool drop_duplicates = false;  ///< leaves out exact duplicates of a line
  bool ignore_returns = false;   ///< leaves returns out instead of netting them
  std::vector<JoinSource> joins;
};

/// One reason for which lines were left out or changed.
struct AccountEntry {
  std::string
      reason;  ///< "no customer id", "exact duplicate", "return, netted", "price or amount of zero or less", ...
  std::int64_t lines = 0;
  bool left_out = true;               ///< false: kept, but treated differently
  std::vector<std::string> examples;  ///< "orders.csv line 17: ..." for the first few, where a line can be named
};

struct JoinAccount {
  std::string file;
  std::int64_t customers_matched = 0;
  std::int64_t customers = 0;
  std::int64_t keys_unmatched = 0;  ///< rows of the source that no customer has
  std::vector<std::string> columns;
};

struct FeatureTable {
  Ids ids;
  std::vector<StoreColumn> columns;
  std::int64_t lines_read = 0;
  std::int64_t lines_used = 0;
  std::vector<AccountEntry> account;         ///< lines_read = lines_used + the lines left out
  std::int64_t customers_without_order = 0;  ///< customers with returns or unusable lines only: they have no row
  std::vector<JoinAccount> joins;
  std::string as_of;
};

/// Features, a row a customer, ordered by id (integers by value, text by bytes): recency_days, frequency, monetary,
/// average_order_value, tenure_days, mean_days_between_orders, distinct_products, items_per_order, return_rate,
/// first_order, last_order, the kept attributes and the joined columns. Throws Error(input) for an unreadable file,
/// an absent column (names the ones there are), a type that does not fit, or when no customer is left.
FeatureTable collect_features(const FeatureOptions& options, const Context& context);

}  // namespace segmenta
