#pragma once
// Makes a profile of the columns that a Description shows.

#include <segmenta/profile.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "describe/description.h"
#include "describe/quartiles.h"
#include "prepare/moments.h"

namespace segmenta {

class Profiler : public ColumnVisitor {
 public:
  /// Text columns are left out. `value` names the value feature; empty: found by name. Where quantiles are not wanted
  /// they stay NaN; they are made coarse() for so many customers where `least` is above 1.
  Profiler(const Description& description, const std::vector<std::string>& columns, const std::string& value = {},
           bool wants_quantiles = true, std::int64_t least = 1);

  [[nodiscard]] std::vector<std::size_t> columns() const override;
  void visit(const ShownColumn& shown, Jobs& jobs) override;
  /// Once all columns have been shown.
  [[nodiscard]] Profile result() const;

 private:
  struct Figures {
    std::vector<ColumnTotal> totals;   ///< [k]
    std::vector<Moments> moments;      ///< [k]
    std::vector<Quartiles> quartiles;  ///< [k + 1], of all rows last
    bool is_flag = false;              ///< only 0 and 1
  };

  [[nodiscard]] Quartiles quartiles(std::span<const double> values, std::int64_t present) const;
  [[nodiscard]] std::vector<FeatureProfile> figures_of(const Figures& figures) const;

  const Description& description_;
  std::vector<std::size_t> numbers_;
  std::string value_feature_;
  bool wants_quantiles_;
  std::int64_t least_;
  std::map<std::size_t, Figures> figures_;  ///< by column
};

/// A profile without quantiles.
Profile means_of(const Table& table, const std::vector<std::string>& columns, const std::vector<std::int32_t>& labels,
                 int k, const Context& context);

}  // namespace segmenta
