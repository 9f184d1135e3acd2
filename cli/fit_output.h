#pragma once
// What `segmenta fit` prints of a result.

#include <segmenta/fit.h>

#include <nlohmann/json.hpp>
#include <string>

namespace segmenta {

/// The evidence for each number of segments, and why one was chosen. At most 80 columns wide.
std::string evidence_table(const FitResult& result, const FitOptions& options);

/// A few lines: sizes, levels, digests.
std::string fit_summary(const FitResult& result);

/// Everything but the seconds and the memory. NaN becomes null.
nlohmann::json fit_json(const FitResult& result, const FitOptions& options, const std::string& id_name);

}  // namespace segmenta
