#pragma once
// Whether a value is among others twice, where mostly none is.

#include <algorithm>
#include <future>
#include <iterator>
#include <vector>

namespace segmenta {

/// Halves are sorted beside each other, then passed once.
template <class Value>
bool holds_twice(std::vector<Value> values) {
  const auto middle = values.begin() + std::ssize(values) / 2;
  auto first_half = std::async(std::launch::async, [&] { std::sort(values.begin(), middle); });
  std::sort(middle, values.end());
  first_half.get();
  const auto is_twice = [](auto begin, auto end) { return std::adjacent_find(begin, end) != end; };
  if (is_twice(values.begin(), middle) || is_twice(middle, values.end())) return true;
  for (auto a = values.begin(), b = middle; a != middle && b != values.end();) {
    if (*a == *b) return true;
    ++(*a < *b ? a : b);
  }
  return false;
}

}  // namespace segmenta
