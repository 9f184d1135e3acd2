#pragma once
// Columns that are stored together and so are read together: one dataset, a matrix, a compound table.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <segmenta/table.h>

#include "store/unpack.h"

namespace segmenta {

/// A column of a set, and where its values go.
struct Wanted {
  std::size_t member = 0;
  double* values = nullptr;
};

/// Thread-safety: one call at a time, as Table.
class ColumnSet {
 public:
  ColumnSet() = default;
  ColumnSet(const ColumnSet&) = delete;
  ColumnSet& operator=(const ColumnSet&) = delete;
  virtual ~ColumnSet() = default;

  [[nodiscard]] virtual std::int64_t rows() const = 0;
  /// Numbers of rows [first, first + count) as float64; missing ones as NaN.
  virtual void read(std::span<const Wanted> wanted, std::int64_t first, std::int64_t count) = 0;
  /// Adds to `unpacking` what will have read the same once it has finished; `wanted` must last till then. False where
  /// read() must be called.
  [[nodiscard]] virtual bool unpack(std::span<const Wanted> /*wanted*/, std::int64_t /*first*/, std::int64_t /*count*/,
                                    Unpacking& /*unpacking*/) {
    return false;
  }
  /// Text of a text column; missing as "".
  virtual std::vector<std::string> read_text(std::size_t member, std::int64_t first, std::int64_t count) = 0;
  /// Values of a column as ids: integers with all their bits, whole numbers stored as real ones, or text.
  virtual Ids read_ids(std::size_t member, std::int64_t first, std::int64_t count) = 0;
};

}  // namespace segmenta
