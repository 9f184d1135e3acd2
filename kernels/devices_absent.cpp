// Stands in for devices.cu where Segmenta is built without CUDA.

#include <segmenta/devices.h>

namespace segmenta {

bool built_with_cuda() { return false; }

std::vector<CudaDevice> cuda_devices() { return {}; }

}  // namespace segmenta
