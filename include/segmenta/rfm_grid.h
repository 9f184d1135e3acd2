#pragma once
// Customers by recency and frequency score, five by five.

#include <segmenta/export.h>
#include <segmenta/rfm.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace SEGMENTA_API segmenta {

/// Customers by recency score (rows, 5 first) and frequency score (columns, 1 first), with the mean of the value.
struct RfmGrid {
  RfmColumns columns;
  std::array<std::array<std::int64_t, 5>, 5> customers{};
  std::array<std::array<double, 5>, 5> monetary{};  ///< mean; NaN where there is no customer
  std::vector<std::string> names;                   ///< of the eleven RFM segments
  std::vector<std::int64_t> sizes;                  ///< of these
};

}  // namespace segmenta
