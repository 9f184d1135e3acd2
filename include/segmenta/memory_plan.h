#pragma once
// How much memory a fit needs, before it needs it.

#include <segmenta/table.h>

#include <cstdint>

#include <segmenta/export.h>

namespace SEGMENTA_API segmenta {

struct MemoryPlan {
  std::int64_t resident_bytes = 0;  ///< peak of a fit that keeps the prepared rows in memory
  std::int64_t streamed_bytes = 0;  ///< peak while the store is only read in blocks
};

/// What a fit of so many rows and features needs: the program itself, prepared values as float32, and the larger of
/// what is kept of each row (with `more_of_a_row` bytes) and of blocks on their way in.
MemoryPlan memory_plan(std::int64_t rows, std::int64_t features, std::int64_t more_of_a_row = 0);
/// Of a fit of every number of a table.
MemoryPlan memory_plan(const Table& table);

}  // namespace segmenta
