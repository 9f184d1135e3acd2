// Digests by XXH3, over the bytes as they are stored.

#include <segmenta/fit.h>

#include <variant>

#include "segments/hash.h"

namespace segmenta {
namespace {

template <class T>
std::string digest(const std::vector<T>& values) {
  Hash hash;
  hash.add(values.data(), values.size() * sizeof(T));
  return hash.text();
}

std::string digest(const std::vector<std::string>& texts) {
  Hash hash;
  for (const std::string& text : texts) hash.add(text.c_str(), text.size() + 1);
  return hash.text();
}

}  // namespace

std::string labels_digest(const std::vector<std::int32_t>& segment) { return digest(segment); }
std::string centroids_digest(const std::vector<float>& centroids) { return digest(centroids); }
std::string ids_digest(const Ids& ids) {
  return std::visit([](const auto& values) { return digest(values); }, ids);
}

}  // namespace segmenta
