#pragma once
// What `segmenta fit` prints of a result.

#include <segmenta/fit.h>

#include <string>

namespace segmenta {

/// The evidence for each number of segments, and why one was chosen; or for the one that was given. There must be some.
/// At most 80 columns wide.
std::string evidence_table(const FitResult& result, const FitOptions& options);

/// What was done to each feature, and which columns are none, with the reasons. The longest lists are cut short.
std::string preparation_table(const Preparation& preparation);

/// A few lines: sizes, levels, digests.
std::string fit_summary(const FitResult& result);

}  // namespace segmenta
