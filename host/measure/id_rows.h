#pragma once
// Rows by customer id, whether ids are whole numbers or their text.

#include <segmenta/table.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include "features/hash_map.h"

namespace segmenta {

class IdRows {
 public:
  /// Rows go on from those of before; an id that is there keeps its row. Returns the first row whose id was there
  /// already, if any.
  std::optional<std::int64_t> add(const Ids& ids) {
    std::optional<std::int64_t> twice;
    std::visit(
        [&](const auto& all) {
          for (const auto& id : all) {
            const auto [row, is_new] = rows_.insert(hash_of(id));
            if (is_new) row = next_;
            if (!is_new && !twice) twice = next_;
            ++next_;
          }
        },
        ids);
    return twice;
  }

  template <class Id>
  [[nodiscard]] std::optional<std::int64_t> find(const Id& id) const {
    const std::int64_t* row = rows_.find(hash_of(id));
    return row == nullptr ? std::nullopt : std::optional(*row);
  }

 private:
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
