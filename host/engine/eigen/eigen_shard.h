#pragma once
// The CPU engine without SIMD kernels of our own: distances as products of matrices by Eigen, which knows the vectors
// of many machines. The answer is the same.

#include <memory>

#include "engine/shard.h"

namespace segmenta {

/// `certificate_shrink` < 1 breaks the certificate; only tests do that.
std::shared_ptr<const BackEnd> eigen_back_end(const CpuOptions& options, int threads, double certificate_shrink = 1);

}  // namespace segmenta
