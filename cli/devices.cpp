// segmenta devices

#include <fmt/format.h>
#include <segmenta/devices.h>

#include <nlohmann/json.hpp>

#include "command.h"
#include "outputs.h"

namespace segmenta {
namespace {

std::string version_text(int version) { return fmt::format("{}.{}", version / 1000, version % 1000 / 10); }

std::string compute_capability(const CudaDevice& device) {
  return fmt::format("{}.{}", device.compute_major, device.compute_minor);
}

nlohmann::json to_json(const std::vector<CudaDevice>& devices) {
  nlohmann::json list = nlohmann::json::array();
  for (const CudaDevice& device : devices) {
    list.push_back({{"device", fmt::format("cuda:{}", device.index)},
                    {"name", device.name},
                    {"compute_capability", compute_capability(device)},
                    {"memory_bytes", device.memory_bytes},
                    {"free_bytes", device.free_bytes},
                    {"driver", version_text(device.driver_version)}});
  }
  return {{"cuda", built_with_cuda()}, {"devices", list}};
}

void run(const CommandLine& line) {
  const std::vector<CudaDevice> devices = cuda_devices();
  if (line.json) return line.print(to_json(devices).dump(2));
  for (const CudaDevice& device : devices) {
    line.print(fmt::format("cuda:{}  {}, compute capability {}, {} of {} free, driver for CUDA {}", device.index,
                           device.name, compute_capability(device), bytes_text(device.free_bytes),
                           bytes_text(device.memory_bytes), version_text(device.driver_version)));
  }
  if (!devices.empty()) return;
  line.print(built_with_cuda()
                 ? "No CUDA device: none is visible, or the driver is missing or too old. The CPU computes."
                 : "No CUDA device: this Segmenta was built without CUDA. The CPU computes.");
}

}  // namespace

void add_devices_command(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("devices", "List the CUDA devices that --device can name");
  command->footer("Example:\n  segmenta devices");
  command->callback([&line] { line.run = [&line] { run(line); }; });
}

}  // namespace segmenta
