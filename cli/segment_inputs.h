#pragma once
// What commands that describe segments read: a model that fits, the columns to describe, and names.

#include <segmenta/context.h>
#include <segmenta/model.h>
#include <segmenta/names.h>
#include <segmenta/segments.h>
#include <segmenta/store.h>
#include <segmenta/table.h>

#include <memory>
#include <string>
#include <vector>

#include "command.h"

namespace segmenta {

/// Adds a name that is not there yet.
void add_once(std::vector<std::string>& names, const std::string& name);

/// The model of a file. Throws Error(input) where it is not that of the segments, see refuse_other_model(). Notes
/// where that cannot be told.
Model read_fitting_model(const std::string& file, const CustomerSegments& segments, const CommandLine& line);

/// The store that segments are described by, with what people call its columns: a labels file that --labels names. Both
/// strings must outlive the command line.
struct DescribedStore {
  std::string file, labels;
  StoreOptions open;
};

/// The options of add_store_options(), and --labels.
void add_described_store(CLI::App& command, DescribedStore& store);

/// Opens it, and notes which labels are of columns that are not there.
std::unique_ptr<Store> open_described_store(const DescribedStore& store, const CommandLine& line);

/// --segments, which a model may stand in for. `file` must outlive the command line.
void add_segments_option(CLI::App& command, std::string& file);

/// The segments of a file, or of a level of it; without a file those that the model gives the store's customers. Throws
/// Error(usage) where both are empty.
CustomerSegments read_or_assign(const std::string& segments, const std::string& model, int level, const Table& store,
                                const Context& context);

/// A note that customers are counted where their segments come from a fit that weighed them.
void note_weights(const CustomerSegments& segments, const CommandLine& line);

/// Those of the store's columns that the segments were made by, as their file says, or else the model (null: none);
/// all its numbers where neither does.
std::vector<std::string> columns_of_segments(const CustomerSegments& segments, const Model* model, const Table& store);

/// The columns named; without any those of the segments, and then every other number of the store.
std::vector<std::string> columns_to_describe(const std::vector<std::string>& named,
                                             const std::vector<std::string>& of_segments, const Table& store);

/// A names file, and the segments that it is of where these are earlier ones.
struct NamesInput {
  std::string file, of;
};

/// --names and --names-of, as every command that shows segments has them. `names` must outlive the command line.
void add_names_option(CLI::App& command, NamesInput& names);

/// What the names file calls segments [k]: by number, or where it is of earlier segments of another model by the
/// customers in common, with a note of what went where; empty where it does not name one. `level` is that of the
/// earlier segments.
std::vector<SegmentName> read_names(const NamesInput& names, const CustomerSegments& segments, int level,
                                    const CommandLine& line);

/// What segments are called by the names file and by their own file, see known_names().
std::vector<std::string> read_known_names(const NamesInput& names, const CustomerSegments& segments, int level,
                                          const CommandLine& line);

/// The same of a file's own segments; none at all where no segment has a name.
std::vector<std::string> read_names_if_any(const NamesInput& names, const CustomerSegments& segments,
                                           const CommandLine& line);

/// --actions, of what to try with segments. `file` must outlive the command line.
void add_actions_option(CLI::App& command, std::string& file);

/// The segment of that name, or else of that number. Throws Error(usage) where there is none.
std::int32_t segment_called(const std::string& text, const std::vector<std::string>& names, int k);

}  // namespace segmenta
