// The words for the features that `segmenta features` makes, which carry the terms of RFM.

#include <segmenta/columns.h>

#include <algorithm>
#include <array>
#include <utility>

namespace segmenta {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> labels = {{
    {"recency_days", "days since last order"},
    {"frequency", "orders"},
    {"monetary", "spend"},
    {"average_order_value", "average order value"},
    {"tenure_days", "days since first order"},
    {"mean_days_between_orders", "days between orders"},
    {"distinct_products", "different products"},
    {"items_per_order", "items per order"},
    {"return_rate", "share of spend returned"},
}};

}  // namespace

std::string label_of(const Column& column) {
  if (!column.label.empty()) return column.label;
  const auto found = std::ranges::find(labels, column.name, [](const auto& entry) { return entry.first; });
  return found == labels.end() ? column.name : std::string(found->second);
}

}  // namespace segmenta
