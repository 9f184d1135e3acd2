// Writes a model file: facts, clusters, preparation, evidence and tree, each in its place.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/files.h>
#include <segmenta/model.h>

#include <algorithm>
#include <functional>
#include <memory>

#include "files/model_digest.h"
#include "files/model_names.h"
#include "files/segments_file.h"
#include "store/arrays.h"
#include "store/atomic_file.h"

namespace segmenta {
namespace {

using h5::File;

void refuse_size(const char* name, std::size_t size, std::size_t expected) {
  if (size == expected) return;
  throw Error(ErrorKind::defect, fmt::format("model has {} values of {}", size, name),
              fmt::format("{} were expected", expected), "");
}

void refuse_unfit(const Model& model) {
  const auto k = static_cast<std::size_t>(model.k), d = static_cast<std::size_t>(model.features());
  refuse_size("centroids", model.centroids.size(), k * d);
  const bool has_original_units = model.preparation.metric != Metric::cosine;
  refuse_size("centroids_original", model.centroids_original.size(), has_original_units ? k * d : 0);
  refuse_size("sizes", model.sizes.size(), k);
  if (!model.offsets.empty()) refuse_size("offsets", model.offsets.size(), k);
  if (!model.weight_sums.empty()) refuse_size("weight_sums", model.weight_sums.size(), k);
}

template <class Part>
auto parts(const std::vector<PreparedFeature>& features, Part part) {
  std::vector<std::decay_t<std::invoke_result_t<Part, const PreparedFeature&>>> values;
  values.reserve(features.size());
  std::transform(features.begin(), features.end(), std::back_inserter(values), part);
  return values;
}

void write_texts(const File& file, const std::string& path, const std::vector<std::string>& texts) {
  h5::write_variable_strings(file, path, texts);
}

void write_numbers(const File& file, const std::vector<PreparedFeature>& features, const std::string& name,
                   double PreparedFeature::*part) {
  const auto values = parts(features, [part](const PreparedFeature& feature) { return feature.*part; });
  h5::write_array<double>(file, "/prepare/" + name, values, {values.size()});
}

void write_counts(const File& file, const std::vector<PreparedFeature>& features, const std::string& name,
                  std::int64_t PreparedFeature::*part) {
  const auto values = parts(features, [part](const PreparedFeature& feature) { return feature.*part; });
  h5::write_array<std::int64_t>(file, "/prepare/" + name, values, {values.size()});
}

// For programs that know no other transform: a signed log is the same of what they can take a log of.
void write_log1p(const File& file, const std::vector<PreparedFeature>& features) {
  const auto bytes = parts(features, [](const PreparedFeature& f) {
    return static_cast<std::int8_t>(f.transform != Transform::identity ? 1 : 0);
  });
  h5::write_raw(file, "/prepare/log1p", h5::boolean_type().get(), bytes.data(), {bytes.size()}, h5::Layout::contiguous);
}

void write_preparation(const File& file, const Preparation& preparation) {
  const auto& features = preparation.features;
  h5::create_group(file, "/prepare");
  h5::write_attribute(file, "/prepare", "metric", std::string(name_of(preparation.metric, metric_names)));
  h5::write_attribute(file, "/prepare", "missing", std::string(name_of(preparation.missing, missing_names)));
  h5::write_attribute<std::int32_t>(file, "/prepare", "exponent", preparation.exponent);
  write_texts(file, "/prepare/column", parts(features, [](const PreparedFeature& f) { return f.column; }));
  write_texts(file, "/prepare/kind",
              parts(features, [](const PreparedFeature& f) { return std::string(name_of(f.kind, kind_names)); }));
  write_texts(file, "/prepare/category", parts(features, [](const PreparedFeature& f) { return f.category; }));
  write_log1p(file, features);
  write_texts(file, "/prepare/transform",
              parts(features, [](const PreparedFeature& f) { return std::string(name_of(f.transform)); }));
  write_texts(file, "/prepare/reason", parts(features, [](const PreparedFeature& f) { return f.reason; }));
  write_counts(file, features, "rows_limited", &PreparedFeature::rows_limited);
  write_counts(file, features, "rows_missing", &PreparedFeature::rows_missing);
  write_numbers(file, features, "center", &PreparedFeature::center);
  write_numbers(file, features, "scale", &PreparedFeature::scale);
  write_numbers(file, features, "lower", &PreparedFeature::lower);
  write_numbers(file, features, "upper", &PreparedFeature::upper);
  write_numbers(file, features, "fill", &PreparedFeature::fill);
  write_numbers(file, features, "quantum", &PreparedFeature::quantum);
}

void write_left_out(const File& file, const std::vector<LeftOut>& left_out) {
  if (left_out.empty()) return;
  std::vector<std::string> columns, reasons;
  for (const auto& [column, reason] : left_out) {
    columns.push_back(column);
    reasons.push_back(reason);
  }
  h5::create_group(file, "/left_out");
  write_texts(file, "/left_out/column", columns);
  write_texts(file, "/left_out/reason", reasons);
}

// One array for each figure.
void write_evidence(const File& file, const Model& model) {
  const std::vector<KEvidence>& evidence = model.evidence;
  h5::create_group(file, "/evidence");
  if (evidence.empty()) return;
  const auto write = [&]<class T>(std::string_view name, T KEvidence::*figure) {
    std::vector<T> values;
    for (const KEvidence& one : evidence) values.push_back(one.*figure);
    h5::write_array<T>(file, fmt::format("/evidence/{}", name), values, {values.size()});
  };
  for (const EvidenceFigure& figure : evidence_figures()) {
    std::visit([&](const auto member) { write(figure.dataset, member); }, figure.member);
  }
  std::vector<std::string> ruled_out;
  for (const KEvidence& one : evidence) ruled_out.emplace_back(ruled_out_text(one.ruled_out));
  write_texts(file, "/evidence/ruled_out", ruled_out);
}

void write_structure(const File& file, const Model& model) {
  const Structure& structure = model.structure;
  if (structure.verdict == Structure::Verdict::not_known) return;
  h5::write_attribute(file, "/evidence", "verdict", std::string(verdict_text(structure.verdict)));
  h5::write_attribute(file, "/evidence", "reason", model.choice_reason);
  h5::write_attribute<std::int32_t>(file, "/evidence", "best_k", structure.best_k);
  h5::write_attribute<std::int32_t>(file, "/evidence", "looked_to", structure.looked_to);
  h5::write_attribute<std::int64_t>(file, "/evidence", "rows", structure.rows);
  h5::write_attribute<std::int32_t>(file, "/evidence", "gap_best_k", structure.gap_best_k);
  h5::write_attribute<double>(file, "/evidence", "valley", structure.valley);
  h5::write_attribute<double>(file, "/evidence", "gap_one", structure.gap_one);
  h5::write_attribute<double>(file, "/evidence", "gap_best", structure.gap_best);
  h5::write_attribute<double>(file, "/evidence", "gap_best_error", structure.gap_best_error);
}

void write_tree(const File& file, const std::vector<Merge>& tree) {
  if (tree.empty()) return;
  std::vector<std::int32_t> merges;
  std::vector<double> heights;
  for (const Merge& merge : tree) {
    merges.insert(merges.end(), {merge.a, merge.b});
    heights.push_back(merge.height);
  }
  h5::create_group(file, "/ward");
  h5::write_array<std::int32_t>(file, "/ward/merges", merges, {tree.size(), 2});
  h5::write_array<double>(file, "/ward/heights", heights, {tree.size()});
}

void write_facts(const File& file, const Model& model) {
  h5::write_attribute<std::int32_t>(file, "/", "k", model.k);
  h5::write_attribute<std::int32_t>(file, "/", "k_requested", model.k_requested);
  h5::write_attribute<std::int64_t>(file, "/", "rows", model.rows);
  h5::write_attribute<std::uint64_t>(file, "/", "seed", model.seed);
  h5::write_attribute<double>(file, "/", "inertia", model.inertia);
  h5::write_attribute<std::int32_t>(file, "/", "iterations", model.iterations);
  h5::write_attribute<bool>(file, "/", "converged", model.converged);
  h5::write_attribute(file, "/", "stopped_by", model.stopped_by);
  h5::write_attribute(file, "/", "order_by", model.order_by);
  if (!model.weights.empty()) h5::write_attribute(file, "/", "weights", model.weights);
  if (!model.command.empty()) h5::write_attribute(file, "/", "command", model.command);
  if (!model.labels_digest.empty()) h5::write_attribute(file, "/", "labels_digest", model.labels_digest);
}

void write_clusters(const File& file, const Model& model) {
  const auto k = static_cast<hsize_t>(model.k), d = static_cast<hsize_t>(model.features());
  h5::write_array<float>(file, "/centroids", model.centroids, {k, d});
  if (!model.centroids_original.empty()) {
    h5::write_array<double>(file, "/centroids_original", model.centroids_original, {k, d});
  }
  h5::write_array<std::int64_t>(file, "/sizes", model.sizes, {k});
  if (!model.offsets.empty()) h5::write_array<double>(file, "/offsets", model.offsets, {k});
  if (!model.weight_sums.empty()) h5::write_array<double>(file, "/weight_sums", model.weight_sums, {k});
}

void write_model_into(const File& file, const Model& model) {
  h5::write_format(file, "segmenta-model");
  write_facts(file, model);
  write_clusters(file, model);
  write_texts(file, "/features", model.preparation.names());
  write_preparation(file, model.preparation);
  write_left_out(file, model.preparation.left_out);
  write_evidence(file, model);
  write_structure(file, model);
  write_tree(file, model.tree);
  if (!model.bootstrap_centroids.empty()) {
    h5::write_array<float>(file, "/bootstrap_centroids", model.bootstrap_centroids,
                           {static_cast<hsize_t>(model.bootstrap_rounds()), static_cast<hsize_t>(model.k),
                            static_cast<hsize_t>(model.features())});
  }
  if (!model.stability.empty()) h5::write_array<double>(file, "/stability", model.stability, {model.stability.size()});
  h5::write_attribute(file, "/", "content_digest", model_digest(model));
}

}  // namespace

void write_model(const std::filesystem::path& path, const Model& model, Overwrite overwrite) {
  refuse_unfit(model);
  AtomicFile output(path, overwrite);
  write_model_into(output.file(), model);
  output.commit();
}

void write_fit(const std::filesystem::path& model_file, const Model& model, const std::filesystem::path& segments_file,
               const std::string& id_name, const Ids& ids, const Segments& segments, const Origin& origin,
               Overwrite overwrite) {
  refuse_unfit(model);
  std::vector<std::unique_ptr<AtomicFile>> outputs;
  outputs.push_back(std::make_unique<AtomicFile>(segments_file, overwrite));
  write_segments_into(outputs.back()->file(), id_name, ids, segments, model.k, origin);
  outputs.push_back(std::make_unique<AtomicFile>(model_file, overwrite));
  write_model_into(outputs.back()->file(), model);
  AtomicFile::commit_together(outputs);
}

}  // namespace segmenta
