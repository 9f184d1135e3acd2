#pragma once
// What commands that describe segments read: a model that fits, the columns to describe, and names.

#include <segmenta/context.h>
#include <segmenta/model.h>
#include <segmenta/segments.h>
#include <segmenta/table.h>

#include <string>
#include <vector>

#include "command.h"

namespace segmenta {

/// Adds a name that is not there yet.
void add_once(std::vector<std::string>& names, const std::string& name);

/// The model of a file. Throws Error(input) where it is not that of the segments, see refuse_other_model(). Notes
/// where that cannot be told.
Model read_fitting_model(const std::string& file, const CustomerSegments& segments, const CommandLine& line);

/// --segments, which a model may stand in for. `file` must outlive the command line.
void add_segments_option(CLI::App& command, std::string& file);

/// The segments of a file, or of a level of it; without a file those that the model gives the store's customers. Throws
/// Error(usage) where both are empty.
CustomerSegments read_or_assign(const std::string& segments, const std::string& model, int level, const Table& store,
                                const Context& context);

/// A note that customers are counted where their segments come from a fit that weighed them.
void note_weights(const CustomerSegments& segments, const CommandLine& line);

/// The columns that a model's features are of, each once.
std::vector<std::string> columns_of_model(const Model& model);

/// The columns named; without any those of the model, where there is one, and then every other number of the store.
std::vector<std::string> columns_to_describe(const std::vector<std::string>& named, const Table& store,
                                             const Model* model);

/// --names, as every command that shows segments has it. `file` must outlive the command line.
void add_names_option(CLI::App& command, std::string& file);

/// What segments are called by the names file (empty: none) and by their own file, see known_names().
std::vector<std::string> read_known_names(const std::string& names_file, const CustomerSegments& segments);

/// A note for each column that is text and so left out.
void note_text_columns(const Table& store, const std::vector<std::string>& columns, const CommandLine& line);

}  // namespace segmenta
