// Which engine computes: what a device's name stands for, and the CPU where CUDA cannot.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <segmenta/devices.h>
#include <segmenta/engine_choice.h>
#include <segmenta/error.h>
#include <segmenta/memory_plan.h>
#include <segmenta/number_text.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <utility>

#include "engine/cpu/cpu_shard.h"
#include "engine/eigen/eigen_shard.h"

namespace segmenta {
namespace {

const std::string cuda_prefix = "cuda:";

// Below that many values "auto" takes the CPU: making a device ready would take longer than the job.
constexpr std::int64_t worthwhile_values = std::int64_t{1} << 22;

// The N of "cuda:N".
std::optional<int> device_index(const std::string& device) {
  if (!device.starts_with(cuda_prefix)) return std::nullopt;
  int index = -1;
  const char* end = device.data() + device.size();
  const auto parsed = std::from_chars(device.data() + cuda_prefix.size(), end, index);
  if (parsed.ec != std::errc() || parsed.ptr != end || index < 0) return std::nullopt;
  return index;
}

std::vector<int> device_indices() {
  std::vector<int> indices;
  for (const CudaDevice& device : cuda_devices()) indices.push_back(device.index);
  return indices;
}

// The devices that "cuda" or "cuda:N" names.
std::vector<int> named_devices(const std::string& device) {
  std::vector<int> there = device_indices();
  if (there.empty()) {
    throw Error(ErrorKind::resources, fmt::format("There is no CUDA device for --device {}", device),
                built_with_cuda() ? "none is visible, or the driver is missing or too old"
                                  : "this Segmenta was built without CUDA",
                "Use --device cpu, or see: segmenta devices");
  }
  const auto index = device_index(device);
  if (!index) return there;
  if (std::find(there.begin(), there.end(), *index) == there.end()) {
    throw Error(ErrorKind::resources, fmt::format("There is no CUDA device {}", *index),
                fmt::format("there are {}, numbered from 0", there.size()), "See: segmenta devices");
  }
  return {*index};
}

EngineChoice cuda_choice(std::vector<int> devices, const EngineOptions& options, std::int64_t rows, int features,
                         bool weighted) {
  EngineChoice choice{fmt::format("{}{}", cuda_prefix, fmt::join(devices, ",")),
                      {std::move(devices), options.memory_bytes, options.cpu.batch_rows},
                      {}};
  choice.plan = plan_cuda(rows, features, weighted, choice.cuda);
  return choice;
}

void note_fallback(const Error& error, const Context& context) {
  context.note(fmt::format("the CPU computes, as CUDA cannot: {}", error.what()));
}

// Rows that are on a device stay there.
EngineChoice choose_engine_of(const Rows& rows, const EngineOptions& options, const Context& context) {
  if (!rows.on_device()) return choose_engine(options, rows.rows(), rows.features(), rows.weighted(), context);
  const int device = rows.on_device()->device();
  return {fmt::format("{}{}", cuda_prefix, device), {{device}, options.memory_bytes, options.cpu.batch_rows}, {}};
}

std::unique_ptr<Engine> make_engine(Rows&& rows, const EngineChoice& choice, const EngineOptions& options,
                                    const Context& context) {
  if (!choice.cuda.devices.empty()) return make_cuda_engine(std::move(rows), choice.cuda);
  if (choice.device == "reference") return make_reference_engine(std::move(rows));
  return make_cpu_engine(std::move(rows), options.cpu, context);
}

}  // namespace

std::shared_ptr<const BackEnd> cpu_back_end(const CpuOptions& options, int threads) {
  const bool eigen = (options.simd == "auto" ? cpu_simd() : options.simd) == "eigen";
  return eigen ? eigen_back_end(options, threads) : simd_back_end(options, threads);
}

std::string cpu_simd() {
  const std::string name = choose_kernels("auto").name;
  return name == "scalar" ? "eigen" : name;
}

std::unique_ptr<Engine> make_cpu_engine(Rows rows, const CpuOptions& options, const Context& context) {
  return std::make_unique<Engine>(std::move(rows), cpu_back_end(options, context.worker_threads()));
}

void refuse_unknown_device(const std::string& device) {
  for (const char* known : {"auto", "cpu", "cuda", "reference"}) {
    if (device == known) return;
  }
  if (device_index(device)) return;
  throw Error(ErrorKind::usage, fmt::format("--device {} is not a device", device), "",
              "Use auto, cpu, cuda or cuda:N, such as cuda:0");
}

EngineChoice choose_engine(const EngineOptions& options, std::int64_t rows, int features, bool weighted,
                           const Context& context) {
  refuse_unknown_device(options.device);
  if (options.device == "cpu" || options.device == "reference") return {options.device, {}, {}};
  if (options.device != "auto") return cuda_choice(named_devices(options.device), options, rows, features, weighted);
  if (rows * features < worthwhile_values) return {"cpu", {}, {}};
  try {
    std::vector<int> there = device_indices();
    if (!there.empty()) return cuda_choice(std::move(there), options, rows, features, weighted);
  } catch (const Error& error) {
    note_fallback(error, context);
  }
  return {"cpu", {}, {}};
}

void refuse_too_little_memory(const EngineOptions& options, const EngineChoice& choice, std::int64_t planned_bytes) {
  if (!choice.cuda.devices.empty()) return;
  const auto allowed = options.memory_bytes > 0 ? std::optional(options.memory_bytes) : available_memory();
  if (!allowed || planned_bytes <= *allowed) return;
  const std::string need = fmt::format("This needs {} of memory", bytes_text(planned_bytes));
  if (options.memory_bytes > 0) {
    throw Error(ErrorKind::resources, need, fmt::format("--memory allows {}", bytes_text(*allowed)),
                "Allow more, or use fewer features or rows");
  }
  throw Error(ErrorKind::resources, need,
              fmt::format("this machine, or the container that this runs in, has {} left", bytes_text(*allowed)),
              fmt::format("Use fewer features or rows; where you know better, allow it by --memory {}", planned_bytes));
}

EngineOptions settled(EngineOptions options, const EngineChoice& choice) {
  if (choice.cuda.devices.empty()) options.device = choice.device;
  return options;
}

void run_on_engine(Rows rows, const EngineOptions& options, const Context& context,
                   const std::function<void(Engine&)>& work, const std::function<Rows()>& again) {
  EngineChoice choice = choose_engine_of(rows, options, context);
  choice.cuda.give_up_rows = static_cast<bool>(again);
  std::unique_ptr<Engine> engine;
  try {
    engine = make_engine(std::move(rows), choice, options, context);
    return work(*engine);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::resources || options.device != "auto" || choice.cuda.devices.empty()) throw;
    note_fallback(error, context);
  }
  if (engine != nullptr || rows.on_device()) rows = again ? again() : engine->take_rows();
  engine = make_cpu_engine(std::move(rows), options.cpu, context);
  work(*engine);
}

}  // namespace segmenta
