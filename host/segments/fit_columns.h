#pragma once
// Which columns a fit clusters by.

#include <segmenta/fit.h>

#include <string>
#include <vector>

namespace segmenta {

/// Those named, else default_features(); those of the start's preparation, where it has one.
std::vector<std::string> fit_columns(const Table& table, const FitOptions& options);

}  // namespace segmenta
