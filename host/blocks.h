#pragma once
// Reading a table in blocks of rows, the next one while the last is worked on.

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include <segmenta/context.h>
#include <segmenta/table.h>

namespace segmenta {

/// Rows of a block. Global sums of doubles are combined over these blocks in order (design: one answer, rule 5).
inline constexpr std::int64_t block_rows = 65536;

/// A block of rows: `values` is column after column, each `count` long.
struct Block {
  std::int64_t first = 0;
  std::int64_t count = 0;
  std::vector<double> values;

  [[nodiscard]] std::span<const double> column(std::size_t j) const {
    const auto n = static_cast<std::size_t>(count);
    return {values.data() + j * n, n};
  }
};

/// Calls work for each block of the columns, in order, with progress under `step` and checks for cancellation.
void for_each_block(const Table& table, std::span<const std::size_t> columns, const Context& context,
                    std::string_view step, const std::function<void(const Block&)>& work);

}  // namespace segmenta
