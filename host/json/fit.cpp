// A fit, and segments assigned by a model, as JSON.

#include <segmenta/json.h>

#include <algorithm>
#include <variant>

#include "json/json.h"

namespace segmenta {
namespace {

Json evidence_of(const std::vector<KEvidence>& evidence) {
  Json list = Json::array();
  for (const KEvidence& one : evidence) {
    Json& figures = list.emplace_back(Json::object());
    for (const EvidenceFigure& figure : evidence_figures()) {
      std::visit([&](const auto member) { figures[std::string(figure.key)] = one.*member; }, figure.member);
    }
    figures["ruled_out"] = one.ruled_out == RuledOut::no ? Json() : Json(ruled_out_text(one.ruled_out));
  }
  return list;
}

std::string_view transform_of(const PreparedFeature& feature) {
  switch (feature.kind) {
    case PreparedFeature::Kind::category:
      return "one_hot";
    case PreparedFeature::Kind::missing_flag:
      return "missing_flag";
    case PreparedFeature::Kind::value:
      break;
  }
  return name_of(feature.transform);
}

Json preparation_of(const Preparation& preparation) {
  Json list = Json::array();
  for (const PreparedFeature& feature : preparation.features) {
    list.push_back({{"feature", feature.name},
                    {"column", feature.column},
                    {"transform", transform_of(feature)},
                    {"clip", {{"lower", feature.lower}, {"upper", feature.upper}, {"rows", feature.rows_limited}}},
                    {"missing", {{"rows", feature.rows_missing}, {"fill", feature.fill}}},
                    {"reason", feature.reason}});
  }
  return list;
}

Json left_out_of(const Preparation& preparation) {
  Json list = Json::array();
  for (const auto& [column, reason] : preparation.left_out) list.push_back({{"column", column}, {"reason", reason}});
  return list;
}

Json levels_of(const FitResult& result) {
  Json list = Json::array();
  for (const Level& level : result.segments.levels) {
    list.push_back({{"segments", level.segments},
                    {"of_segment", level.of_segment},
                    {"sizes", level_sizes(level, result.model.sizes)}});
  }
  return list;
}

Json structure_of(const Structure& structure) {
  return {{"verdict", verdict_text(structure.verdict)},
          {"best_k", structure.best_k},
          {"looked_to", structure.looked_to},
          {"rows", structure.rows},
          {"valley", structure.valley},
          {"gap_one", structure.gap_one},
          {"gap_best", structure.gap_best},
          {"gap_best_se", structure.gap_best_error},
          {"gap_best_k", structure.gap_best_k}};
}

void add_evidence(Json& json, const Model& model, const BootstrapOptions& bootstrap) {
  json["evidence"] = evidence_of(model.evidence);
  json["segment_stability"] = model.stability;
  json["bootstrap"] = {{"rounds", bootstrap.rounds}, {"rows", std::min(bootstrap.most_rows, model.rows)}};
}

void add_choice(Json& json, const FitResult& result, const FitOptions& options) {
  const Model& model = result.model;
  json["structure"] = structure_of(model.structure);
  json["recommended_k"] = result.recommendation.k;
  json["runner_up_k"] = result.recommendation.runner_up_k;
  json["reason"] = result.recommendation.reason;
  if (options.gap.references == 0) return;
  json["gap_k"] = result.recommendation.gap_k;
  json["gap"] = {{"references", options.gap.references}, {"rows", std::min(options.gap.most_rows, model.rows)}};
}

Json size_bounds_of(const FitResult& result) {
  const KeptSizes& kept = result.size_bounds;
  return {{"least", kept.bounds.least}, {"most", kept.bounds.most},      {"rows_moved", kept.rows_moved},
          {"cost", kept.cost},          {"iterations", kept.iterations}, {"offsets", result.model.offsets}};
}

Json seconds_of(const FitSeconds& parts, const FitRun& run) {
  const double clustered =
      run.opened + parts.read_and_prepare + parts.seed + parts.refine + parts.iterate + parts.sizes + parts.evidence;
  return {{"start", run.started},
          {"read", run.opened - run.started},
          {"prepare", parts.read_and_prepare},
          {"seed", parts.seed},
          {"refine", parts.refine},
          {"iterate", parts.iterate},
          {"sizes", parts.sizes},
          {"evidence", parts.evidence},
          {"finish", run.fitted - clustered},
          {"write", run.written - run.fitted},
          {"total", run.written}};
}

Json memory_of(const FitRun& run) {
  Json json{{"planned_bytes", run.planned_bytes}, {"peak_bytes", run.peak_bytes}};
  if (run.device_bytes) {
    json["device_bytes"] = *run.device_bytes;
    json["streamed"] = run.streamed;
  }
  return json;
}

}  // namespace

std::string fit_json(const FitResult& result, const FitOptions& options, const FitRun& run) {
  const Model& model = result.model;
  const std::string value = model.order_by == "size" ? "" : model.order_by;
  Json json{{"rows", model.rows},
            {"features", model.features()},
            {"feature_names", model.preparation.names()},
            {"left_out", left_out_of(model.preparation)},
            {"preparation", preparation_of(model.preparation)},
            {"meanings", meanings_of({{Meaning::id, run.id_name}, {Meaning::value, value}})},
            {"k", model.k},
            {"k_requested", model.k_requested},
            {"inertia", model.inertia},
            {"iterations", model.iterations},
            {"converged", model.converged},
            {"stopped_by", model.stopped_by},
            {"sizes", model.sizes},
            {"order_by", model.order_by},
            {"seed", model.seed},
            {"restarts", result.restarts},
            {"seed_rows", result.seed_rows},
            {"search", {{"rows", result.search.rows}, {"rounds", result.search.rounds}, {"gain", result.search.gain}}},
            {"id", run.id_name},
            {"device", result.device},
            {"simd", result.simd},
            {"threads", result.threads},
            {"seconds_per_iteration", result.seconds_per_iteration},
            {"recheck_fraction", result.recheck_fraction},
            {"labels_digest", labels_digest(result.segments.segment)},
            {"centroids_digest", centroids_digest(model.centroids)}};
  if (options.size_bounds.is_given()) json["size_bounds"] = size_bounds_of(result);
  if (!model.evidence.empty()) add_evidence(json, model, options.bootstrap);
  if (result.recommendation.k > 0) add_choice(json, result, options);
  if (!result.segments.levels.empty()) json["levels"] = levels_of(result);
  if (!model.weight_sums.empty()) json["weight_sums"] = model.weight_sums;
  json["seconds"] = seconds_of(result.seconds, run);
  json["memory"] = memory_of(run);
  return text_of(json);
}

std::string assign_json(const AssignRun& run) {
  return text_of({{"rows", run.segment.size()},
                  {"features", run.features},
                  {"k", run.k},
                  {"sizes", segment_sizes(run.segment, run.k)},
                  {"device", run.device},
                  {"labels_digest", labels_digest(run.segment)},
                  {"output", run.output},
                  {"seconds", {{"total", run.seconds}}}});
}

}  // namespace segmenta
