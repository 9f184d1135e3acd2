#pragma once
// What the options of the features ask for, checked before anything is read.

#include <segmenta/features.h>

#include <optional>
#include <string>

namespace segmenta::features {

/// The type that the options ask for: "string", "int64", "double"; empty where they do not.
std::string forced_type(const FeatureOptions& options, const std::string& column);

/// Throws Error(usage) where a type is none that a column can be asked to have.
void check_type(const std::string& column, const std::string& type);
/// Throws Error(usage) where a delimiter is a quote or a line break.
void check_delimiter(std::optional<char> delimiter);

/// Throws Error(usage) for options that contradict each other or that nothing can be done with.
void check_options(const FeatureOptions& options);

}  // namespace segmenta::features
