// Reads the column of markets, of whatever type, and gives each of its values a number.

#include "describe/market_of_row.h"

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/markets.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "blocks.h"

namespace segmenta {
namespace {

// Gives every different value a number.
class Markets {
 public:
  Markets(const Table& table, std::size_t column) : table_(table), column_(column) {
    found_.of_row.reserve(static_cast<std::size_t>(table.rows()));
  }

  MarketOfRow find(const Context& context) {
    for (std::int64_t first = 0; first < table_.rows(); first += block_rows) {
      context.check_cancelled();
      const std::int64_t count = std::min(block_rows, table_.rows() - first);
      if (column().type == ColumnType::text) {
        add_texts(first, count);
      } else {
        add_numbers(first, count);
      }
    }
    join_small();
    if (found_.names.size() - (missing_ < 0 ? 0 : 1) > most_markets) refuse_many();
    return std::move(found_);
  }

 private:
  static constexpr std::size_t most_read = 254;

  [[noreturn]] void refuse_many() const {
    throw Error(ErrorKind::input, fmt::format("Column '{}' of {} does not tell markets", column().name, table_.name()),
                fmt::format("it has more than {} different values", most_markets), "Name a column of fewer values");
  }

  // Markets of few customers become one, where there are larger ones. Customers without a market stay by themselves.
  void join_small() {
    std::vector<std::int64_t> sizes(found_.names.size());
    for (const std::uint8_t market : found_.of_row) ++sizes[market];
    std::vector<std::size_t> small;
    for (std::size_t m = 0; m < sizes.size(); ++m) {
      if (sizes[m] < fewest_customers && static_cast<int>(m) != missing_) small.push_back(m);
    }
    if (small.size() < 2 || *std::ranges::max_element(sizes) < fewest_customers) return;
    MarketOfRow joined;
    std::vector<std::uint8_t> place(sizes.size());
    for (std::size_t m = 0; m < sizes.size(); ++m) {
      if (std::ranges::find(small, m) != small.end()) continue;
      place[m] = static_cast<std::uint8_t>(joined.names.size());
      joined.names.push_back(found_.names[m]);
    }
    for (const std::size_t m : small) place[m] = static_cast<std::uint8_t>(joined.names.size());
    joined.others = fmt::format("({} others)", small.size());
    joined.names.push_back(joined.others);
    joined.of_row = std::move(found_.of_row);
    for (std::uint8_t& market : joined.of_row) market = place[market];
    found_ = std::move(joined);
  }

  [[nodiscard]] const Column& column() const { return table_.columns()[column_]; }

  void add_texts(std::int64_t first, std::int64_t count) {
    for (const std::string& text : table_.read_text(column_, first, count)) {
      if (text.empty()) {
        add_missing();
      } else {
        add(texts_, text, text);
      }
    }
  }

  void add_numbers(std::int64_t first, std::int64_t count) {
    std::vector<double> values(static_cast<std::size_t>(count));
    table_.read({&column_, 1}, first, count, values.data());
    const bool boolean = column().type == ColumnType::boolean;
    for (const double value : values) {
      if (std::isnan(value)) {
        add_missing();
      } else {
        add(numbers_, value, boolean ? (value != 0 ? "true" : "false") : fmt::format("{:.0f}", value));
      }
    }
  }

  template <class Value>
  void add(std::unordered_map<Value, std::uint8_t>& codes, const Value& value, const std::string& name) {
    const auto known = codes.find(value);
    if (known != codes.end()) return found_.of_row.push_back(known->second);
    if (codes.size() == most_read) refuse_many();
    found_.of_row.push_back(codes.emplace(value, new_market(name)).first->second);
  }

  void add_missing() {
    if (missing_ < 0) missing_ = new_market("(missing)");
    found_.of_row.push_back(static_cast<std::uint8_t>(missing_));
  }

  std::uint8_t new_market(const std::string& name) {
    found_.names.push_back(name);
    return static_cast<std::uint8_t>(found_.names.size() - 1);
  }

  const Table& table_;
  std::size_t column_;
  MarketOfRow found_;
  std::unordered_map<std::string, std::uint8_t> texts_;
  std::unordered_map<double, std::uint8_t> numbers_;
  int missing_ = -1;
};

}  // namespace

MarketOfRow find_markets(const Table& table, const std::string& by, const Context& context) {
  const std::size_t column = table.column_index(by);
  if (table.columns()[column].type == ColumnType::real) {
    throw Error(ErrorKind::input, fmt::format("Column '{}' of {} does not tell markets", by, table.name()),
                "it holds real numbers", "Name a column of text, integers or booleans");
  }
  return Markets(table, column).find(context);
}

}  // namespace segmenta
