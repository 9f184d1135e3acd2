#pragma once
// Every CUDA runtime call goes through SEGMENTA_CUDA_CHECK: a failure becomes an Error(resources) that names the call.

#include <cuda_runtime_api.h>
#include <segmenta/error.h>

#include <string>

namespace segmenta {

inline void check_cuda(cudaError_t status, const char* call) {
  if (status == cudaSuccess) return;
  // Clears the error, so that a caller who goes on (on the CPU, say) does not meet it again.
  static_cast<void>(cudaGetLastError());
  throw Error(ErrorKind::resources, std::string("The CUDA device failed in ") + call, cudaGetErrorString(status),
              "Try another device, or --device cpu");
}

}  // namespace segmenta

#define SEGMENTA_CUDA_CHECK(call) ::segmenta::check_cuda((call), #call)
