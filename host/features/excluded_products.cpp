// Products are held as they are compared, and those that were read as they are written, for messages.

#include "features/excluded_products.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <segmenta/near_names.h>

#include "features/cell.h"
#include "features/customer_id.h"
#include "features/utf8.h"

namespace segmenta::features {

ExcludedProducts::ExcludedProducts(const FeatureOptions& options) : rules_(id_rules(options)) {
  for (const std::string& product : options.exclude_products) products_.insert(key_of(trimmed(product)));
}

std::string ExcludedProducts::key_of(std::string_view product) const {
  const auto recoded = recoded_to_utf8(product);
  std::string folded;
  return std::string(customer_id(recoded ? trimmed(*recoded) : product, rules_, folded).value);
}

std::string excluded_text(const FeatureOptions& options) {
  if (options.exclude_products.empty()) return {};
  return fmt::format("; without the products {}", fmt::join(options.exclude_products, ", "));
}

void ProductsRead::add(std::string_view product) { products_.intern(product); }

std::vector<std::string> ProductsRead::notes(const FeatureOptions& options) const {
  const ExcludedProducts excluded(options);
  std::vector<std::string> names;
  std::set<std::string> found;
  for (std::uint32_t code = 0; code < products_.size(); ++code) {
    const std::string name(products_.text(code));
    if (excluded.has(name)) {
      found.insert(excluded.key_of(name));
    } else {
      names.push_back(recoded_to_utf8(name).value_or(name));
    }
  }
  std::vector<std::string> notes;
  for (const std::string& product : options.exclude_products) {
    if (found.contains(excluded.key_of(trimmed(product)))) continue;
    const std::string near = near_names(product, names);
    notes.push_back(fmt::format("no order line has the product '{}' that is to be left out{}", product,
                                near.empty() ? "" : ". " + near));
  }
  return notes;
}

}  // namespace segmenta::features
