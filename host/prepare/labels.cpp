// A code is a name that happens to be a number.

#include "prepare/labels.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace segmenta {

std::vector<std::string> read_labels(const Table& table, std::size_t column, std::int64_t first, std::int64_t count) {
  if (table.columns()[column].type == ColumnType::text) return table.read_text(column, first, count);
  std::vector<double> values(static_cast<std::size_t>(count));
  table.read({&column, 1}, first, count, values.data());
  std::vector<std::string> labels;
  labels.reserve(values.size());
  std::ranges::transform(values, std::back_inserter(labels), [](double value) {
    return std::isnan(value) ? std::string() : fmt::format("{}", value == 0 ? 0.0 : value);  // -0 is 0
  });
  return labels;
}

}  // namespace segmenta
