// Customers in ascending order of their ids: as integers where every id is one, else by bytes.

#include "features/customer_rows.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "features/customer_id.h"

namespace segmenta::features {
namespace {

template <class Id>
CustomerRows sorted(std::vector<std::pair<Id, std::uint32_t>> customers) {
  std::sort(customers.begin(), customers.end());
  std::vector<Id> ids;
  CustomerRows rows;
  for (auto& [id, code] : customers) {
    ids.push_back(std::move(id));
    rows.codes.push_back(code);
  }
  rows.ids = std::move(ids);
  return rows;
}

template <class Integer>
std::optional<CustomerRows> by_integer(const Customers& customers, const std::vector<std::uint32_t>& codes) {
  std::vector<std::pair<Integer, std::uint32_t>> keyed;
  for (const std::uint32_t code : codes) {
    const auto id = plain_integer<Integer>(customers.id(code));
    if (!id) return std::nullopt;
    keyed.emplace_back(*id, code);
  }
  return sorted(std::move(keyed));
}

CustomerRows by_text(const Customers& customers, const std::vector<std::uint32_t>& codes) {
  std::vector<std::pair<std::string, std::uint32_t>> keyed;
  for (const std::uint32_t code : codes) keyed.emplace_back(customers.id_as_written(code), code);
  return sorted(std::move(keyed));
}

}  // namespace

CustomerRows order_customers(const Customers& customers, bool text) {
  const auto codes = customers.with_orders();
  if (!text) {
    if (auto rows = by_integer<std::int64_t>(customers, codes)) return std::move(*rows);
    if (auto rows = by_integer<std::uint64_t>(customers, codes)) return std::move(*rows);
  }
  return by_text(customers, codes);
}

}  // namespace segmenta::features
