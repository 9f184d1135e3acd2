#pragma once
// What the customers of a segment buy more than others do, and so what to offer to those of them who have not bought it
// yet. Counted, and nothing else: no model.
//
// @code
// const segmenta::Offers offers = segmenta::find_offers(bought, customers, {});
// for (const auto& one : offers.segments[0].products) std::cout << bought.products[one.product] << '\n';
// @endcode

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <segmenta/export.h>
#include <segmenta/purchases.h>
#include <segmenta/segments.h>

namespace SEGMENTA_API segmenta {

struct OfferOptions {
  std::int64_t least_buyers = 10;  ///< in the segment, and of all customers: fewer say little, and tell of people
  double level = 0.05;             ///< share of false ones among those that are named (Benjamini, Hochberg, 1995)
  std::size_t most = 20;           ///< products of a segment
};

struct OfferedProduct {
  std::size_t product = 0;     ///< of Purchases::products
  std::int64_t buyers = 0;     ///< in the segment
  double share = 0;            ///< of the segment's customers who have bought anything
  double share_elsewhere = 0;  ///< of such customers of all other segments
  double lift = 0;             ///< share over share_elsewhere; infinite where nobody else buys it
  double p = 0;                ///< of a share no larger than elsewhere: pooled two-sample z, one-sided
  double p_adjusted = 0;       ///< among all products and segments that were compared
};

struct SegmentOffers {
  std::int64_t customers = 0;            ///< who have bought anything
  std::vector<OfferedProduct> products;  ///< that they buy more than others, the most certain first
};

struct Offers {
  std::vector<SegmentOffers> segments;  ///< [k]
  std::int64_t compared = 0;            ///< products times segments
  std::int64_t unknown = 0;             ///< customers with purchases who are in no segment
  /// [customers] the row in Purchases, or -1.
  std::vector<std::int64_t> row_of_customer;
};

/// `customers` by id.
Offers find_offers(const Purchases& purchases, const CustomerSegments& customers, const OfferOptions& options);

/// The first so many products of the segment that the customer has not bought.
std::vector<std::string> offers_to(const Offers& offers, const Purchases& purchases, std::int64_t customer,
                                   std::int32_t segment, std::size_t most);

}  // namespace segmenta
