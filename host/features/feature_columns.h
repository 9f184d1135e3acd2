#pragma once
// The features that every customer has.

#include <segmenta/features.h>

#include <cstdint>
#include <string>
#include <vector>

#include "features/customers.h"

namespace segmenta::features {

/// Names of the features in their order.
std::vector<std::string> feature_names(const FeatureOptions& options);

/// A value for each of `codes`, in that order.
std::vector<StoreColumn> feature_columns(const FeatureOptions& options, const Customers& customers,
                                         const std::vector<std::uint32_t>& codes, std::int32_t as_of);

/// "orders.csv", or "orders-1.csv and 11 more", for attributes.
std::string describe_orders(const FeatureOptions& options);

/// The name that a column has in a store, where a slash would be a folder.
std::string stored_name(std::string name);

}  // namespace segmenta::features
