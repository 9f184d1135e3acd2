#pragma once
// What goes with what, of an audience.

#include <segmenta/audience.h>

namespace segmenta {

/// Throws Error(usage) for options that contradict each other.
void check_audience_options(const AudienceOptions& options);

}  // namespace segmenta
