#pragma once
// Where columns can be held, looked at and prepared as a whole, other than in this process's memory.

#include <cstdint>
#include <memory>
#include <span>

#include <segmenta/prepare.h>
#include <segmenta/rows.h>

#include "blocks.h"
#include "prepare/column_values.h"

namespace segmenta {

/// Errors of kind `resources` say that it has failed.
/// Thread-safety: columns may be asked by a thread each; the rest by one at a time.
class ColumnDevice {
 public:
  virtual ~ColumnDevice() = default;

  /// Makes room for so many columns, and for what may be prepared of them; false where it is too small.
  [[nodiscard]] virtual bool hold(std::int64_t rows, std::size_t columns) = 0;
  /// Takes the next block, of all columns.
  virtual void add(const Block& block) = 0;
  /// One of them, once all rows are there.
  [[nodiscard]] virtual std::unique_ptr<ColumnValues> column(std::size_t index) = 0;
  /// Rows of the features on their grids, each made of the column at its place; null where a value is not finite, or
  /// they are too many.
  [[nodiscard]] virtual std::shared_ptr<const DeviceValues> prepare(std::span<const PreparedFeature> features,
                                                                    std::span<const std::size_t> column_of) = 0;
};

/// The CUDA device of that index, of which so many bytes may be used (0: most of what is free); null where Segmenta is
/// built without CUDA.
std::unique_ptr<ColumnDevice> cuda_columns(int device, std::int64_t memory_bytes);

/// prepare(), on a device where there is one that suits: columns of numbers without weights, all with values or filled.
/// Elsewhere, and where `device` is null, in this process.
PreparedRows prepare_on(ColumnDevice* device, const Table& table, const std::vector<std::string>& columns,
                        const PrepareOptions& options, const std::string& weights, const Context& context);

}  // namespace segmenta
