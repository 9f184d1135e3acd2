#pragma once
// RFM segments as text for a terminal.

#include <segmenta/profile.h>
#include <segmenta/rfm.h>

#include <cstdint>
#include <string>
#include <vector>

namespace segmenta {

/// Which codes each segment has.
std::string rfm_codes_text(const RfmMap& map);
/// `profile` of the three columns, in the order recency, frequency, monetary.
std::string rfm_text(const Rfm& rfm, const Profile& profile);
/// Segments down, those of the file `against` across.
std::string cross_table_text(const Rfm& rfm, const std::vector<std::vector<std::int64_t>>& crossed,
                             const std::string& against);

}  // namespace segmenta
