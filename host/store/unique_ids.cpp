// Finds an id that occurs twice: in order already, or by sorting.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/store.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "blocks.h"
#include "holds_twice.h"

namespace segmenta {
namespace {

struct Twice {
  std::int64_t first = 0, second = 0;
};

// Sorted with their rows, equal ids stand together. The pair whose second row comes first is the one to name.
template <class Key>
std::optional<Twice> first_twice(std::vector<std::pair<Key, std::int64_t>>& keys) {
  std::sort(keys.begin(), keys.end());
  std::optional<Twice> found;
  for (std::size_t i = 1; i < keys.size(); ++i) {
    if (keys[i].first != keys[i - 1].first) continue;
    if (!found || keys[i].second < found->second) found = Twice{keys[i - 1].second, keys[i].second};
  }
  return found;
}

// Files are most often in order already; then a block at a time is enough to tell.
bool ascending(const Table& table) {
  for (std::int64_t first = 0; first + 1 < table.rows(); first += block_rows) {
    const std::int64_t count = std::min(block_rows + 1, table.rows() - first);  // with the first of the next block
    const Ids ids = table.read_ids(first, count);
    const bool in_order = std::visit(
        [](const auto& values) {
          return std::adjacent_find(values.begin(), values.end(), std::greater_equal<>()) == values.end();
        },
        ids);
    if (!in_order) return false;
  }
  return true;
}

template <class T>
std::optional<Twice> find_twice(const std::vector<T>& ids) {
  using Key = std::conditional_t<std::is_same_v<T, std::string>, std::string_view, T>;
  if (!holds_twice(std::vector<Key>(ids.begin(), ids.end()))) return std::nullopt;
  std::vector<std::pair<Key, std::int64_t>> keys;
  keys.reserve(ids.size());
  for (const T& id : ids) keys.emplace_back(id, static_cast<std::int64_t>(keys.size()));
  return first_twice(keys);
}

}  // namespace

void check_unique_ids(const Table& table) {
  if (table.id_name().empty() || ascending(table)) return;
  const Ids ids = table.read_ids(0, table.rows());
  const auto twice = std::visit([](const auto& values) { return find_twice(values); }, ids);
  if (!twice) return;
  throw Error(
      ErrorKind::input, fmt::format("{}: id '{}' occurs twice", table.name(), to_string(ids, twice->first)),
      fmt::format("in rows {} and {}, counted from 0, of column '{}'", twice->first, twice->second, table.id_name()),
      "A store has one row a customer: remove one, or name another column with --id");
}

}  // namespace segmenta
