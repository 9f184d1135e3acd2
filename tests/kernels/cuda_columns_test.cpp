// Preparation on a device against that in this process: the same parameters and rows, to the bit.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <segmenta/devices.h>
#include <segmenta/engine.h>
#include <segmenta/error.h>
#include <segmenta/fit.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include "prepare/column_device.h"

namespace segmenta::testing {
namespace {

using ::testing::HasSubstr;

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

class CudaColumnsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (cuda_devices().empty()) GTEST_SKIP() << "no CUDA device";
  }
};

// Columns of every kind that preparation tells apart, row by row.
struct Customers {
  std::vector<std::string> names = {"even", "skewed",   "both ways", "mostly zero", "two", "whole",
                                    "gaps", "few gaps", "far off",   "zeros",       "same"};
  std::vector<double> values;

  explicit Customers(int rows) {
    std::mt19937 random(static_cast<std::uint32_t>(rows));
    std::normal_distribution<> normal;
    for (int row = 0; row < rows; ++row) {
      const double spend = std::exp(2 * normal(random));
      const bool rare = random() % 5 == 0;
      values.insert(values.end(),
                    {3 + normal(random), spend, spend - 1.5 * std::exp(2 * normal(random)), rare ? spend : 0.0,
                     rare ? 1.0 : 0.0, std::floor(10 * spend), row % 9 == 4 ? nothing : normal(random),
                     row % 97 == 50 ? nothing : spend, 1e9 + 1e-3 * normal(random), rare ? -0.0 : row % 3 - 1.0, 7.0});
    }
  }
  [[nodiscard]] MemoryTable table() const { return {names, values}; }
};

std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x); }

void expect_same(const Table& table, const std::vector<std::string>& columns, const PrepareOptions& options) {
  const PreparedRows here = prepare(table, columns, options, "", {});
  PreparedRows there = prepare_on(cuda_columns(0, 0).get(), table, columns, options, "", {});
  ASSERT_TRUE(there.rows.on_device());
  ASSERT_EQ(there.preparation.names(), here.preparation.names());
  for (std::size_t j = 0; j < here.preparation.features.size(); ++j) {
    const PreparedFeature& a = here.preparation.features[j];
    const PreparedFeature& b = there.preparation.features[j];
    SCOPED_TRACE(a.name);
    EXPECT_EQ(a.transform, b.transform);
    EXPECT_EQ(a.reason, b.reason);
    EXPECT_EQ(a.rows_limited, b.rows_limited);
    EXPECT_EQ(a.rows_missing, b.rows_missing);
    for (const auto part : {&PreparedFeature::center, &PreparedFeature::scale, &PreparedFeature::lower,
                            &PreparedFeature::upper, &PreparedFeature::fill, &PreparedFeature::quantum}) {
      EXPECT_EQ(bits(a.*part), bits(b.*part)) << a.*part << " and " << b.*part;
    }
  }
  EXPECT_EQ(here.rows.magnitude, there.rows.magnitude);
  const Rows rows = make_cuda_engine(std::move(there.rows), {})->take_rows();
  ASSERT_EQ(rows.rows(), here.rows.rows());
  const auto bytes = static_cast<std::size_t>(rows.rows() * rows.features()) * sizeof(float);
  EXPECT_EQ(std::memcmp(rows.row(0), here.rows.row(0), bytes), 0);
}

TEST_F(CudaColumnsTest, ArePreparedAsInThisProcess) {
  for (const int rows : {2, 9, 300, 65'537}) {
    SCOPED_TRACE(rows);
    const Customers customers(rows);
    PrepareOptions options;
    options.scale = rows == 2 ? Scale::none : Scale::zscore;
    expect_same(customers.table(), customers.names, options);
  }
}

// Of every kernel the smallest.
TEST_F(CudaColumnsTest, MayBeTwo) {
  const Customers customers(40);
  expect_same(customers.table(), {"skewed", "gaps"}, {});
}

TEST_F(CudaColumnsTest, ArePreparedByEveryRule) {
  const Customers customers(5000);
  const MemoryTable table = customers.table();
  for (const Scale scale : {Scale::zscore, Scale::robust, Scale::minmax, Scale::none}) {
    for (const std::optional<double> clip : {std::optional<double>(), std::optional<double>(2.5)}) {
      PrepareOptions options;
      options.scale = scale;
      options.clip_percent = clip;
      options.missing = clip ? Missing::median : Missing::automatic;
      options.missing_flags = clip.has_value();
      options.log = clip ? Log::named : Log::automatic;
      if (clip) options.log_features = {"skewed", "both ways"};
      SCOPED_TRACE(::testing::Message() << "scale " << static_cast<int>(scale) << ", clip " << clip.value_or(-1));
      expect_same(table, customers.names, options);
    }
  }
}

// More features than a tile of the kernel has.
TEST_F(CudaColumnsTest, MayBeMany) {
  const Customers customers(200);
  std::vector<std::string> names;
  std::vector<double> values;
  for (int copy = 0; copy < 5; ++copy) {
    for (const std::string& name : customers.names) names.push_back(name + std::to_string(copy));
  }
  for (std::size_t row = 0; row < 200; ++row) {
    for (int copy = 0; copy < 5; ++copy) {
      const auto from = customers.values.begin() + static_cast<std::ptrdiff_t>(row * customers.names.size());
      values.insert(values.end(), from, from + static_cast<std::ptrdiff_t>(customers.names.size()));
    }
  }
  expect_same(MemoryTable(names, values), names, {});
}

TEST_F(CudaColumnsTest, AreRefusedInTheSameWords) {
  const auto words = [](const std::vector<double>& values, const PrepareOptions& options, ColumnDevice* device) {
    const MemoryTable table({"x", "y"}, values);
    try {
      prepare_on(device, table, {"x", "y"}, options, "", {});
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("nothing");
  };
  PrepareOptions strict;
  strict.missing = Missing::error;
  const std::vector<double> gap = {1, 2, 3, nothing, 5, 6}, endless = {1, 2, 3, 4, HUGE_VAL, 6};
  EXPECT_EQ(words(gap, strict, cuda_columns(0, 0).get()), words(gap, strict, nullptr));
  EXPECT_THAT(words(gap, strict, nullptr), HasSubstr("row 1"));
  EXPECT_EQ(words(endless, {}, cuda_columns(0, 0).get()), words(endless, {}, nullptr));
  EXPECT_THAT(words(endless, {}, nullptr), HasSubstr("row 2"));
}

TEST_F(CudaColumnsTest, AreLeftToThisProcessWhereMemoryIsTooSmall) {
  const Customers customers(5000);
  const auto prepared = prepare_on(cuda_columns(0, 400'000).get(), customers.table(), customers.names, {}, "", {});
  EXPECT_FALSE(prepared.rows.on_device());
}

TEST_F(CudaColumnsTest, GiveTheFitOfTheCpu) {
  const Customers customers(3000);
  const MemoryTable table = customers.table();
  const auto fitted = [&](const char* device) {
    FitOptions options;
    options.features = customers.names;
    options.k = {5, 5};
    options.engine.device = device;
    return fit(table, options, {});
  };
  const FitResult there = fitted("cuda:0"), here = fitted("cpu");
  EXPECT_EQ(there.device, "cuda:0");
  EXPECT_EQ(there.model.centroids, here.model.centroids);
  EXPECT_EQ(there.segments.segment, here.segments.segment);
  EXPECT_EQ(there.model.inertia, here.model.inertia);
}

}  // namespace
}  // namespace segmenta::testing
