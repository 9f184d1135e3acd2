// Buyers by segment and product, compared with all other segments.

#include <segmenta/comparisons.h>
#include <segmenta/error.h>
#include <segmenta/offers.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>
#include <span>

#include "measure/id_rows.h"
#include "statistics.h"

namespace segmenta {
namespace {

std::span<const std::uint32_t> products_of(const Purchases& purchases, std::int64_t row) {
  const auto place = static_cast<std::size_t>(row);
  return std::span(purchases.product)
      .subspan(purchases.begin[place], purchases.begin[place + 1] - purchases.begin[place]);
}

// One-sided, of a share in the first that is no larger than in the second.
double p_of(const Counted& here, const Counted& elsewhere) {
  const double z = compare_rates(here, elsewhere, 0.95).z;  // whose level is of intervals, which are not used
  return std::isnan(z) ? 1 : boost::math::cdf(boost::math::complement(boost::math::normal(), z));
}

}  // namespace

Offers find_offers(const Purchases& purchases, const CustomerSegments& customers, const OfferOptions& options) {
  const auto k = static_cast<std::size_t>(customers.k);
  const std::size_t products = purchases.products.size();
  Offers made;
  made.segments.resize(k);
  IdRows rows;
  rows.add(customers.ids);
  const std::vector<std::int64_t> customer_of = rows.find(purchases.ids);
  made.row_of_customer.assign(customers.segments.segment.size(), -1);
  std::vector<std::int64_t> buyers(k * products), all(products);
  std::int64_t customers_of_all = 0;
  for (std::size_t row = 0; row < customer_of.size(); ++row) {
    const std::int64_t customer = customer_of[row];
    const std::int32_t segment = customer < 0 ? -1 : customers.segments.segment[static_cast<std::size_t>(customer)];
    if (segment < 0) {
      ++made.unknown;
      continue;
    }
    made.row_of_customer[static_cast<std::size_t>(customer)] = static_cast<std::int64_t>(row);
    const auto its = products_of(purchases, static_cast<std::int64_t>(row));
    if (its.empty()) continue;
    ++made.segments[static_cast<std::size_t>(segment)].customers;
    ++customers_of_all;
    for (const std::uint32_t product : its) {
      ++buyers[static_cast<std::size_t>(segment) * products + product];
      ++all[product];
    }
  }
  if (customers_of_all == 0) {
    throw Error(ErrorKind::input, "None of the customers of the order lines is in a segment",
                "ids are written in another way, or they are of other customers", "Name the files that go together");
  }
  struct Compared {
    std::size_t segment;
    OfferedProduct product;
  };
  std::vector<Compared> compared;
  for (std::size_t s = 0; s < k; ++s) {
    const auto in_segment = static_cast<double>(made.segments[s].customers);
    const double others = static_cast<double>(customers_of_all) - in_segment;
    if (in_segment == 0 || others == 0) continue;
    for (std::size_t p = 0; p < products; ++p) {
      const std::int64_t bought = buyers[s * products + p];
      if (all[p] < options.least_buyers || bought < options.least_buyers) continue;
      const auto here = static_cast<double>(bought), elsewhere = static_cast<double>(all[p] - bought);
      const double share = here / in_segment, share_elsewhere = elsewhere / others;
      compared.push_back(
          {s,
           {.product = p,
            .buyers = bought,
            .share = share,
            .share_elsewhere = share_elsewhere,
            .lift = share_elsewhere > 0 ? share / share_elsewhere : std::numeric_limits<double>::infinity(),
            .p = p_of({here, in_segment}, {elsewhere, others})}});
    }
  }
  made.compared = static_cast<std::int64_t>(compared.size());
  std::vector<double> p;
  for (const Compared& one : compared) p.push_back(one.product.p);
  const std::vector<double> adjusted = benjamini_hochberg(p);
  for (std::size_t i = 0; i < compared.size(); ++i) {
    OfferedProduct& product = compared[i].product;
    product.p_adjusted = adjusted[i];
    if (product.p_adjusted <= options.level && product.lift > 1) {
      made.segments[compared[i].segment].products.push_back(product);
    }
  }
  for (SegmentOffers& segment : made.segments) {
    std::ranges::stable_sort(segment.products, [](const OfferedProduct& a, const OfferedProduct& b) {
      return a.p < b.p || (a.p == b.p && a.share > b.share);
    });
    if (segment.products.size() > options.most) segment.products.resize(options.most);
  }
  return made;
}

std::vector<std::string> offers_to(const Offers& offers, const Purchases& purchases, std::int64_t customer,
                                   std::int32_t segment, std::size_t most) {
  std::vector<std::string> names;
  const std::int64_t row = offers.row_of_customer[static_cast<std::size_t>(customer)];
  for (const OfferedProduct& one : offers.segments[static_cast<std::size_t>(segment)].products) {
    if (names.size() == most) break;
    const auto product = static_cast<std::uint32_t>(one.product);
    if (row >= 0 && std::ranges::binary_search(products_of(purchases, row), product)) continue;
    names.push_back(purchases.products[one.product]);
  }
  return names;
}

}  // namespace segmenta
