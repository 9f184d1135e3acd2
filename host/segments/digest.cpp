// Digests by XXH3, over the bytes as they are stored.

#include <fmt/format.h>
#include <segmenta/fit.h>
#include <xxhash.h>

#include <memory>
#include <variant>

namespace segmenta {
namespace {

std::string hexadecimal(XXH64_hash_t hash) { return fmt::format("{:016x}", hash); }

template <class T>
std::string digest(const std::vector<T>& values) {
  return hexadecimal(XXH3_64bits(values.data(), values.size() * sizeof(T)));
}

std::string digest(const std::vector<std::string>& texts) {
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(), &XXH3_freeState);
  XXH3_64bits_reset(state.get());
  for (const std::string& text : texts) XXH3_64bits_update(state.get(), text.c_str(), text.size() + 1);
  return hexadecimal(XXH3_64bits_digest(state.get()));
}

}  // namespace

std::string labels_digest(const std::vector<std::int32_t>& segment) { return digest(segment); }
std::string centroids_digest(const std::vector<float>& centroids) { return digest(centroids); }
std::string ids_digest(const Ids& ids) {
  return std::visit([](const auto& values) { return digest(values); }, ids);
}

}  // namespace segmenta
