#pragma once
// A profile as text for a terminal: features down, segments across, in several blocks where they do not fit.

#include <segmenta/profile.h>

#include <string>
#include <vector>

namespace segmenta {

/// Lines of at most `width` characters where at least one segment fits (feature names are never cut).
std::string profile_table(const Profile& profile, int width = 80);

/// The name of each segment, and what sets it apart, strongest first: "monetary +2.1 sd, frequency +1.9 sd". Lines of
/// at most `width` characters where one driver fits.
std::string drivers_text(const Profile& profile, int width = 80);

}  // namespace segmenta
