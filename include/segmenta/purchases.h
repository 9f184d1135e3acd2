#pragma once
// Which products each customer has bought, from order lines.
//
// @code
// segmenta::FeatureOptions options;
// options.orders = {"orders.csv"};
// options.customer = "customer";
// options.date = "day";
// options.amount = "amount";
// options.product = "product";
// const segmenta::Purchases bought = segmenta::collect_purchases(options, {});
// @endcode

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <segmenta/context.h>
#include <segmenta/export.h>
#include <segmenta/features.h>
#include <segmenta/table.h>

namespace SEGMENTA_API segmenta {

struct Purchases {
  Ids ids;                             ///< of customers who have an order, as collect_features() has them
  std::vector<std::string> products;   ///< by their names' bytes
  std::vector<std::size_t> begin;      ///< [customers + 1] where each one's are among
  std::vector<std::uint32_t> product;  ///< those that each has bought, ascending; what was returned is among them
  std::int64_t lines = 0;              ///< of orders, with a product
};

/// By the lines that collect_features() takes for orders, with the same options; `options.product` must be named. Holds
/// 24 bytes for each product of a customer. Throws as collect_features() does.
Purchases collect_purchases(const FeatureOptions& options, const Context& context);

}  // namespace segmenta
