#pragma once
// What a store holds: the statistics behind `segmenta inspect`.

#include <cstdint>
#include <string>
#include <vector>

#include <segmenta/context.h>
#include <segmenta/store.h>

namespace segmenta {

struct ColumnSummary {
  Column column;
  std::int64_t missing = 0;
  std::int64_t infinite = 0;
  double min = 0, mean = 0, max = 0;  ///< over finite values; NaN where there is none, and for text
};

struct MemoryPlan {
  std::int64_t resident_bytes = 0;  ///< peak of a fit that keeps the prepared rows in memory
  std::int64_t streamed_bytes = 0;  ///< peak while the store is only read in blocks
};

struct StoreSummary {
  std::vector<ColumnSummary> columns;
  MemoryPlan memory;
};

/// What a fit of so many rows and features needs: the program itself, prepared values as float32, and the larger of
/// what is kept of each row (with `more_of_a_row` bytes) and of blocks on their way in.
MemoryPlan memory_plan(std::int64_t rows, std::int64_t features, std::int64_t more_of_a_row = 0);

/// Reads every column once, in blocks. Sums are combined block by block in order, so the mean does not depend
/// on threads.
StoreSummary inspect(const Table& table, const Context& context);

}  // namespace segmenta
