// The CUDA devices as JSON.

#include <fmt/format.h>
#include <segmenta/json.h>

#include "json/json.h"

namespace segmenta {

std::string devices_json(std::span<const CudaDevice> devices) {
  Json list = Json::array();
  for (const CudaDevice& device : devices) {
    list.push_back({{"device", fmt::format("cuda:{}", device.index)},
                    {"name", device.name},
                    {"compute_capability", device.compute_capability()},
                    {"memory_bytes", device.memory_bytes},
                    {"free_bytes", device.free_bytes},
                    {"driver", device.driver()}});
  }
  return text_of({{"cuda", built_with_cuda()}, {"devices", list}});
}

}  // namespace segmenta
