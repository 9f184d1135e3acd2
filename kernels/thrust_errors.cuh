#pragma once
// Thrust reports a failure of the runtime by exceptions of its own; here they become Error(resources).

#include <segmenta/error.h>
#include <thrust/system_error.h>

#include <new>

namespace segmenta::cuda {

template <class Work>
auto guard_thrust(const Work& work) {
  try {
    return work();
  } catch (const thrust::system_error& error) {
    static_cast<void>(cudaGetLastError());
    throw Error(ErrorKind::resources, "The CUDA device failed in a sort or selection", error.what(),
                "Try another device, or --device cpu");
  } catch (const std::bad_alloc&) {
    static_cast<void>(cudaGetLastError());
    throw Error(ErrorKind::resources, "The CUDA device has too little memory for a sort or selection", "",
                "Use --memory to keep more of it free, or --device cpu");
  }
}

}  // namespace segmenta::cuda
