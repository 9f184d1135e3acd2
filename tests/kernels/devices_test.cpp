// The devices that are listed, with and without the CUDA engine.

#include <gmock/gmock.h>
#include <segmenta/devices.h>

namespace segmenta {
namespace {

TEST(CudaDevices, ThereAreNoneWithoutTheCudaEngine) {
  if (built_with_cuda()) GTEST_SKIP() << "built with CUDA";
  EXPECT_THAT(cuda_devices(), testing::IsEmpty());
}

TEST(CudaDevices, EachIsListedAtItsIndexWithItsMemory) {
  const auto devices = cuda_devices();
  if (devices.empty()) GTEST_SKIP() << "no CUDA device";
  for (std::size_t i = 0; i < devices.size(); ++i) {
    EXPECT_EQ(devices[i].index, static_cast<int>(i));
    EXPECT_FALSE(devices[i].name.empty());
    EXPECT_GE(devices[i].compute_major, 8);
    EXPECT_GT(devices[i].free_bytes, 0);
    EXPECT_LE(devices[i].free_bytes, devices[i].memory_bytes);
  }
}

}  // namespace
}  // namespace segmenta
