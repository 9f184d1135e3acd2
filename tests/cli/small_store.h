#pragma once
// A store of customers in three plain groups, for tests of what commands have in common.

#include <segmenta/store.h>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace segmenta::testing {

inline void write_small_store(const std::filesystem::path& file, std::size_t rows) {
  std::vector<std::int64_t> ids;
  std::vector<StoreColumn> columns(3);
  columns[0].column = {"recency_days", ColumnType::real, "float64", "", "", ""};
  columns[1].column = {"frequency", ColumnType::real, "float64", "", "", ""};
  columns[2].column = {"monetary", ColumnType::real, "float64", "", "", ""};
  for (std::size_t i = 0; i < rows; ++i) {
    const auto x = static_cast<double>(i);
    const auto group = static_cast<double>(i % 3);
    ids.push_back(static_cast<std::int64_t>(i));
    columns[0].values.push_back(30 * (3 - group) + 5 * std::sin(3 * x));
    columns[1].values.push_back(1 + group + 0.3 * std::sin(x));
    columns[2].values.push_back(10 + 40 * group + 4 * std::cos(2 * x));
  }
  write_store(file, ids, columns);
}

}  // namespace segmenta::testing
