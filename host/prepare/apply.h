#pragma once
// Preparing rows by a known preparation. Part of prepare() and prepare_with().

#include <segmenta/prepare.h>

namespace segmenta {

/// Fills the values of `rows` (as many as the table has) by the preparation, on its grid.
void apply(const Table& table, const Preparation& preparation, Rows& rows, const Context& context);

/// The weights column as float64; empty without a name. NaN where missing.
std::vector<double> read_weights(const Table& table, const std::string& name, const Context& context);

}  // namespace segmenta
