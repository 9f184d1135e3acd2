// Stands in for cuda_engine.cu where Segmenta is built without CUDA.

#include <segmenta/engine.h>
#include <segmenta/error.h>

#include "prepare/column_device.h"

namespace segmenta {
namespace {

[[noreturn]] void refuse() {
  throw Error(ErrorKind::resources, "There is no CUDA engine in this Segmenta", "it was built without CUDA",
              "Build it with the preset 'cuda', or use --device cpu");
}

}  // namespace

std::unique_ptr<ColumnDevice> cuda_columns(int /*device*/, std::int64_t /*memory_bytes*/) { return nullptr; }

CudaPlan plan_cuda(std::int64_t /*rows*/, int /*features*/, bool /*weighted*/, const CudaOptions& /*options*/) {
  refuse();
}

std::unique_ptr<Engine> make_cuda_engine(Rows&& /*rows*/, const CudaOptions& /*options*/) { refuse(); }

}  // namespace segmenta
