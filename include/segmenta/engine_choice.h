#pragma once
// Which engine computes. The answer does not depend on it.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <segmenta/context.h>
#include <segmenta/engine.h>
#include <segmenta/export.h>

namespace SEGMENTA_API segmenta {

struct EngineOptions {
  /// "cpu"; "cuda": every CUDA device, rows shared out; "cuda:N": that one; "auto": CUDA where there is a device and
  /// enough to do, else the CPU; "reference": the plain definitions, slowly.
  std::string device = "auto";
  CpuOptions cpu;
  /// Memory to use at most: of a CUDA device (0: most of what is free), which then streams rows that do not fit; of
  /// this machine, where another engine computes (0: no limit).
  std::int64_t memory_bytes = 0;
};

struct EngineChoice {
  std::string device;  ///< "cpu", "reference", "cuda:0", "cuda:0,1"
  CudaOptions cuda;    ///< of the CUDA engine; no devices: another one
  CudaPlan plan;       ///< likewise
};

/// What `device` stands for on this machine, for so many rows. Throws Error(usage) for a name that is none,
/// Error(resources) where a named CUDA device is not there, fails or has too little memory. "auto" takes the CPU then,
/// with a note.
EngineChoice choose_engine(const EngineOptions& options, std::int64_t rows, int features, bool weighted,
                           const Context& context);

/// Throws Error(resources) where an engine of this machine would take `planned_bytes` and may not.
void refuse_too_little_memory(const EngineOptions& options, const EngineChoice& choice, std::int64_t planned_bytes);

/// The options that keep to a choice: where that is not CUDA, no device is tried again.
EngineOptions settled(EngineOptions options, const EngineChoice& choice);

/// Throws Error(usage) for a device name that is none.
void refuse_unknown_device(const std::string& device);

/// Calls work(engine) with an engine over the rows. With "auto", where a CUDA device fails or has too little memory,
/// that is noted and work is called again with the CPU engine: it must then start afresh. With `again`, which makes the
/// rows anew for it, they may until then be on the device alone.
void run_on_engine(Rows rows, const EngineOptions& options, const Context& context,
                   const std::function<void(Engine&)>& work, const std::function<Rows()>& again = {});

/// The same for work that returns what it found, and so leaves nothing behind where it fails.
template <class Work>
auto with_engine(Rows rows, const EngineOptions& options, const Context& context, const Work& work,
                 const std::function<Rows()>& again = {}) {
  std::optional<std::invoke_result_t<const Work&, Engine&>> result;
  run_on_engine(
      std::move(rows), options, context, [&](Engine& engine) { result.emplace(work(engine)); }, again);
  return std::move(*result);
}

}  // namespace segmenta
