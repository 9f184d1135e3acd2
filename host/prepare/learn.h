#pragma once
// Learning how to prepare columns. Part of prepare(); see include/segmenta/prepare.h.

#include <span>
#include <string>
#include <vector>

#include <segmenta/prepare.h>

namespace segmenta {

class ColumnDevice;

/// A feature with the range of its values, after filling, clipping and log.
struct LearnedFeature {
  PreparedFeature feature;
  double min = 0;
  double max = 0;
  std::string constant{};  ///< why it is, but for rounding; empty: it is not
};

/// Features of columns of numbers (indices into the table's columns), in their order. Where `device` is not null, it
/// holds them.
std::vector<LearnedFeature> learn_numbers(const Table& table, std::span<const std::size_t> columns,
                                          const PrepareOptions& options, std::span<const double> weights,
                                          const Context& context, ColumnDevice* device);

/// One-hot features of a column of text or codes: one for each value, by bytes. More than 64 values are refused.
std::vector<LearnedFeature> learn_categories(const Table& table, std::size_t column, const PrepareOptions& options,
                                             std::span<const double> weights, const Context& context);

}  // namespace segmenta
