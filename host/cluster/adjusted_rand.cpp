// How far two clusterings agree.

#include <segmenta/choose_k.h>

#include <algorithm>

namespace segmenta {
namespace {

double pairs(std::int64_t count) { return 0.5 * static_cast<double>(count) * static_cast<double>(count - 1); }

}  // namespace

double adjusted_rand(std::span<const std::int32_t> a, std::span<const std::int32_t> b) {
  if (a.empty()) return 1;
  const auto clusters_a = static_cast<std::size_t>(*std::max_element(a.begin(), a.end())) + 1;
  const auto clusters_b = static_cast<std::size_t>(*std::max_element(b.begin(), b.end())) + 1;
  std::vector<std::int64_t> both(clusters_a * clusters_b);
  std::vector<std::int64_t> in_a(clusters_a);
  std::vector<std::int64_t> in_b(clusters_b);
  for (std::size_t i = 0; i < a.size(); ++i) {
    ++both[static_cast<std::size_t>(a[i]) * clusters_b + static_cast<std::size_t>(b[i])];
    ++in_a[static_cast<std::size_t>(a[i])];
    ++in_b[static_cast<std::size_t>(b[i])];
  }
  const auto together_in = [](const std::vector<std::int64_t>& counts) {
    double sum = 0;
    for (const std::int64_t count : counts) sum += pairs(count);
    return sum;
  };
  const double pairs_a = together_in(in_a);
  const double pairs_b = together_in(in_b);
  const double expected = pairs_a * pairs_b / std::max(pairs(static_cast<std::int64_t>(a.size())), 1.0);
  const double most = (pairs_a + pairs_b) / 2;
  return most == expected ? 1 : (together_in(both) - expected) / (most - expected);
}

}  // namespace segmenta
