// The CUDA back end: which device has which rows, and what that takes of its memory.

#include "cuda_engine.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "parallel.h"
#include "plan.h"
#include "shard.cuh"

namespace segmenta {
namespace {

std::vector<int> devices_or_first(std::vector<int> devices) { return devices.empty() ? std::vector{0} : devices; }

// Bytes that may be used of each device.
std::vector<std::int64_t> budgets_of(const std::vector<int>& devices, const CudaOptions& options) {
  std::vector<std::int64_t> budgets;
  for (const int device : devices) {
    const cuda::CurrentDevice current(device);
    budgets.push_back(cuda::usable_bytes(options.memory_bytes));
  }
  return budgets;
}

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
    const std::vector<std::int64_t> shares =
        cuda::share_rows(grid.rows, grid.features, grid.weighted, budgets_of(devices_, options_), options_.batch_rows);
    std::vector<std::int64_t> first(shares.size());
    std::exclusive_scan(shares.begin(), shares.end(), first.begin(), std::int64_t{0});
    std::vector<std::unique_ptr<Shard>> all(shares.size());
    const auto count = static_cast<std::int64_t>(shares.size());
    ThreadPool(static_cast<int>(count)).run(count, [&](std::int64_t index, int) {
      const auto s = static_cast<std::size_t>(index);
      if (shares[s] == 0) return;
      const cuda::CurrentDevice current(devices_[s]);
      all[s] = std::make_unique<cuda::DeviceShard>(
          rows, grid, first[s], shares[s],
          cuda::ShardOptions{devices_[s], options_.memory_bytes, options_.batch_rows, options_.pin_rows,
                             options_.give_up_rows, certificate_shrink_});
    });
    std::erase(all, nullptr);
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
  const std::vector<std::int64_t> budgets = budgets_of(devices, options);
  const auto shares = cuda::share_rows(rows, features, weighted, budgets, options.batch_rows);
  CudaPlan plan;
  for (std::size_t s = 0; s < devices.size(); ++s) {
    const CudaPlan here = cuda::make_plan(shares[s], features, weighted, budgets[s], options.batch_rows);
    if (s == 0 || !here.resident) plan = here;
  }
  return plan;
}

std::unique_ptr<Engine> make_cuda_engine(Rows&& rows, const CudaOptions& options) {
  return std::make_unique<Engine>(std::move(rows), cuda_back_end(options));
}

}  // namespace segmenta
