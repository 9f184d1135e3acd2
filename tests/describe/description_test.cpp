// A report that reads each column once, counted by a table that counts.

#include "describe/description.h"

#include <gmock/gmock.h>
#include <segmenta/error.h>
#include <segmenta/report.h>

#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "segments/typed_table.h"

namespace segmenta {
namespace {

using testing::ElementsAre;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

// How often each column was read from its first row on.
class CountingTable : public TypedTable {
 public:
  using TypedTable::TypedTable;

  void read(std::span<const std::size_t> columns, std::int64_t first, std::int64_t count,
            double* values) const override {
    for (const std::size_t column : columns) times[column] += first == 0 ? 1 : 0;
    TypedTable::read(columns, first, count, values);
  }

  mutable std::map<std::size_t, int> times;
};

CountingTable four_customers() {
  CountingTable table(std::vector<std::int64_t>{1, 2, 3, 4});
  table.add("a", {1, 2, missing, -4});
  table.add("b", {5, 6, 7, 8});
  return table;
}

class Seen : public ColumnVisitor {
 public:
  explicit Seen(std::vector<std::size_t> columns) : columns_(std::move(columns)) {}
  [[nodiscard]] std::vector<std::size_t> columns() const override { return columns_; }
  void visit(const ShownColumn& shown, Jobs& jobs) override {
    order.push_back(shown.column);
    jobs.emplace_back([this, &shown] {
      totals = shown.totals;
      grouped.clear();
      for (const auto values : shown.by_segment) grouped.emplace_back(values.begin(), values.end());
    });
  }

  std::vector<std::size_t> order;
  std::vector<ColumnTotal> totals;
  std::vector<std::vector<double>> grouped;

 private:
  std::vector<std::size_t> columns_;
};

TEST(Description, CountsTheSegmentsOnce) {
  const CountingTable table = four_customers();
  const std::vector<std::int32_t> labels{1, 0, 1, 1};
  const Description description(table, labels, 3);
  EXPECT_THAT(description.sizes(), ElementsAre(1, 3, 0));
  EXPECT_THAT(description.first(), ElementsAre(0, 1, 4));
  EXPECT_THROW(Description(table, labels, 1), Error);
}

TEST(Description, ShowsAColumnBySegmentWithoutMissingValues) {
  const CountingTable table = four_customers();
  const std::vector<std::int32_t> labels{1, 0, 1, 1};
  const Description description(table, labels, 2);
  Seen seen({0});
  ColumnVisitor* visitors[] = {&seen};
  description.show_columns(visitors, "test", {});
  EXPECT_THAT(seen.grouped, ElementsAre(ElementsAre(2), ElementsAre(1, -4)));
  EXPECT_EQ(seen.totals[1].sum, -3);
  EXPECT_EQ(seen.totals[1].magnitude, 5);
  EXPECT_EQ(seen.totals[1].count, 2);
}

TEST(Description, ReadsAColumnOnceWhoeverWantsIt) {
  const CountingTable table = four_customers();
  const std::vector<std::int32_t> labels{1, 0, 1, 1};
  const Description description(table, labels, 2);
  Seen one({1, 0, 1}), other({0});
  ColumnVisitor* visitors[] = {&one, &other};
  description.show_columns(visitors, "test", {});
  EXPECT_THAT(one.order, ElementsAre(1, 0));
  EXPECT_THAT(other.order, ElementsAre(0));
  EXPECT_THAT(table.times, ElementsAre(std::pair(0, 1), std::pair(1, 1)));
}

// Once for all that a report says; value once more, for the mean of each RFM cell.
TEST(Description, MakesAReportReadEachColumnOnce) {
  std::vector<std::int64_t> ids(100);
  std::iota(ids.begin(), ids.end(), 1);
  CountingTable table(ids);
  std::vector<double> values(100);
  Segments segments;
  for (const char* name : {"recency_days", "frequency", "monetary", "margin", "age"}) {
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i * values.size() % 37) + name[0];
    table.add(name, values);
  }
  for (std::int32_t i = 0; i < 100; ++i) segments.segment.push_back(i % 2);
  ReportOptions options;
  options.columns = {"recency_days", "frequency", "monetary", "age"};
  EXPECT_TRUE(collect_report(table, {}, segments, 2, options, {}).rfm);
  EXPECT_THAT(table.times,
              ElementsAre(std::pair(0, 1), std::pair(1, 1), std::pair(2, 2), std::pair(3, 1), std::pair(4, 1)));
}

}  // namespace
}  // namespace segmenta
