// Stored bits as signed or unsigned ids, and real numbers as ids where they are whole.

#include "store/ids.h"

#include <fmt/format.h>

#include <cmath>

namespace segmenta {

Ids integer_ids(std::vector<std::int64_t> bits, const ValueType& type) {
  if (type.coding == Coding::unsigned_integer && type.size == 8) {
    return std::vector<std::uint64_t>(bits.begin(), bits.end());
  }
  return bits;
}

Ids whole_ids(std::span<const double> values, std::int64_t first_row, const h5::Subject& subject) {
  constexpr double limit = 0x1p53;
  std::vector<std::int64_t> ids;
  ids.reserve(values.size());
  for (const double value : values) {
    if (!(std::abs(value) <= limit) || value != std::trunc(value)) {
      subject.fail(fmt::format("holds {} in row {}", value, first_row + static_cast<std::int64_t>(ids.size())),
                   "an id must be a whole number or text", "Write the ids as integers or strings");
    }
    ids.push_back(static_cast<std::int64_t>(value));
  }
  return ids;
}

}  // namespace segmenta
