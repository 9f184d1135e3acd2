#pragma once
// How segments are evaluated, as options that several commands take.

#include <segmenta/evaluate.h>

#include <CLI/CLI.hpp>

namespace segmenta {

/// --value, --margin, --consent and --weights. `options` must outlive the command line.
void add_evaluate_options(CLI::App& command, EvaluateOptions& options);

}  // namespace segmenta
