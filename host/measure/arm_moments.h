#pragma once
// Means and variances of features by arm, the same whatever the number of threads.

#include <segmenta/context.h>
#include <segmenta/table.h>

#include <cstdint>
#include <vector>

#include <segmenta/comparisons.h>

namespace segmenta {

/// [columns][arms], of the rows with an arm that have a value: `arm` [rows] is -1 for those without.
std::vector<std::vector<Values>> arm_moments(const Table& table, const std::vector<std::size_t>& columns,
                                             const std::vector<std::int32_t>& arm, std::size_t arms,
                                             const Context& context);

}  // namespace segmenta
