#pragma once
// Text columns as categories: read once, a code a row, for profiles, names and rules.

#include <segmenta/context.h>
#include <segmenta/profile.h>
#include <segmenta/table.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "describe/description.h"

namespace segmenta {

struct CategoryColumn {
  static constexpr std::uint16_t missing = 65535;
  static constexpr std::uint16_t other =
      65534;  ///< of a value that came after so many that a column of them is no help
  static constexpr std::size_t most_values = 10000;

  std::size_t column = 0;            ///< index in the table
  std::vector<std::string> values;   ///< most frequent first, ties by text
  std::vector<std::uint16_t> codes;  ///< [rows] index into values, or one of the above
};

/// Reads those of the columns that are text, in their order.
std::vector<CategoryColumn> read_categories(const Table& table, const std::vector<std::string>& columns,
                                            const Context& context);

std::vector<CategoryProfile> profile_categories(const Description& description,
                                                const std::vector<CategoryColumn>& columns);

}  // namespace segmenta
