#pragma once
// What a store holds: the statistics behind `segmenta inspect`.

#include <cstdint>
#include <string>
#include <vector>

#include <segmenta/context.h>
#include <segmenta/export.h>
#include <segmenta/store.h>

namespace SEGMENTA_API segmenta {

struct ColumnSummary {
  Column column;
  std::int64_t missing = 0;
  std::int64_t infinite = 0;
  double min = 0, mean = 0, max = 0;  ///< over finite values; NaN where there is none, and for text
};

/// Reads every column once, in blocks. Sums are combined block by block in order, so the mean does not depend
/// on threads.
std::vector<ColumnSummary> inspect(const Table& table, const Context& context);

}  // namespace segmenta
