#pragma once
// The keys of a joined source: whose row they are, and whether another comparison would find more customers.

#include <segmenta/features.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/customer_rows.h"
#include "features/customers.h"
#include "features/text_dictionary.h"

namespace segmenta::features {

constexpr std::int64_t no_row = -1;

class JoinKeys {
 public:
  /// All must outlive it.
  JoinKeys(const FeatureOptions& options, const Customers& customers, const CustomerRows& rows);

  struct Key {
    std::uint32_t code = 0;     ///< of the key among those seen, in their order
    bool is_new = false;        ///< seen for the first time
    std::int64_t row = no_row;  ///< of the customer, where there is one
  };
  /// Nothing where the cell is missing.
  std::optional<Key> find(std::string_view cell);

  [[nodiscard]] std::int64_t customers_matched() const { return matched_; }
  /// "12 of 4,000 ids of visits.csv are customers; without leading zeros 3,900 would be: --ids number", where another
  /// rule finds many more; and what spreadsheets did to ids. Empty where there is nothing to say.
  [[nodiscard]] std::vector<std::string> hints(const std::string& file) const;

 private:
  [[nodiscard]] bool makes_a_difference(const IdRules& rules) const;
  [[nodiscard]] std::int64_t matched_by(const IdRules& rules) const;

  IdRules rules_;
  const Customers& customers_;
  const CustomerRows& rows_;
  std::vector<std::int64_t> row_of_;  // by customer code
  TextDictionary keys_;
  std::int64_t matched_ = 0;  // distinct keys that are customers
  std::int64_t rounded_ = 0;  // distinct keys that a spreadsheet has rounded
};

}  // namespace segmenta::features
