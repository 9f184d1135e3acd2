#pragma once
// Segmenta's own files, read and written. Each appears whole or not at all: writing throws Error(resources) where it
// cannot (and as Overwrite says), reading Error(input) that names file, place and reason.
//
// Model file (HDF5): /centroids float32 [k x d] in prepared space, /centroids_original float64 [k x d] in original
// units (none of the cosine metric, where rows of any length are one direction), /features names [d], /sizes int64 [k],
// /prepare/* one array [d] for each parameter of a feature, with the attributes metric, missing and exponent,
// /left_out/column and /left_out/reason where columns were left out, and on the root k, k_requested, rows, seed,
// inertia, iterations, converged, order_by and, where there are any, weights (a column) and command (that made it).
// Where bounds on sizes moved rows, /offsets float64 [k], added to squared distances in prepared space: a program that
// passes them over gives the nearest segment instead. Where k was chosen, /evidence/* has one array [candidates] for
// each figure of KEvidence, and /stability float64 [k] the bootstrap Jaccard similarity of the segments, with
// /bootstrap_centroids float32 [rounds, k, d] of its rounds. With nested segments, /ward/merges int32 [k - 1 x 2] and
// /ward/heights float64 [k - 1]. Segments file: /id, /segment int32, /distance float32, /runner_up int32, /margin
// float32, each [rows]; with nested segments /level_N int32 [rows] for each level of N; root attributes labels_digest
// and ids_digest (see fit.h), with which a damaged file is refused, and where they are known command, as_of,
// centroids_digest, weights and features (origin.h), and of rules and RFM segment_names and segment_definitions [k].
//
// Names file (JSON, made to be edited):
//   {"segments": [{"segment": 0, "name": "Big spenders", "automatic": "Many more orders, high spend"}, ...]}
// A person gave a name where it differs from "automatic", what Segmenta called the segment when it wrote the file.
// Beside "segments" may stand "centroids_digest": that of the model whose segments are named.
//
// Rules file (JSON):
//   {"segments": [{"name": "VIP", "when": [{"feature": "monetary", "at_least": 1000},
//                                          {"feature": "recency_days", "below": 90}]},
//                 {"name": "Nearby", "when": [{"feature": "Country", "is": ["France", "Belgium"]}]},
//                 {"name": "Lapsing", "when": [{"any": [{"feature": "recency_days", "above": 180},
//                                                       {"feature": "frequency", "at_most": 1}]}]}],
//    "default": "Everyone else"}
//
// The conditions of a "when" must all hold: at_least, above, at_most, below (a number); is, is_not (a text, a number,
// true or false, or a list of them); missing (true or false). One condition may make several of these demands. {"any":
// [conditions]} holds where one of them does. A missing value fulfils no demand but "missing": true.

#include <segmenta/actions.h>
#include <segmenta/columns.h>
#include <segmenta/export.h>
#include <segmenta/holdout.h>
#include <segmenta/measure.h>
#include <segmenta/model.h>
#include <segmenta/names.h>
#include <segmenta/overwrite.h>
#include <segmenta/rfm.h>
#include <segmenta/rules.h>
#include <segmenta/segments.h>
#include <segmenta/table.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace SEGMENTA_API segmenta {

void write_model(const std::filesystem::path& file, const Model& model, Overwrite overwrite = Overwrite::allowed);
/// Throws Error(input) when the file is not a model, names what is wrong otherwise.
Model read_model(const std::filesystem::path& file);

/// Whether the file says it is a model (root attribute `format`); false for any other readable HDF5 file.
bool is_model(const std::filesystem::path& file);
/// Reads dataset `centroids` [k x d] of any HDF5 file as float64, row-major; for `--init FILE.h5`.
struct Matrix {
  std::int64_t rows = 0, columns = 0;
  std::vector<double> values;
};
Matrix read_centroids(const std::filesystem::path& file);

/// Both files of one fit, whole, or neither: what the first one replaced comes back where the second cannot be written.
/// Throws as write_model() and write_segments().
void write_fit(const std::filesystem::path& model_file, const Model& model, const std::filesystem::path& segments_file,
               const std::string& id_name, const Ids& ids, const Segments& segments, const Origin& origin = {},
               Overwrite overwrite = Overwrite::allowed);
void write_segments(const std::filesystem::path& file, const std::string& id_name, const Ids& ids,
                    const Segments& segments, int k, const Origin& origin = {},
                    Overwrite overwrite = Overwrite::allowed);
/// `level` > 0: the nested segments of that level in place of the segments.
CustomerSegments read_segments(const std::filesystem::path& file, int level = 0);

/// What people call columns: a JSON object of texts, {"recency_days": "days since last order", ...}. Throws
/// Error(input) where it is something else, or a label is empty or given to two columns.
Labels read_labels(const std::filesystem::path& file);

/// A table of actions: a JSON list of {"objective": "win back", "when": [{"measure": "recency", "at_least": 1.5},
/// ...]}. Throws Error(input) that names the entry.
std::vector<ActionRule> read_actions(const std::filesystem::path& file);

/// Entries of a names file by segment [k]; empty ones where it does not name a segment. Throws Error(input) that names
/// the entry: no such segment, a segment or a name twice, an empty name; and where the file says that it names segments
/// of another model than that of `origin`.
std::vector<SegmentName> read_segment_names(const std::filesystem::path& file, int k, const Origin& origin = {});
/// Writes a names file, whole or not at all. Throws Error(input), and writes nothing, where the file is there and has a
/// name that a person gave and `names` has not; Error(resources) where it cannot be written.
void write_names(const std::filesystem::path& file, const std::vector<SegmentName>& names, const Origin& origin = {},
                 Overwrite overwrite = Overwrite::allowed);

/// From a JSON file, a list of {"name": NAME, "codes": ["555", "54*", ...]}; * is any score. Throws Error(input) where
/// a code of the 125 is in no segment or in two.
RfmMap read_rfm_map(const std::filesystem::path& file);
/// From a JSON file {"recency": [4 numbers], "frequency": [...], "monetary": [...]}, or a file of write_rfm().
RfmCuts read_rfm_cuts(const std::filesystem::path& file);
/// A segments file with /recency_score, /frequency_score, /monetary_score int8 [rows] beside /id and /segment, the root
/// attributes segment_names and segment_definitions, and /cuts/recency, /cuts/frequency, /cuts/monetary float64 [4].
void write_rfm(const std::filesystem::path& file, const std::string& id_name, const Ids& ids, const Rfm& rfm,
               const Origin& origin = {}, Overwrite overwrite = Overwrite::allowed);

/// Throws Error(input) that names the file and the place in it: not JSON, keys that are unknown or given twice, values
/// of another type, names that are empty or used twice, no conditions.
SegmentRules read_rules(const std::filesystem::path& file);
/// The same from text; `file` is for messages.
SegmentRules parse_rules(const std::string& text, const std::string& file);
/// A segments file with the root attributes segment_names and segment_definitions.
void write_rule_segments(const std::filesystem::path& file, const std::string& id_name, const Ids& ids,
                         const RuleSegments& segments, const Origin& origin = {},
                         Overwrite overwrite = Overwrite::allowed);

/// An assignment file (HDF5): /id, /arm int32 [rows], and with segments /segment int32 [rows]; root attributes salt,
/// arms (JSON, a list of {"name", "share"}), command, and digests of ids and arms, with which a damaged file is
/// refused.
void write_assignment(const std::filesystem::path& file, const std::string& id_name, const Assignment& assignment,
                      Overwrite overwrite = Overwrite::allowed);
Assignment read_assignment(const std::filesystem::path& file);

/// A measurement file (HDF5): /id, /arm, /segment, /orders, /value and /value_before [customers], as far as there are
/// some, and /result, one text, the JSON of the results.
void write_measurement(const std::filesystem::path& file, const std::string& id_name, const Assignment& assignment,
                       const Outcomes& outcomes, const std::string& result, const std::string& command,
                       Overwrite overwrite = Overwrite::allowed);

}  // namespace segmenta
