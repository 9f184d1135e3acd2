#pragma once
// Which customers have a row, in which order, and by which ids.

#include <segmenta/features.h>

#include <cstdint>
#include <vector>

#include "features/customers.h"

namespace segmenta::features {

struct CustomerRows {
  Ids ids;
  std::vector<std::uint32_t> codes;  ///< into Customers, a row each
};

/// Integers by value where every id is one (signed where all fit, else unsigned), else text by bytes.
/// `text`: ids stay text in any case.
CustomerRows order_customers(const Customers& customers, bool text);

}  // namespace segmenta::features
