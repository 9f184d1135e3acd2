#pragma once
// Products whose lines are left out, such as postage and fees: which lines are theirs, and which of them no line has.

#include <segmenta/features.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "features/text_dictionary.h"

namespace segmenta::features {

/// Products are compared as customers are, see customer_id.h. Thread-safety: one object may be asked by several threads
/// at once.
class ExcludedProducts {
 public:
  explicit ExcludedProducts(const FeatureOptions& options);

  [[nodiscard]] bool empty() const { return products_.empty(); }
  /// `product`: a cell without spaces around.
  [[nodiscard]] bool has(std::string_view product) const { return products_.contains(key_of(product)); }
  /// The product as it is compared.
  [[nodiscard]] std::string key_of(std::string_view product) const;

 private:
  IdRules rules_;
  std::set<std::string> products_;
};

/// "; without the products POST, D", for definitions; empty where none is left out.
std::string excluded_text(const FeatureOptions& options);

/// The products of all lines, to find those that were named in vain.
class ProductsRead {
 public:
  void add(std::string_view product);
  /// A note for each product of `exclude_products` that no line has, with the names that are near.
  [[nodiscard]] std::vector<std::string> notes(const FeatureOptions& options) const;

 private:
  TextDictionary products_;
};

}  // namespace segmenta::features
