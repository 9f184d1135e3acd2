#pragma once
// Rows by customer id, whether ids are whole numbers or their text.

#include <segmenta/table.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <future>
#include <span>
#include <string_view>
#include <vector>

#include "features/hash_map.h"

namespace segmenta {

class IdRows {
 public:
  /// Rows go on from those of before; an id that is there keeps its row.
  void add(const Ids& ids) {
    rows_.reserve(rows_.size() + static_cast<std::size_t>(segmenta::size(ids)));
    for_each_hash(ids, 0, static_cast<std::size_t>(segmenta::size(ids)),
                  [&](std::size_t, const features::Hash128& hash) {
                    const auto [row, is_new] = rows_.insert(hash);
                    if (is_new) row = next_;
                    ++next_;
                  });
  }

  /// Of each id its row, or -1.
  [[nodiscard]] std::vector<std::int64_t> find(const Ids& ids) const {
    std::vector<std::int64_t> found(static_cast<std::size_t>(segmenta::size(ids)), -1);
    const auto find_some = [&](std::size_t first, std::size_t last) {
      for_each_hash(ids, first, last, [&](std::size_t i, const features::Hash128& hash) {
        if (const std::int64_t* row = rows_.find(hash)) found[i] = *row;
      });
    };
    const std::size_t middle = found.size() / 2;
    auto first_half = std::async(std::launch::async, find_some, 0, middle);
    find_some(middle, found.size());
    first_half.get();
    return found;
  }

  /// Different ids.
  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(rows_.size()); }
  /// Of one id its row, or -1.
  template <class Id>
  [[nodiscard]] std::int64_t row_of(const Id& id) const {
    const std::int64_t* row = rows_.find(hash_of(id));
    return row == nullptr ? -1 : *row;
  }

  /// The same of many texts.
  [[nodiscard]] std::vector<std::int64_t> rows_of(std::span<const std::string_view> ids) const {
    std::vector<std::int64_t> found(ids.size());
    for_each_hash_of(ids, 0, ids.size(), [&](std::size_t i, const features::Hash128& hash) {
      const std::int64_t* row = rows_.find(hash);
      found[i] = row == nullptr ? -1 : *row;
    });
    return found;
  }

  template <class Id>
  [[nodiscard]] bool contains(const Id& id) const {
    return row_of(id) >= 0;
  }

 private:
  template <class Visit>
  void for_each_hash(const Ids& ids, std::size_t begin, std::size_t end, const Visit& visit) const {
    std::visit([&](const auto& all) { for_each_hash_of(all, begin, end, visit); }, ids);
  }

  // Some at a time, so that the processor waits for their slots together.
  template <class All, class Visit>
  void for_each_hash_of(const All& ids, std::size_t begin, std::size_t end, const Visit& visit) const {
    constexpr std::size_t some = 32;
    std::array<features::Hash128, some> hashes;
    for (std::size_t first = begin; first < end; first += some) {
      const std::size_t count = std::min(some, end - first);
      for (std::size_t i = 0; i < count; ++i) {
        hashes[i] = hash_of(ids[first + i]);
        rows_.prefetch(hashes[i]);
      }
      for (std::size_t i = 0; i < count; ++i) visit(first + i, hashes[i]);
    }
  }

  static features::Hash128 hash_of(std::string_view id) { return features::hash_of(id); }
  static features::Hash128 hash_of(std::int64_t id) { return of_digits(id); }
  static features::Hash128 hash_of(std::uint64_t id) { return of_digits(id); }
  template <class Whole>
  static features::Hash128 of_digits(Whole id) {
    std::array<char, 24> digits{};
    const auto* end = std::to_chars(digits.data(), digits.data() + digits.size(), id).ptr;
    return features::hash_of(std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())));
  }

  features::HashMap<std::int64_t> rows_;
  std::int64_t next_ = 0;
};

}  // namespace segmenta
