#pragma once
// Which days count: the observation window, and the as-of day that recency is counted from.

#include <segmenta/features.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "parallel.h"

namespace segmenta::features {

struct Period {
  std::optional<std::int32_t> since, until;  ///< first and last day of the window, where it has one
  std::optional<std::int32_t> as_of;         ///< empty: the latest day of any line

  [[nodiscard]] bool is_after(std::int32_t day) const { return as_of && day > *as_of; }
  [[nodiscard]] bool has(std::int32_t day) const { return !(since && day < *since) && !(until && day > *until); }
};

/// Throws Error(usage) for days that contradict each other.
void check_period(const FeatureOptions& options);

/// Reads the dates of all files where the window ends with the latest of them.
Period find_period(const FeatureOptions& options, ThreadPool& pool, const Context& context);

/// "; order lines from 2011-01-01 to 2011-12-31", for definitions; empty without a window.
std::string window_text(const Period& period);

}  // namespace segmenta::features
