#pragma once
// Columns that one dataset holds: itself, the columns of a matrix, or the members of a compound table.

#include <memory>

#include "store/column_set.h"
#include "store/dataset.h"
#include "store/value_type.h"

namespace segmenta {

/// One column of a dataset.
struct Member {
  std::string name;  ///< of a compound's member; empty else
  ValueType type;
  std::size_t offset = 0;  ///< bytes from the beginning of a row
  std::size_t place = 0;   ///< of one element in a member that is an array; its column in a matrix
};

/// A dataset of 1 dimension is a column; one of 2 is a matrix, whose rows are dimension `row_axis`.
class StoredRows : public ColumnSet {
 public:
  /// Throws Error(input) for a dataset of another rank, or of values that no column can have.
  StoredRows(const h5::File& file, const std::string& path, std::size_t row_axis = 0);

  [[nodiscard]] std::int64_t rows() const override { return static_cast<std::int64_t>(data_.shape()[row_axis_]); }
  [[nodiscard]] const std::vector<Member>& members() const { return members_; }
  [[nodiscard]] const Dataset& dataset() const { return data_; }

  void read(std::span<const Wanted> wanted, std::int64_t first, std::int64_t count) override;
  [[nodiscard]] bool unpack(std::span<const Wanted> wanted, std::int64_t first, std::int64_t count,
                            Unpacking& unpacking) override;
  std::vector<std::string> read_text(std::size_t member, std::int64_t first, std::int64_t count) override;
  Ids read_ids(std::size_t member, std::int64_t first, std::int64_t count) override;
  /// Values of one byte each, as they are.
  std::vector<char> read_bytes(std::int64_t first, std::int64_t count);

 private:
  struct Columns {
    std::size_t first = 0, count = 0;
  };
  void describe_columns();
  void describe_compound();
  void describe_elements(unsigned member);
  [[nodiscard]] Columns hull(std::span<const Wanted> wanted) const;
  [[nodiscard]] Dataset::Part part(const Columns& columns, std::int64_t first, std::int64_t count) const;
  [[nodiscard]] Cells cells(const Member& member, const Columns& columns, std::size_t count) const;
  [[nodiscard]] bool is_float64_column() const;
  void decode_chunk(const ChunkPart& chunk, std::span<const Wanted> wanted, std::int64_t first) const;
  void load(const Columns& columns, std::int64_t first, std::int64_t count);
  void load_member(std::size_t member, std::int64_t first, std::int64_t count);
  [[nodiscard]] std::vector<std::string> read_variable(const Member& member, std::int64_t first,
                                                       std::int64_t count) const;

  Dataset data_;
  std::size_t row_axis_;
  bool matrix_;
  h5::Handle memory_type_;  ///< of one row, or of one element of a matrix
  std::size_t element_bytes_;
  std::vector<Member> members_;
  std::vector<std::byte> buffer_;
};

}  // namespace segmenta
