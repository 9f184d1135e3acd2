#pragma once
// A difference from the average customer in words that are true of it.

#include <segmenta/profile.h>
#include <segmenta/table.h>

#include <string>
#include <vector>

namespace segmenta {

/// How a group of customers differs from all others in a feature.
struct FeatureDifference {
  double size = 0;  ///< in standard deviations of all customers, below 0 for less
  double mean = 0;  ///< of the group, in original units; NaN where only the difference is to be told
};

/// "high spend", "far fewer orders", "lapsed". What is said compares, in three degrees (from small_difference,
/// medium_difference and 1.5 standard deviations on). Words that claim more are used only where the group's own mean
/// bears them: recent is up to 92 days since the last order and lapsed from 183 on, very recent up to 31 and long
/// lapsed from 365 on; everybody has one order; something is never so, or mostly.
std::string difference_words(const Column& feature, const FeatureDifference& difference);

/// The features of a profile as words take them: whole numbers of which there are but 0 and 1 as booleans.
std::vector<Column> features_for_words(const Profile& profile);

/// What the words are about: "spend", "average order value", without units.
std::string noun_of(const Column& feature);

}  // namespace segmenta
