// segmenta devices: the CUDA devices that there are, as text or JSON.

#include <fmt/format.h>
#include <segmenta/devices.h>
#include <segmenta/json.h>
#include <segmenta/number_text.h>

#include "command.h"

namespace segmenta {
namespace {

void run(const CommandLine& line) {
  const std::vector<CudaDevice> devices = cuda_devices();
  if (line.json) return line.print(devices_json(devices));
  for (const CudaDevice& device : devices) {
    line.print(fmt::format("cuda:{}  {}, compute capability {}, {} of {} free, driver for CUDA {}", device.index,
                           device.name, device.compute_capability(), bytes_text(device.free_bytes),
                           bytes_text(device.memory_bytes), device.driver()));
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
