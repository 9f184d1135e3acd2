#pragma once
// The features that sum further columns of the order lines up.

#include <segmenta/features.h>

#include <cstdint>
#include <string>
#include <vector>

#include "features/aggregates.h"
#include "features/customers.h"

namespace segmenta::features {

/// Names of those whose number does not depend on the data: all but shares.
std::vector<std::string> aggregate_names(const FeatureOptions& options);

/// A value for each of `codes`, in that order.
std::vector<StoreColumn> aggregate_columns(const FeatureOptions& options, const Customers& customers,
                                           const Aggregates& aggregates, const std::vector<std::uint32_t>& codes);

}  // namespace segmenta::features
