#pragma once
// Which of the criteria of segments can be measured, and why the others cannot.

#include <segmenta/evaluate.h>

#include <string>

namespace segmenta {

/// Fills criteria and not_measured from the figures of the segments. `consent_unfit` says why a consent column that was
/// found is of no use; empty where it is.
void set_criteria(Evaluation& evaluation, bool has_earlier, const std::string& consent_unfit);

}  // namespace segmenta
