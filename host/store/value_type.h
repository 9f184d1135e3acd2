#pragma once
// The types of values that a store may hold, and how their bytes become numbers and text.
//
// Bytes are read as they are stored and turned into numbers here: HDF5's own conversion is a hundred times slower
// for the other byte order and for float16.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <segmenta/table.h>

#include "store/hdf5.h"

namespace segmenta {

enum class Coding { signed_integer, unsigned_integer, real, boolean, fixed_text, variable_text };

struct ValueType {
  Coding coding = Coding::real;
  std::size_t size = 8;  ///< bytes
  bool swapped = false;  ///< not in this machine's byte order
  H5T_str_t padding = H5T_STR_NULLPAD;
  std::vector<std::pair<std::int64_t, std::string>> names{};  ///< of an enumeration: what each number stands for

  [[nodiscard]] ColumnType column_type() const;
  /// "int64", "float16", "bool", "string"
  [[nodiscard]] std::string name() const;
  [[nodiscard]] bool is_text() const {
    return coding == Coding::fixed_text || coding == Coding::variable_text || !names.empty();
  }
};

/// The type of values of an HDF5 type; nothing for one that no column can have.
std::optional<ValueType> value_type(hid_t type);
/// What an HDF5 type is, for messages: "opaque", "reference", "compound", ...
std::string kind_of(hid_t type);

/// Values in memory, `stride` bytes apart.
struct Cells {
  const std::byte* first = nullptr;
  std::size_t stride = 0;
  std::size_t count = 0;
};

void decode(const Cells& cells, const ValueType& type, double* values);
/// Integers with all their bits; unsigned ones as the same bits.
std::vector<std::int64_t> decode_whole(const Cells& cells, const ValueType& type);
/// Text of a fixed size, and the names of an enumeration; "" for a number without one.
std::vector<std::string> decode_text(const Cells& cells, const ValueType& type);

}  // namespace segmenta
