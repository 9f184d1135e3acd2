#pragma once
// The CUDA back end: rows are shared out over devices; pass.cuh says how a pass works. Several shards may be on one
// device.

#include <segmenta/engine.h>

#include <memory>

#include "engine/shard.h"

namespace segmenta {

/// Throws Error(resources) where there is no such device. `certificate_shrink` < 1 breaks the certificate; only tests
/// do that.
std::shared_ptr<const BackEnd> cuda_back_end(const CudaOptions& options, double certificate_shrink = 1);

}  // namespace segmenta
