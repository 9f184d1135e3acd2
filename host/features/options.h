#pragma once
// What the options of the features ask for, checked before anything is read.

#include <segmenta/features.h>

#include <optional>
#include <string>

#include "features/source.h"
#include "features/written_number.h"

namespace segmenta::features {

/// The type that the options ask for: "string", "int64", "double"; empty where they do not.
std::string forced_type(const FeatureOptions& options, const std::string& column);

/// Throws Error(usage) where a type is none that a column can be asked to have.
void check_type(const std::string& column, const std::string& type);
/// Throws Error(usage) where a delimiter is a quote or a line break.
void check_delimiter(std::optional<char> delimiter);

/// How the files of order lines are laid out.
CsvLayout layout_of(const FeatureOptions& options);
/// Throws Error(usage) for fewer lines than none.
void check_skip_lines(std::int64_t lines);

/// How the numbers of order lines, and of a joined source, are written.
NumberFormat number_format(const FeatureOptions& options);
NumberFormat number_format(const FeatureOptions& options, const JoinSource& join);
/// Throws Error(usage) where no number can be written so.
void check_number_format(NumberFormat format);

/// Throws Error(usage) for options that contradict each other or that nothing can be done with.
void check_options(const FeatureOptions& options);

}  // namespace segmenta::features
