#pragma once
// What commands that describe segments read: a model that fits, and the columns to describe.

#include <segmenta/model.h>
#include <segmenta/table.h>

#include <string>
#include <vector>

#include "command.h"

namespace segmenta {

/// Adds a name that is not there yet.
void add_once(std::vector<std::string>& names, const std::string& name);

/// The model of a file. Throws Error(input) where it is of another number of segments.
Model read_fitting_model(const std::string& file, int k);

/// The columns that a model's features are of, each once.
std::vector<std::string> columns_of_model(const Model& model);

/// The columns named; without any those of the model, where there is one, and then every other number of the store.
std::vector<std::string> columns_to_describe(const std::vector<std::string>& named, const Table& store,
                                             const Model* model);

/// A note for each column that is text and so left out.
void note_text_columns(const Table& store, const std::vector<std::string>& columns, const CommandLine& line);

}  // namespace segmenta
