#include "fit_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "outputs.h"

namespace segmenta {
namespace {

// NaN becomes null.
nlohmann::json evidence_json(const std::vector<KEvidence>& evidence) {
  nlohmann::json list = nlohmann::json::array();
  for (const KEvidence& one : evidence) {
    list.push_back({{"k", one.k},
                    {"inertia", one.inertia},
                    {"silhouette", one.silhouette},
                    {"calinski_harabasz", one.calinski_harabasz},
                    {"davies_bouldin", one.davies_bouldin},
                    {"smallest", one.smallest},
                    {"stability", one.stability},
                    {"agreement", one.agreement},
                    {"iterations", one.iterations},
                    {"gap", one.gap},
                    {"gap_se", one.gap_error}});
  }
  return list;
}

std::string known(double figure) { return std::isnan(figure) ? "-" : fmt::format("{:.3f}", figure); }

struct Column {
  const char* name;
  const char* short_name;  // where the gap statistic takes room
  int width, short_width;
};

constexpr Column columns[] = {{"k", "k", 3, 3},
                              {"inertia", "inertia", 10, 10},
                              {"silhouette", "silh.", 10, 5},
                              {"Calinski-H.", "Cal.-H.", 11, 9},
                              {"Davies-B.", "Dav.-B.", 9, 7},
                              {"smallest", "smallest", 9, 9},
                              {"stability", "stab.", 9, 5},
                              {"agreement", "agree", 9, 5},
                              {"", "gap", 0, 6},
                              {"", "+-", 0, 5}};

// Cells of a row in their columns: the last two with the gap statistic alone.
std::string table_row(const std::vector<std::string>& cells, bool with_gap) {
  std::string text;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const int width = with_gap ? columns[i].short_width : columns[i].width;
    if (width > 0) text += fmt::format("{}{:>{}}", i > 0 ? " " : "", cells[i], width);
  }
  return text;
}

std::string table_head(bool with_gap) {
  std::vector<std::string> names;
  for (const Column& column : columns) names.emplace_back(with_gap ? column.short_name : column.name);
  return table_row(names, with_gap) + "\n";
}

std::vector<std::string> cells_of(const KEvidence& one) {
  return {std::to_string(one.k),
          fmt::format("{:.6g}", one.inertia),
          fmt::format("{:.3f}", one.silhouette),
          fmt::format("{:.6g}", one.calinski_harabasz),
          fmt::format("{:.3f}", one.davies_bouldin),
          with_separators(one.smallest),
          known(one.stability),
          known(one.agreement),
          known(one.gap),
          known(one.gap_error)};
}

std::string stability_text(const FitResult& result, const BootstrapOptions& bootstrap) {
  const std::vector<double>& stability = result.model.stability;
  if (stability.empty()) return "";
  std::string text = fmt::format("\nstability by bootstrap ({} rounds of {} rows):", bootstrap.rounds,
                                 with_separators(std::min(bootstrap.most_rows, result.model.rows)));
  for (std::size_t c = 0; c < stability.size(); ++c) {
    text += fmt::format(" {} {} ({})", c, known(stability[c]), stability_band(stability[c]));
  }
  return text;
}

// Rows of each nested segment.
std::vector<std::int64_t> level_sizes(const FitResult& result, const Level& level) {
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(level.segments));
  for (std::size_t c = 0; c < level.of_segment.size(); ++c) {
    sizes[static_cast<std::size_t>(level.of_segment[c])] += result.model.sizes[c];
  }
  return sizes;
}

nlohmann::json levels_json(const FitResult& result) {
  nlohmann::json list = nlohmann::json::array();
  for (const Level& level : result.segments.levels) {
    list.push_back(
        {{"segments", level.segments}, {"of_segment", level.of_segment}, {"sizes", level_sizes(result, level)}});
  }
  return list;
}

}  // namespace

std::string evidence_table(const FitResult& result, const FitOptions& options) {
  const Recommendation& chosen = result.recommendation;
  const bool with_gap = options.gap.references > 0;
  std::string text = table_head(with_gap);
  for (const KEvidence& one : result.model.evidence) {
    text += table_row(cells_of(one), with_gap) + (one.k == chosen.k ? "  <\n" : "\n");
  }
  text += chosen.reason;
  if (chosen.runner_up_k > 0) text += fmt::format(". The runner-up is k = {}", chosen.runner_up_k);
  if (with_gap) {
    text += fmt::format("\ngap statistic: {} reference sets of {} rows", options.gap.references,
                        with_separators(std::min(options.gap.most_rows, result.model.rows)));
  }
  return text + stability_text(result, options.bootstrap);
}

nlohmann::json fit_json(const FitResult& result, const FitOptions& options, const std::string& id_name) {
  const Model& model = result.model;
  nlohmann::json json{{"rows", model.rows},
                      {"features", model.features()},
                      {"feature_names", model.preparation.names()},
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
                      {"id", id_name},
                      {"device", result.device},
                      {"simd", result.simd},
                      {"threads", result.threads},
                      {"seconds_per_iteration", result.seconds_per_iteration},
                      {"recheck_fraction", result.recheck_fraction},
                      {"labels_digest", labels_digest(result.segments.segment)},
                      {"centroids_digest", centroids_digest(model.centroids)}};
  if (result.recommendation.k > 0) {
    json["evidence"] = evidence_json(model.evidence);
    json["recommended_k"] = result.recommendation.k;
    json["runner_up_k"] = result.recommendation.runner_up_k;
    json["reason"] = result.recommendation.reason;
    json["segment_stability"] = model.stability;
    json["bootstrap"] = {{"rounds", options.bootstrap.rounds},
                         {"rows", std::min(options.bootstrap.most_rows, model.rows)}};
  }
  if (options.gap.references > 0) {
    json["gap_k"] = result.recommendation.gap_k;
    json["gap"] = {{"references", options.gap.references}, {"rows", std::min(options.gap.most_rows, model.rows)}};
  }
  if (!result.segments.levels.empty()) json["levels"] = levels_json(result);
  if (!model.weight_sums.empty()) json["weight_sums"] = model.weight_sums;
  return json;
}

std::string fit_summary(const FitResult& result) {
  const Model& model = result.model;
  std::string text =
      fmt::format("{} rows in {} segments, inertia {:.6g}, {} iterations ({})\n", with_separators(model.rows), model.k,
                  model.inertia, model.iterations, model.converged ? "converged" : "stopped by --max-iter");
  text += fmt::format("numbered by {}:", model.order_by == "size" ? "size" : "mean " + model.order_by);
  for (const std::int64_t size : model.sizes) text += " " + with_separators(size);
  for (const Level& level : result.segments.levels) {
    text += fmt::format("\nlevel of {}:", level.segments);
    for (const std::int64_t size : level_sizes(result, level)) text += " " + with_separators(size);
  }
  text += fmt::format("\nlabels {}  centroids {}", labels_digest(result.segments.segment),
                      centroids_digest(model.centroids));
  return text;
}

}  // namespace segmenta
