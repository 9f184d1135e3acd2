// Counts the values of text columns, and how far they go together with the segments.

#include "describe/categories.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "blocks.h"
#include "describe/drivers.h"

namespace segmenta {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

double ratio(std::int64_t part, std::int64_t all) {
  return all == 0 ? none : static_cast<double>(part) / static_cast<double>(all);
}

// Gives codes in the order in which values are first seen.
class Coder {
 public:
  std::uint16_t code_of(std::string value) {
    if (value.empty()) return CategoryColumn::missing;
    const auto found = codes_.find(value);
    if (found != codes_.end()) return count(found->second);
    if (codes_.size() == CategoryColumn::most_values) return CategoryColumn::other;
    const auto code = static_cast<std::uint16_t>(codes_.size());
    codes_.emplace(std::move(value), code);
    counts_.push_back(0);
    return count(code);
  }

  // The most frequent value becomes the first.
  void finish(CategoryColumn& column) const {
    std::vector<std::pair<const std::string*, std::uint16_t>> order;
    for (const auto& [value, code] : codes_) order.emplace_back(&value, code);
    std::ranges::sort(order, [&](const auto& a, const auto& b) {
      return counts_[a.second] != counts_[b.second] ? counts_[a.second] > counts_[b.second] : *a.first < *b.first;
    });
    std::vector<std::uint16_t> place(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      place[order[i].second] = static_cast<std::uint16_t>(i);
      column.values.push_back(*order[i].first);
    }
    for (std::uint16_t& code : column.codes) code = code < place.size() ? place[code] : code;
  }

 private:
  std::uint16_t count(std::uint16_t code) {
    ++counts_[code];
    return code;
  }

  std::unordered_map<std::string, std::uint16_t> codes_;
  std::vector<std::int64_t> counts_;
};

CategoryColumn read_category(const Table& table, std::size_t index, const Context& context) {
  CategoryColumn column{index, {}, {}};
  column.codes.reserve(static_cast<std::size_t>(table.rows()));
  Coder coder;
  for (std::int64_t first = 0; first < table.rows(); first += block_rows) {
    context.check_cancelled();
    for (std::string& value : table.read_text(index, first, std::min(block_rows, table.rows() - first))) {
      column.codes.push_back(coder.code_of(std::move(value)));
    }
  }
  coder.finish(column);
  return column;
}

// [values][k]; the last value stands for all that have no code of their own.
std::vector<std::vector<std::int64_t>> count_codes(const Description& description, const CategoryColumn& column) {
  std::vector<std::vector<std::int64_t>> counts(column.values.size() + 1, std::vector<std::int64_t>(description.k()));
  for (std::size_t row = 0; row < column.codes.size(); ++row) {
    const std::uint16_t code = column.codes[row];
    if (code == CategoryColumn::missing) continue;
    const auto value = std::min<std::size_t>(code, column.values.size());
    ++counts[value][static_cast<std::size_t>(description.labels()[row])];
  }
  return counts;
}

// Chi-square of the table over the most that it can be, both less what chance adds: of many rare values that is much.
double cramers_v(const std::vector<std::vector<std::int64_t>>& counts, const std::vector<std::int64_t>& present) {
  const auto all = static_cast<double>(std::accumulate(present.begin(), present.end(), std::int64_t{0}));
  double sum = 0;
  std::int64_t values = 0;
  for (const std::vector<std::int64_t>& of_value : counts) {
    const auto total = static_cast<double>(std::accumulate(of_value.begin(), of_value.end(), std::int64_t{0}));
    if (total == 0) continue;
    ++values;
    for (std::size_t s = 0; s < present.size(); ++s) {
      if (present[s] == 0) continue;
      const auto count = static_cast<double>(of_value[s]);
      sum += count * count / (total * static_cast<double>(present[s]));
    }
  }
  const std::int64_t segments = std::ranges::count_if(present, [](std::int64_t count) { return count > 0; });
  if (std::min(values, segments) < 2) return none;
  const auto rows = static_cast<double>(values), columns = static_cast<double>(segments);
  const double by_chance = (rows - 1) * (columns - 1) / (all - 1);
  const double most =
      std::min(rows - (rows - 1) * (rows - 1) / (all - 1), columns - (columns - 1) * (columns - 1) / (all - 1)) - 1;
  if (!(most > 1e-9)) return none;  // as many values or segments as customers
  return std::sqrt(std::clamp((sum - 1 - by_chance) / most, 0.0, 1.0));
}

CategoryProfile profile_category(const Description& description, const CategoryColumn& column) {
  const std::vector<std::vector<std::int64_t>> counts = count_codes(description, column);
  CategoryProfile profile;
  profile.column = description.table().columns()[column.column];
  profile.present.resize(description.k());
  for (const auto& of_value : counts) {
    std::ranges::transform(profile.present, of_value, profile.present.begin(), std::plus<>());
  }
  profile.cramers_v = cramers_v(counts, profile.present);
  const std::size_t shown = std::min(column.values.size(), most_categories);
  profile.values.assign(column.values.begin(), column.values.begin() + static_cast<std::ptrdiff_t>(shown));
  for (std::size_t v = 0; v < shown; ++v) {
    profile.having.push_back(std::accumulate(counts[v].begin(), counts[v].end(), std::int64_t{0}));
  }
  profile.customers.resize(description.k());
  for (std::size_t s = 0; s < description.k(); ++s) {
    for (std::size_t value = 0; value < shown; ++value) profile.customers[s].push_back(counts[value][s]);
  }
  return profile;
}

}  // namespace

double CategoryProfile::share(std::size_t segment, std::size_t value) const {
  return customers[segment][value] < 0 ? none : ratio(customers[segment][value], present[segment]);
}

double CategoryProfile::share_of_all(std::size_t value) const {
  return ratio(having[value], std::accumulate(present.begin(), present.end(), std::int64_t{0}));
}

double CategoryProfile::difference(std::size_t segment, std::size_t value) const {
  const double all = share_of_all(value);
  const double deviation = std::sqrt(all * (1 - all));
  return deviation > 0 ? (share(segment, value) - all) / deviation : none;
}

std::vector<CategoryColumn> read_categories(const Table& table, const std::vector<std::string>& columns,
                                            const Context& context) {
  std::vector<CategoryColumn> read;
  for (const std::string& name : columns) {
    const std::size_t column = table.column_index(name);
    if (table.columns()[column].type == ColumnType::text) read.push_back(read_category(table, column, context));
  }
  return read;
}

std::vector<CategoryProfile> profile_categories(const Description& description,
                                                const std::vector<CategoryColumn>& columns) {
  std::vector<CategoryProfile> profiles;
  for (const CategoryColumn& column : columns) profiles.push_back(profile_category(description, column));
  return profiles;
}

std::vector<CategoryDriver> category_drivers(const Profile& profile, std::size_t segment) {
  std::vector<CategoryDriver> drivers;
  for (std::size_t c = 0; c < profile.categories.size(); ++c) {
    const CategoryProfile& category = profile.categories[c];
    if (2 * category.present[segment] < profile.segments[segment].size) continue;
    std::vector<double> differences;
    for (std::size_t v = 0; v < category.values.size(); ++v) differences.push_back(category.difference(segment, v));
    const std::vector<std::size_t> order = by_difference(differences);
    if (order.empty()) continue;
    const auto more = std::ranges::find_if(order, [&](std::size_t value) { return differences[value] > 0; });
    const std::size_t value = more == order.end() ? order[0] : *more;
    drivers.push_back({c, value, differences[value]});
  }
  std::ranges::stable_sort(drivers, std::greater<>(),
                           [](const CategoryDriver& one) { return std::abs(one.difference); });
  return drivers;
}

}  // namespace segmenta
