// Stands in for cuda_engine.cu where Segmenta is built without CUDA.

#include <segmenta/engine.h>
#include <segmenta/error.h>

namespace segmenta {

std::unique_ptr<Engine> make_cuda_engine(Rows&& /*rows*/, const CudaOptions& /*options*/) {
  throw Error(ErrorKind::resources, "There is no CUDA engine in this Segmenta", "it was built without CUDA",
              "Build it with the preset 'cuda', or use --device cpu");
}

}  // namespace segmenta
