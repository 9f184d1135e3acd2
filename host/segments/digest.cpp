// Digests by XXH3, over the bytes as they are stored.

#include <fmt/format.h>
#include <segmenta/fit.h>
#include <xxhash.h>

namespace segmenta {
namespace {

template <class T>
std::string digest(const std::vector<T>& values) {
  return fmt::format("{:016x}", XXH3_64bits(values.data(), values.size() * sizeof(T)));
}

}  // namespace

std::string labels_digest(const std::vector<std::int32_t>& segment) { return digest(segment); }
std::string centroids_digest(const std::vector<float>& centroids) { return digest(centroids); }

}  // namespace segmenta
