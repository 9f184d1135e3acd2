#pragma once
// Customers in the plane: the two directions in which they differ most.

#include <segmenta/context.h>
#include <segmenta/export.h>
#include <segmenta/model.h>
#include <segmenta/rows.h>
#include <segmenta/table.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace SEGMENTA_API segmenta {

/// The customers in the plane of the first two principal components of the prepared features.
struct CustomerMap {
  struct Point {
    double x = 0, y = 0;
  };
  struct Customer {
    Point at;
    std::int32_t segment = 0;
  };
  std::array<double, 2> explained{};              ///< share of the variance along x and along y
  std::array<std::vector<double>, 2> directions;  ///< [features], unit vectors; the largest component is positive
  std::vector<std::string> features;
  std::vector<Point> centers;    ///< [k]
  std::vector<Customer> sample;  ///< some 2,000 customers, every segment among them
};

/// First two principal components (Pearson 1901) of the covariance of the prepared rows; missing values count as the
/// mean. Signs are fixed; sums are over blocks in order. The sample is of the rows with the smallest random numbers.
CustomerMap customer_map(const Table& table, const Model& model, std::span<const std::int32_t> labels,
                         const Context& context);
/// The same of rows that are prepared by the model.
CustomerMap customer_map(const Rows& rows, const Model& model, std::span<const std::int32_t> labels,
                         const Context& context);

}  // namespace segmenta
