#include "columns/id_names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace segmenta {
namespace {

constexpr std::array<std::string_view, 7> usual{"id",      "customer_id", "customer", "customerid",
                                                "user_id", "client_id",   "index"};

std::string lower(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  return name;
}

}  // namespace

int id_rank(const std::string& name) {
  const auto* found = std::find(usual.begin(), usual.end(), lower(name));
  return found == usual.end() ? -1 : static_cast<int>(found - usual.begin());
}

int id_rank_beside_matrix(const std::string& name) {
  const bool plural = name.size() > 1 && (name.back() == 's' || name.back() == 'S');
  return std::max(id_rank(name), plural ? id_rank(name.substr(0, name.size() - 1)) : -1);
}

}  // namespace segmenta
