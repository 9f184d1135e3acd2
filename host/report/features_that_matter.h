#pragma once
// Which features a page shows where there are more than a reader reads.

#include <segmenta/report.h>

#include <vector>

namespace segmenta {

/// Of more than 30 features leaves in the report: the 30 of the largest |difference| in some segment, what sets each
/// segment apart, value and recency, and of markets also what differs most in each cell. The rest is counted.
void keep_features_that_matter(Report& report);

/// How the model's features were prepared: all of them, or where some are left out those that are shown.
std::vector<PreparedFeature> shown_preparation(const Report& report);

}  // namespace segmenta
