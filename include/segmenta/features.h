#pragma once
// From order lines (CSV, CSV.gz, Parquet) to one feature row a customer.
//
// Lines are streamed, and may be larger than memory; what is held is a row a customer, 64 bytes for each distinct
// order, 48 for each distinct product of a customer and for each return (with drop_duplicates 16 for each distinct
// line, with shares 24 for each category). Every line that is left out or changed is counted by reason. The result
// depends neither on threads nor on how the lines are split into files.
//
// @code
// segmenta::FeatureOptions options;
// options.orders = {"orders.csv.gz"};
// options.customer = "CustomerID";
// options.date = "InvoiceDate";
// options.amount = "Amount";
// const segmenta::FeatureTable table = segmenta::collect_features(options, {});
// @endcode

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <segmenta/context.h>
#include <segmenta/export.h>
#include <segmenta/table.h>

namespace SEGMENTA_API segmenta {

/// What becomes of the rows that a customer has in a joined source. A missing value counts in none of them.
enum class Aggregate {
  count,     ///< rows; of a column, values. 0 for a customer without rows
  sum,       ///< of numbers; exact for those of up to 15 digits after the point. 0 for a customer without rows
  mean,      ///< sum / count
  min,       ///< the smallest number; of dates, the earliest
  max,       ///< the largest number; of dates, the latest
  first,     ///< the value of the first row that has one, in the order of the source; of dates, the earliest
  last,      ///< of the last row; of dates, the latest
  distinct,  ///< how many different values, of dates days. 0 for a customer without rows
};

struct Aggregation {
  Aggregate how = Aggregate::count;
  std::string column{};  ///< of the source; only `count` may do without
};

/// A further source whose columns are added to the customers' rows: one row a key, left join. Keys match by value:
/// 17850, "17850" and 17850.0 are one. The columns are named FILE_COLUMN, FILE being the file's name without ending (of
/// a pattern, what stands before its first wildcard, or else the folder's name); with aggregations FILE_COLUMN_HOW:
/// visits_pages_sum, visits_count. A date that is aggregated becomes the days from it to the as-of date.
struct JoinSource {
  std::filesystem::path file;  ///< .csv, .csv.gz or .parquet; a folder or a pattern, as FeatureOptions::orders
  std::string key;             ///< its column that holds the customer
  /// What becomes of the rows of a customer; empty: there is one row a key, and every other column is added.
  std::vector<Aggregation> aggregations{};
  std::optional<char> delimiter{};  ///< of CSV; by default found from the first rows
  /// As FeatureOptions has them, for the numbers of this source; by default those of the order lines. Where one is
  /// given, the other is by default '.', or '\0'.
  std::optional<char> decimal{}, thousands{};
  std::int64_t skip_lines = 0;  ///< as FeatureOptions has it
};

/// Which ids are one customer's, in order lines and joined sources alike. Spaces around an id never count. By default
/// zeros after the point of a whole number do not count either.
struct IdRules {
  bool as_written = false;            ///< every character counts
  bool ignore_case = false;           ///< letters A to Z are as a to z; the spelling that is first by bytes is written
  bool ignore_leading_zeros = false;  ///< "0017" is 17
};

/// A feature of a further column of the order lines, named COLUMN_HOW: profit_sum.
struct LineAggregate {
  enum class How {
    sum,   ///< of order lines and, unless returns are ignored, of returns, as the file has their values
    mean,  ///< this and the next three: over the order lines that have a value
    min,
    max,
    count,
    share,  ///< of spend, by category: a column for each of the top ones, COLUMN_share_CATEGORY, the rest as "other"
  };
  How how = How::sum;
  std::string column;
};

struct FeatureOptions {
  /// .csv, .csv.gz, .parquet; each has the columns named here. A folder stands for the part files in it and in the
  /// folders there, in the order of their paths; names that begin with _ or . and empty files are passed over, and
  /// folders named year=2024 give each line a column "year". A pattern ("orders/2024-*.csv") stands for what it
  /// matches.
  std::vector<std::filesystem::path> orders;
  std::string customer;  ///< column names
  std::string date;
  std::string amount;    ///< either this,
  std::string quantity;  ///< or quantity and price; quantity also counts items
  std::string price;
  std::string order;          ///< empty: a line is an order of its own, as is a line without order id
  bool order_by_day = false;  ///< lines without order id are one order a customer and day instead
  std::string product;        ///< empty: no product features
  /// Products whose lines are left out, such as postage, fees and corrections; needs `product`. Compared as `ids` says.
  std::vector<std::string> exclude_products{};
  std::vector<std::string> keep;  ///< attributes kept a customer: the value of the latest order line ("country")
  std::vector<LineAggregate> aggregates;
  int top_categories = 10;  ///< of each share: those of most spend of all customers
  /// strptime format; empty: ISO 8601, a date alone or with time, fraction and offset. Dates count as written: an
  /// offset from UTC is not applied.
  std::string date_format;
  /// YYYY-MM-DD; lines after it are left out. Default: the last day of the window, else the latest date of any line
  /// read, never today.
  std::optional<std::string> as_of;
  /// The observation window: only lines from `since` to `until` (YYYY-MM-DD, both included) count; or else those of the
  /// `window_days` days that end with `until`, else as_of, else the latest date (the dates are then read first).
  std::optional<std::string> since, until;
  int window_days = 0;  ///< 0: no such window
  /// Column name and type: string, int64 or double. For the customer (string keeps "17850" and "17850.0" apart),
  /// kept and joined columns; by default the type is found from all values.
  std::vector<std::pair<std::string, std::string>> types;
  /// An order id that begins with it is a cancellation, whatever its lines' signs; empty: none is. Default: C before
  /// a digit, as in C536379.
  std::optional<std::string> cancelled_prefix;
  /// Units of money. Where it is a code or sign ("EUR") and lines tell theirs, by currency_column or by a sign beside
  /// the amount, those in another currency are left out; where it is empty, lines in two currencies are refused.
  std::string currency;
  std::string currency_column;  ///< empty: none
  /// Of CSV files; by default found from the first rows of each. Joined sources use it where it takes them apart, too.
  std::optional<char> delimiter;
  /// Lines before the header of each file of order lines, which must be CSV then. Lines that say "sep=;" and comments
  /// of # need not be counted where nothing else stands before the header.
  std::int64_t skip_lines = 0;
  IdRules ids;
  char decimal = '.';     ///< decimal character of all numbers: '.' or ','
  char thousands = '\0';  ///< what separates their thousands: ',', '.', ' ' (of any kind) or '\''; '\0': nothing
  /// Largest share of the dates, amounts, quantities or prices of a file that are there and cannot be read; above it
  /// the file is refused, with the format that would read them. A single one never is.
  double max_unreadable = 0.05;
  bool drop_duplicates = false;  ///< leaves out exact duplicates of a line: every column alike
  bool ignore_returns = false;   ///< leaves returns out instead of netting them
  /// Largest share of lines, and of revenue, that may be dropped (AccountEntry::dropped); above it nothing is made.
  double max_dropped = 0.9;
  std::vector<JoinSource> joins;
};

/// One reason for which lines were left out or changed.
struct AccountEntry {
  std::string reason;  ///< "no customer id", "exact duplicate", "price or amount of zero or less", ...
  std::int64_t lines = 0;
  bool left_out = true;                     ///< false: kept, but treated differently
  bool dropped = false;                     ///< left out for what the line holds, not because the options ask for it
  std::vector<std::string> examples;        ///< "orders.csv line 17: ..." for the first few
  double lines_share = 0;                   ///< of the lines read
  std::string currency;                     ///< of the amounts: that of the account, but for lines in another currency
  double revenue = 0;                       ///< amount bought on these lines, before returns; 0 where it cannot be read
  double revenue_share = 0;                 ///< of revenue_read; 0 in another currency
  double returned = 0;                      ///< amount returned on these lines, without sign; or the part that is meant
  std::optional<std::int64_t> customers{};  ///< whose lines these are, of reasons that all lines of a customer show
};

/// What became of the order lines, and of their money. Revenue is the amount bought, before returns.
struct OrderAccount {
  std::int64_t lines_read = 0;
  std::int64_t lines_used = 0;
  double revenue_read = 0;            ///< of every line whose amount can be read
  double revenue_used = 0;            ///< of the order lines that features are made of
  std::string currency;               ///< of all amounts; empty: not known
  std::vector<AccountEntry> account;  ///< lines_read = lines_used + the lines left out, and so with revenue
  /// What was dropped, as shares of what the options ask for.
  double dropped_lines_share = 0, dropped_revenue_share = 0;
};

struct JoinAccount {
  std::string file;
  std::int64_t customers_matched = 0;
  std::int64_t customers = 0;
  std::int64_t keys_unmatched = 0;  ///< rows of the source that no customer has
  std::vector<std::string> columns;
};

struct FeatureTable : OrderAccount {
  Ids ids;
  std::vector<StoreColumn> columns;
  std::int64_t customers_without_order = 0;  ///< customers with returns or unusable lines only: they have no row
  std::int64_t orders_reversed = 0;          ///< returned as a whole under their id, and so no orders
  std::vector<JoinAccount> joins;
  std::string as_of;
  std::string since, until;  ///< first and last day of the window; empty: it has none
};

/// A source from its text: "FILE:KEY", or with aggregations "visits.csv:uid:count,sum(pages),last(date)". Throws
/// Error(usage) where it is none.
JoinSource parse_join(const std::string& text);

/// The files that an input stands for: itself, or those of a folder or pattern (see FeatureOptions::orders). Throws
/// Error(input) where there is none.
std::vector<std::filesystem::path> files_behind(const std::filesystem::path& input);

/// Features, a row a customer, ordered by id (integers by value, text by bytes): recency_days, frequency, monetary,
/// average_order_value, tenure_days, mean_days_between_orders, distinct_products (with a product column),
/// items_per_order, return_rate, first_order, last_order, the aggregates, the kept attributes and the joined columns;
/// each states its units, definition and source. A customer has a row if at least one order with a line of positive
/// amount remains. An order is none where returns that name its id amount to what was bought in it or more. return_rate
/// is the share of the amount bought that was given back, from 0 to 1: a return counts as far as its product (or,
/// without a product column, anything) was bought before and not given back yet. monetary is net of all returns. Ids
/// are integers where every one is an integer without loss, text otherwise.
///
/// Throws Error(usage) for options that contradict each other; Error(input) for an unreadable file, an absent column
/// (names the ones there are), two columns of one name in the result, a key that occurs twice in a joined source, a
/// value that does not fit the type asked for, when more than max_dropped is dropped, or when no customer is left.
FeatureTable collect_features(const FeatureOptions& options, const Context& context);

}  // namespace segmenta
