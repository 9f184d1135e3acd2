// Sorts distances with their rows by Thrust, and takes the first.

#include <thrust/execution_policy.h>
#include <thrust/functional.h>
#include <thrust/sequence.h>
#include <thrust/sort.h>

#include <algorithm>

#include "farthest.cuh"
#include "thrust_errors.cuh"

namespace segmenta::cuda {

std::vector<FarRow> farthest_of(double* distances2, std::int64_t size, std::int64_t first, int count,
                                const Stream& stream) {
  const DeviceArray<std::uint32_t> positions(size);
  guard_thrust([&] {
    const auto policy = thrust::cuda::par.on(stream.get());
    thrust::sequence(policy, positions.data(), positions.data() + size);
    thrust::stable_sort_by_key(policy, distances2, distances2 + size, positions.data(), thrust::greater<double>());
    return 0;
  });
  const std::int64_t kept = std::min<std::int64_t>(size, count);
  const std::vector<double> largest = to_host(distances2, kept, stream);
  const std::vector<std::uint32_t> where = to_host(positions.data(), kept, stream);
  std::vector<FarRow> rows;
  for (std::size_t i = 0; i < largest.size() && largest[i] >= 0; ++i) rows.push_back({first + where[i], largest[i]});
  return rows;
}

}  // namespace segmenta::cuda
