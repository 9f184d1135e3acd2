#pragma once
// A profile as text for a terminal: features down, segments across, in several blocks where they do not fit.

#include <segmenta/profile.h>

#include <string>

namespace segmenta {

/// Lines of at most `width` characters where at least one segment fits (feature names are never cut).
std::string profile_table(const Profile& profile, int width = 80);

/// A share of 1 as "12.3 %"; "-" for NaN.
std::string percent(double share);

/// A number with separated thousands, "12,345.7"; "-" for NaN.
std::string readable(double value, int decimals);

}  // namespace segmenta
