// Figures of columns, against pandas.

#include <gmock/gmock.h>
#include <segmenta/inspect.h>

#include <cmath>

#include "store/expected.h"
#include "store/refusal.h"

namespace segmenta {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

ColumnSummary summary_of(const std::vector<double>& values) { return inspect(MemoryTable({"a"}, values), {})[0]; }

TEST(Inspecting, GivesTheFiguresOfPandas) {
  for (const char* file : {"group.h5", "compound.h5", "pandas_table.h5", "vaex.hdf5"}) {
    const auto store = open_store(store_path(file));
    for (const ColumnSummary& column : inspect(*store, {})) {
      const auto& wanted = expected()["columns"][column.column.name];
      EXPECT_EQ(column.missing, wanted["missing"]) << file << column.column.name;
      if (column.column.type == ColumnType::text) {
        EXPECT_TRUE(std::isnan(column.mean));
        continue;
      }
      EXPECT_EQ(column.min, wanted["min"].get<double>()) << file << column.column.name;
      EXPECT_EQ(column.max, wanted["max"].get<double>()) << file << column.column.name;
      const double mean = wanted["mean"].get<double>();
      EXPECT_NEAR(column.mean, mean, 1e-12 * std::abs(mean)) << file << column.column.name;
    }
  }
}

TEST(Inspecting, CountsMissingAndInfiniteValuesApart) {
  const ColumnSummary summary = summary_of({nan, 1, infinity, 5, -infinity, nan, nan});
  EXPECT_EQ(summary.missing, 3);
  EXPECT_EQ(summary.infinite, 2);
  EXPECT_EQ(summary.min, 1);
  EXPECT_EQ(summary.mean, 3);
  EXPECT_EQ(summary.max, 5);
}

TEST(Inspecting, GivesNoFiguresOfAColumnWithoutValues) {
  const ColumnSummary summary = summary_of({nan, infinity});
  EXPECT_TRUE(std::isnan(summary.min));
  EXPECT_TRUE(std::isnan(summary.mean));
  EXPECT_TRUE(std::isnan(summary.max));
}

TEST(Inspecting, LosesNoDigitsFarFromZero) {
  std::vector<double> values(300'000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = 1e15 + static_cast<double>(i % 5);
  EXPECT_EQ(summary_of(values).mean, 1e15 + 2);
}

TEST(Inspecting, SeesEveryBlock) {
  std::vector<double> values(200'001, 1);
  values.back() = 7;
  values[65'536] = nan;
  values[131'071] = -3;
  const ColumnSummary summary = summary_of(values);
  EXPECT_EQ(summary.max, 7);
  EXPECT_EQ(summary.min, -3);
  EXPECT_EQ(summary.missing, 1);
}

TEST(Inspecting, StopsWhenCancelled) {
  const std::atomic<bool> cancelled{true};
  Context context;
  context.cancelled = &cancelled;
  const std::vector<double> values{1, 2};
  EXPECT_THAT(refusal([&] { inspect(MemoryTable({"a"}, values), context); }), testing::StartsWith("5: "));
}

}  // namespace
}  // namespace segmenta
