#pragma once
// How much memory a fit needs, before it needs it.

#include <segmenta/table.h>

#include <cstdint>
#include <optional>

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

/// Bytes that the ids of all rows take in memory, reckoned from the first of them.
std::int64_t id_bytes(const Table& table);

/// Bytes that this process may come to use: what the system has, and what the cgroup (of a container) leaves of its
/// limit, both with what caches would give back. Nothing where neither can be read.
std::optional<std::int64_t> available_memory();

}  // namespace segmenta
