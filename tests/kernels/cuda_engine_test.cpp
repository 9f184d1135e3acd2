// What is the CUDA engine's alone: shapes at the edges of blocks and warps, every kernel, its certificates, its memory.

#include "kernels/cuda_engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <segmenta/devices.h>
#include <segmenta/engine_choice.h>
#include <segmenta/error.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>
#include <tuple>

#include "engine/engines.h"
#include "kernels/decide.cuh"
#include "kernels/device_centroids.cuh"

namespace segmenta::testing {
namespace {

using ::testing::HasSubstr;

class CudaEngineTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (cuda_devices().empty()) GTEST_SKIP() << "no CUDA device";
  }
};

void expect_equal_pass(Engine& reference, Engine& engine, const Centroids& centroids) {
  EXPECT_EQ(reference.assign(centroids).changed, engine.assign(centroids).changed);
  EXPECT_TRUE(std::ranges::equal(reference.labels(), engine.labels()));
  EXPECT_TRUE(reference.sums().values == engine.sums().values);
  EXPECT_EQ(reference.sums().counts, engine.sums().counts);
}

// Two passes, so that rows move.
void expect_one_answer(Rows rows, Centroids centroids, const CudaOptions& options = {}) {
  const int k = centroids.k;
  SCOPED_TRACE(::testing::Message() << rows.rows() << " x " << rows.features() << ", k = " << k);
  const auto reference = make_reference_engine(copy(rows));
  const auto engine = make_cuda_engine(std::move(rows), options);
  reference->reset(k);
  engine->reset(k);
  expect_equal_pass(*reference, *engine, centroids);
  std::rotate(centroids.values.begin(), centroids.values.begin() + centroids.features, centroids.values.end());
  expect_equal_pass(*reference, *engine, centroids);
  EXPECT_EQ(reference->inertia(centroids), engine->inertia(centroids));
}

void expect_one_answer(const Data& data, int k, const CudaOptions& options = {}) {
  expect_one_answer(on_grid(data), rows_as_centroids(data, k), options);
}

TEST_F(CudaEngineTest, TakesAnyNumberOfRows) {
  for (const int rows : {1, 2, 31, 32, 33, 63, 64, 65, 255, 256, 257, 511, 512, 513, 4095, 4096, 4097}) {
    expect_one_answer(gaussian(rows, 5, 3, 1), std::min(rows, 3));    // small_pass
    expect_one_answer(gaussian(rows, 20, 3, 2), std::min(rows, 20));  // tensor_pass
  }
}

TEST_F(CudaEngineTest, TakesAnyShape) {
  // Both widths of small_pass and each group of tensor_pass, at their edges, aligned and not; sums in shared memory and
  // not; k and features that are a multiple of nothing.
  for (const int features : {1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 31, 33, 48, 100}) {
    for (const int k : {1, 2, 7, 8, 9, 16, 17, 32, 33, 64, 65, 150}) {
      expect_one_answer(gaussian(300, features, 6, static_cast<std::uint32_t>(100 * features + k)), k);
    }
  }
  expect_one_answer(gaussian(70, 4096, 3, 5), 3);         // the most that tensor_pass takes
  expect_one_answer(gaussian(70, 4097, 3, 5), 3);         // product_pass
  expect_one_answer(gaussian(9, 32769, 3, 5), 3);         // by the definition
  for (const int features : {65, 128, 257, 513, 1030}) {  // product_pass at the edges of its chunks
    for (const int k : {65, 97, 160}) {
      expect_one_answer(gaussian(300, features, 90, static_cast<std::uint32_t>(features + k)), k);
    }
  }
}

TEST_F(CudaEngineTest, SharesRowsOutOverDevices) {
  for (const int shards : {1, 2, 5}) {
    CudaOptions options;
    options.devices.assign(static_cast<std::size_t>(shards), 0);
    expect_one_answer(gaussian(3, 4, 2, 7), 2, options);  // fewer rows than shards too
    expect_one_answer(gaussian(1003, 9, 4, 8), 12, options);
  }
}

// Rows that lack a value are left to the definition, whatever the way.
TEST_F(CudaEngineTest, TakesWeightsAndMissingValuesInEveryWay) {
  for (const auto& [features, k] : {std::pair(6, 9), std::pair(20, 30), std::pair(40, 70), std::pair(140, 70)}) {
    Data data = gaussian(400, features, 50, 4);
    const Centroids centroids = rows_as_centroids(data, k);
    std::vector<double> weights;
    for (std::size_t i = 0; i < 400; ++i) weights.push_back(static_cast<double>(i % 4) / 2);
    for (std::size_t i = 0; i < data.values.size(); i += 1003) data.values[i] = std::nanf("");
    expect_one_answer(make_rows(data.values, features, weights), centroids);
  }
}

// Two looks at rows settle nearly all; else the definition would take longer than they save.
TEST_F(CudaEngineTest, SettlesMostRowsByProducts) {
  for (const int features : {40, 300}) {
    const Data data = gaussian(2000, features, 90, 5);
    const auto engine = make_cuda_engine(on_grid(data), {});
    engine->reset(90);
    EXPECT_LT(engine->assign(rows_as_centroids(data, 90)).rechecked, 60) << features;
  }
}

// Whole pages are pinned, what is before and after them comes through buffers; or all of it.
TEST_F(CudaEngineTest, StreamsRowsFromPinnedPagesAndThroughBuffers) {
  const Data data = gaussian(9001, 9, 4, 8);
  for (const bool pin : {true, false}) {
    CudaOptions options;
    options.memory_bytes = 300'000;
    options.batch_rows = 1700;
    options.pin_rows = pin;
    ASSERT_FALSE(plan_cuda(data.rows(), data.features, false, options).resident);
    expect_one_answer(data, 12, options);
    options.devices = {0, 0, 0};
    expect_one_answer(data, 12, options);
  }
}

// Rows on the plane between the first two of `k` centroids, but for a share of their distance from the origin; the
// other centroids are farther.
struct Bisector {
  Data data{"bisector", 0, {}};
  Centroids centroids;

  Bisector(int features, int k, double off_plane) {
    data.features = features;
    const auto d = static_cast<std::size_t>(features);
    std::mt19937 random(9);
    std::normal_distribution<float> normal;
    centroids = {k, features, std::vector<float>(static_cast<std::size_t>(k) * d, 3)};
    for (std::size_t j = 0; j < d; ++j) {
      centroids.values[j] = normal(random);
      centroids.values[d + j] = -centroids.values[j];
    }
    for (int i = 0; i < 4000; ++i) {
      float along = 0;
      std::vector<float> x(d);
      for (std::size_t j = 0; j + 1 < d; ++j) along += (x[j] = normal(random)) * centroids.values[j];
      const double off = 1 + off_plane * static_cast<double>(normal(random));
      x[d - 1] = static_cast<float>(-along / centroids.values[d - 1] * off);
      data.values.insert(data.values.end(), x.begin(), x.end());
    }
  }

  // Labels that are not the reference's.
  [[nodiscard]] int wrong(double certificate_shrink) const {
    const auto reference = make_reference_engine(on_grid(data));
    Engine engine(on_grid(data), cuda_back_end({}, certificate_shrink));
    reference->reset(centroids.k);
    engine.reset(centroids.k);
    reference->assign(centroids);
    engine.assign(centroids);
    int differences = 0;
    for (std::size_t i = 0; i < reference->labels().size(); ++i) {
      differences += reference->labels()[i] != engine.labels()[i] ? 1 : 0;
    }
    return differences;
  }
};

// Rows that the arithmetic of a pass cannot tell apart: a certificate a thousandth as wide labels some of them wrong.
// Of the product pass, those of the second look, of the first and of the third.
TEST_F(CudaEngineTest, NeedsAllOfItsCertificates) {
  for (const auto& [features, k, off_plane] : {std::tuple(8, 2, 0.0), std::tuple(24, 2, 0.0), std::tuple(96, 65, 0.0),
                                               std::tuple(96, 65, 0x1p-13), std::tuple(300, 65, 0.0)}) {
    const Bisector between(features, k, off_plane);
    EXPECT_EQ(between.wrong(1), 0) << features << ", " << off_plane;
    EXPECT_GT(between.wrong(1e-3), 0) << features << ", " << off_plane;
  }
}

// Rows far into a batch whose values are more than 2^32 from its first: only those that are listed are there.
void decides_rows_far_into_a_batch(int k) {
  constexpr int features = 8, listed = 90;
  constexpr std::int64_t first = std::int64_t{1} << 29;
  const Data data = gaussian(listed, features, 2, 3);
  const Centroids centroids = rows_as_centroids(data, k);
  const std::int64_t size = std::int64_t{k} * features;
  const cuda::Stream stream;
  const cuda::DeviceArray<float> values(listed * features);
  cuda::DeviceCentroids there;
  there.load(centroids, stream);
  const cuda::DeviceArray<std::int32_t> labels(listed);
  const cuda::DeviceArray<std::uint32_t> rows(listed);
  const cuda::DeviceArray<unsigned int> count(1);
  const cuda::DeviceArray<unsigned long long> sums(size + k + 1);
  const cuda::DeviceArray<double> inverse_quantum(features);
  cuda::copy_to_device(values.data(), std::span<const float>(data.values), stream);
  const std::vector<std::int32_t> undecided(listed, -1);
  cuda::copy_to_device(labels.data(), std::span<const std::int32_t>(undecided), stream);
  std::vector<std::uint32_t> list;
  for (std::uint32_t i = 0; i < listed; ++i) list.push_back(static_cast<std::uint32_t>(first) + i);
  cuda::copy_to_device(rows.data(), std::span<const std::uint32_t>(list), stream);
  const unsigned int listed_count = listed;
  cuda::copy_to_device(count.data(), std::span<const unsigned int>(&listed_count, 1), stream);
  const std::vector<double> ones(features, 1.0);
  cuda::copy_to_device(inverse_quantum.data(), std::span<const double>(ones), stream);
  cuda::set_zero(sums, stream);
  const cuda::Batch batch{values.data() - first * features, nullptr, labels.data() - first, first + listed, features};
  cuda::launch_decide(batch,
                      {there.by_feature(), there.half_norms(), k, cuda::float_certificate(features, there.norm(), 1)},
                      {sums.data(), sums.data() + size, nullptr, nullptr, inverse_quantum.data(), size},
                      {rows.data(), count.data(), sums.data() + size + k}, false, stream);
  const auto found = cuda::to_host(labels.data(), listed, stream);
  const auto reference = make_reference_engine(on_grid(data));
  reference->reset(k);
  reference->assign(centroids);
  EXPECT_TRUE(std::ranges::equal(found, reference->labels())) << "k = " << k;
}

TEST_F(CudaEngineTest, CountsValuesIn64Bits) {
  decides_rows_far_into_a_batch(2);
  decides_rows_far_into_a_batch(80);
}

TEST_F(CudaEngineTest, LeavesTheRowsWhereMemoryIsTooSmall) {
  Rows rows = on_grid(gaussian(5000, 4, 2, 3));
  CudaOptions options;
  options.memory_bytes = 1000;
  try {
    make_cuda_engine(std::move(rows), options);
    FAIL() << "5000 rows cannot fit 1000 bytes";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::resources);
    EXPECT_THAT(error.what(), HasSubstr("5000 rows x 4 features"));
  }
  EXPECT_EQ(rows.rows(), 5000);
}

TEST_F(CudaEngineTest, AutoTurnsToTheCpuWhereMemoryIsTooSmall) {
  const Data data = gaussian(std::int64_t{1} << 20, 4, 2, 3);
  EngineOptions options;
  options.memory_bytes = 100'000;
  std::string notes;
  Context context;
  context.on_note = [&](const std::string& note) { notes += note; };
  EXPECT_EQ(with_engine(on_grid(data), options, context, [](Engine& engine) { return engine.device(); }), "cpu");
  EXPECT_THAT(notes, HasSubstr("too little memory"));
}

// A device that fails in the middle: what had begun is begun again on the CPU, with the rows as they were.
TEST_F(CudaEngineTest, AutoBeginsAnewOnTheCpuWhereADeviceFails) {
  const Data data = gaussian(std::int64_t{1} << 20, 4, 2, 3);
  EngineOptions options;
  std::vector<std::string> devices;
  run_on_engine(on_grid(data), options, {}, [&](Engine& engine) {
    devices.push_back(engine.device());
    EXPECT_EQ(engine.grid().rows, data.rows());
    EXPECT_EQ(engine.read(7, 1).row(0)[2], on_grid(data).row(7)[2]);
    if (devices.size() == 1) throw Error(ErrorKind::resources, "the device failed");
  });
  ASSERT_EQ(devices.size(), 2);
  EXPECT_THAT(devices[0], HasSubstr("cuda:0"));
  EXPECT_EQ(devices[1], "cpu");
}

TEST_F(CudaEngineTest, HoldsTheRowsThatThisProcessGivesUp) {
  Data data = gaussian(3000, 7, 4, 9);
  for (std::size_t i = 3; i < data.values.size(); i += 101) data.values[i] = std::nanf("");
  std::vector<double> weights(3000);
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<double>(i % 5);
  const Rows rows = make_rows(data.values, data.features, weights);
  CudaOptions options;
  options.devices = {0, 0};
  options.give_up_rows = true;
  const auto engine = make_cuda_engine(copy(rows), options);
  const auto expect_row = [&](const Rows& found, std::int64_t i, std::int64_t row) {
    EXPECT_EQ(std::memcmp(found.row(i), rows.row(row), 7 * sizeof(float)), 0) << row;
    EXPECT_EQ(found.weight(i), rows.weight(row)) << row;
  };
  const Rows read = engine->read(1490, 20);  // over both shards
  for (std::int64_t i = 0; i < 20; ++i) expect_row(read, i, 1490 + i);
  const std::vector<std::int64_t> chosen = {2999, 0, 1499, 1500, 7, 7};
  const Rows selected = engine->select(chosen);
  for (std::size_t i = 0; i < chosen.size(); ++i) expect_row(selected, static_cast<std::int64_t>(i), chosen[i]);
  const Rows taken = engine->take_rows();
  ASSERT_EQ(taken.rows(), 3000);
  for (std::int64_t i = 0; i < 3000; ++i) expect_row(taken, i, i);
}

TEST_F(CudaEngineTest, MakesRowsAnewForTheCpuWhereADeviceAloneHadThem) {
  const Data data = gaussian(std::int64_t{1} << 20, 4, 2, 3);
  std::vector<std::string> devices;
  int made_anew = 0;
  run_on_engine(
      on_grid(data), {}, {},
      [&](Engine& engine) {
        devices.push_back(engine.device());
        EXPECT_EQ(engine.read(7, 1).row(0)[2], on_grid(data).row(7)[2]);
        if (devices.size() == 1) throw Error(ErrorKind::resources, "the device failed");
      },
      [&] {
        ++made_anew;
        return on_grid(data);
      });
  EXPECT_EQ(devices.size(), 2);
  EXPECT_EQ(made_anew, 1);
}

TEST_F(CudaEngineTest, NamesTheDeviceThatIsNotThere) {
  const int one_too_many = static_cast<int>(cuda_devices().size());
  EngineOptions options;
  options.device = "cuda:" + std::to_string(one_too_many);
  try {
    choose_engine(options, 1, 1, false, {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::resources);
    EXPECT_THAT(error.what(), HasSubstr("no CUDA device " + std::to_string(one_too_many)));
  }
}

}  // namespace
}  // namespace segmenta::testing
