// Which engine --device stands for, where that does not need a device.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <segmenta/devices.h>
#include <segmenta/engine_choice.h>
#include <segmenta/error.h>

namespace segmenta {
namespace {

TEST(EngineChoice, RefusesNamesThatAreNoDevice) {
  for (const char* name : {"gpu", "", "cuda:", "cuda:x", "cuda:-1", "cuda:1x", "cuda:0,1", "CPU"}) {
    try {
      refuse_unknown_device(name);
      ADD_FAILURE() << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
    }
  }
  for (const char* name : {"auto", "cpu", "cuda", "cuda:0", "cuda:12", "reference"}) refuse_unknown_device(name);
}

TEST(EngineChoice, NeedsADeviceWhereOneIsNamed) {
  if (!cuda_devices().empty()) GTEST_SKIP() << "there is a CUDA device";
  for (const char* name : {"cuda", "cuda:0"}) {
    EngineOptions options;
    options.device = name;
    try {
      choose_engine(options, 1000, 2, false, {});
      ADD_FAILURE() << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::resources);
    }
  }
}

TEST(EngineChoice, AutoTakesTheCpuWhereThereIsLittleToDo) {
  EXPECT_EQ(choose_engine({}, 1000, 2, false, {}).device, "cpu");
}

TEST(EngineChoice, AutoTakesADeviceWhereOneIsThere) {
  const std::string expected = cuda_devices().empty() ? "cpu" : "cuda:0";
  EXPECT_EQ(choose_engine({}, 4'000'000, 16, false, {}).device.substr(0, 6), expected);
}

}  // namespace
}  // namespace segmenta
