// What a fit keeps in memory, counted.

#include <segmenta/memory_plan.h>

#include <algorithm>

#include "blocks.h"

namespace segmenta {

MemoryPlan memory_plan(std::int64_t rows, std::int64_t features, std::int64_t more_of_a_row) {
  // What a fit keeps of a row beside its prepared values in float32: label, bound, distance, margin and runner-up of 4
  // bytes each, and half a byte for its norm.
  constexpr double of_a_row = 5 * 4 + 0.5;
  constexpr std::int64_t value_bytes = 4;
  constexpr std::int64_t program_bytes = std::int64_t{40} << 20;  // with its libraries and small buffers
  constexpr std::int64_t block_bytes = 16;                        // two blocks as read, in float64
  MemoryPlan plan;
  plan.streamed_bytes = program_bytes + std::min(rows, block_rows) * features * block_bytes;
  const auto kept =
      static_cast<std::int64_t>(static_cast<double>(rows) * (of_a_row + static_cast<double>(more_of_a_row)));
  plan.resident_bytes = program_bytes + rows * features * value_bytes +
                        std::max(kept, std::min(rows, block_rows) * features * block_bytes);
  return plan;
}

MemoryPlan memory_plan(const Table& table) {
  const auto numbers = std::count_if(table.columns().begin(), table.columns().end(),
                                     [](const Column& column) { return column.type != ColumnType::text; });
  return memory_plan(table.rows(), numbers);
}

}  // namespace segmenta
