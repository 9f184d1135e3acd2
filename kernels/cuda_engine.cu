// The CUDA back end: which device has which rows, and what that takes of its memory.

#include "cuda_engine.h"

#include <algorithm>
#include <string>
#include <utility>

#include "shard.cuh"

namespace segmenta {
namespace {

std::vector<int> devices_or_first(std::vector<int> devices) { return devices.empty() ? std::vector{0} : devices; }

std::string architecture_of(int device) {
  int major = 0;
  int minor = 0;
  SEGMENTA_CUDA_CHECK(cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, device));
  SEGMENTA_CUDA_CHECK(cudaDeviceGetAttribute(&minor, cudaDevAttrComputeCapabilityMinor, device));
  return std::string("sm_").append(std::to_string(10 * major + minor));
}

class CudaBackEnd : public BackEnd {
 public:
  CudaBackEnd(const CudaOptions& options, double certificate_shrink)
      : options_(options), devices_(devices_or_first(options.devices)), certificate_shrink_(certificate_shrink) {
    architecture_ = architecture_of(devices_.front());
  }

  [[nodiscard]] std::string device() const override {
    std::vector<int> distinct = devices_;
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    std::string name = "cuda";
    for (std::size_t i = 0; i < distinct.size(); ++i) {
      name.append(i == 0 ? ":" : ",").append(std::to_string(distinct[i]));
    }
    return name;
  }
  [[nodiscard]] std::string simd() const override { return architecture_; }
  [[nodiscard]] int threads() const override { return static_cast<int>(devices_.size()); }

  [[nodiscard]] std::vector<std::unique_ptr<Shard>> shards(const Rows& rows, const Grid& grid) const override {
    std::vector<std::unique_ptr<Shard>> all;
    const auto count = static_cast<std::int64_t>(devices_.size());
    for (std::int64_t s = 0; s < count; ++s) {
      const std::int64_t first = grid.rows * s / count;
      const std::int64_t until = grid.rows * (s + 1) / count;
      if (first == until) continue;
      const int device = devices_[static_cast<std::size_t>(s)];
      const cuda::CurrentDevice current(device);
      all.push_back(
          std::make_unique<cuda::DeviceShard>(rows, grid, first, until - first,
                                              cuda::ShardOptions{device, options_.memory_bytes, options_.batch_rows,
                                                                 options_.pin_rows, certificate_shrink_}));
    }
    return all;
  }

  // The processor is as good as any device for a few rows.
  [[nodiscard]] std::shared_ptr<const BackEnd> alone() const override { return cpu_back_end({}, 1); }

 private:
  CudaOptions options_;
  std::vector<int> devices_;
  std::string architecture_;
  double certificate_shrink_;
};

}  // namespace

std::shared_ptr<const BackEnd> cuda_back_end(const CudaOptions& options, double certificate_shrink) {
  return std::make_shared<CudaBackEnd>(options, certificate_shrink);
}

CudaPlan plan_cuda(std::int64_t rows, int features, bool weighted, const CudaOptions& options) {
  const std::vector<int> devices = devices_or_first(options.devices);
  const auto shards = static_cast<std::int64_t>(devices.size());
  CudaPlan plan;
  for (const int device : devices) {
    const cuda::CurrentDevice current(device);
    const CudaPlan here = cuda::make_plan((rows + shards - 1) / shards, features, weighted,
                                          cuda::usable_bytes(options.memory_bytes), options.batch_rows);
    if (device == devices.front() || !here.resident) plan = here;
  }
  return plan;
}

std::unique_ptr<Engine> make_cuda_engine(Rows&& rows, const CudaOptions& options) {
  return std::make_unique<Engine>(std::move(rows), cuda_back_end(options));
}

}  // namespace segmenta
