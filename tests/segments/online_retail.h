#pragma once
// The customers of UCI Online Retail: 4,338 rows of recency_days, frequency and monetary.

#include <segmenta/features.h>
#include <segmenta/store.h>

#include <algorithm>
#include <string>
#include <vector>

#include "features/online_retail_options.h"

namespace segmenta {

struct OnlineRetail {
  std::vector<std::string> names{"recency_days", "frequency", "monetary", "mean_days_between_orders"};
  std::vector<double> values;        ///< [rows x names]
  std::vector<std::int32_t> labels;  ///< by orders: 0 for one, 1 for two to five, 2 for more
};

inline OnlineRetail online_retail() {
  const FeatureTable table = collect_features(online_retail_options(), {});
  OnlineRetail retail;
  const std::size_t width = retail.names.size();
  retail.values.resize(static_cast<std::size_t>(size(table.ids)) * width);
  for (std::size_t j = 0; j < width; ++j) {
    const auto column = std::find_if(table.columns.begin(), table.columns.end(),
                                     [&](const StoreColumn& one) { return one.column.name == retail.names[j]; });
    for (std::size_t i = 0; i < column->values.size(); ++i) retail.values[i * width + j] = column->values[i];
  }
  for (std::size_t i = 0; i < retail.values.size(); i += width) {
    const double orders = retail.values[i + 1];
    retail.labels.push_back(orders == 1 ? 0 : orders <= 5 ? 1 : 2);
  }
  return retail;
}

}  // namespace segmenta
