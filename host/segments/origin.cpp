// Which segments belong to which model, told by the digest of its centroids.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/fit.h>
#include <segmenta/origin.h>
#include <segmenta/segments.h>

#include <algorithm>

namespace segmenta {

bool may_be_of_one_model(const Origin& a, const Origin& b) {
  if (!a.is_known() || !b.is_known()) return true;
  return !a.centroids_digest.empty() && a.centroids_digest == b.centroids_digest;
}

std::string origin_text(const Origin& origin) {
  if (!origin.is_known()) return "does not say what made it";
  std::string text = "was made";
  if (!origin.command.empty()) text += " by '" + origin.command + "'";
  if (!origin.as_of.empty()) text += ", as of " + origin.as_of;
  return text + (origin.centroids_digest.empty() ? ", of no model" : ", centroids " + origin.centroids_digest);
}

Origin origin_of(const Model& model, const std::string& command, const std::string& as_of) {
  return {.command = command,
          .as_of = as_of,
          .centroids_digest = centroids_digest(model.centroids),
          .weights = model.weights,
          .features = columns_of_model(model)};
}

std::vector<std::string> columns_of_model(const Model& model) {
  std::vector<std::string> columns;
  for (const PreparedFeature& feature : model.preparation.features) {
    if (std::ranges::find(columns, feature.column) == columns.end()) columns.push_back(feature.column);
  }
  return columns;
}

void refuse_other_model(const CustomerSegments& segments, const Model& model, const std::string& model_file) {
  const std::string what = fmt::format("The segments are not those of the model {}", model_file);
  const char* way_out = "Make them anew with segmenta assign, or name the model that made them";
  if (model.k != segments.k) {
    throw Error(ErrorKind::input, what, fmt::format("{} segments, the model has {}", segments.k, model.k), way_out);
  }
  const Origin of_model = origin_of(model, model.command, "");
  if (may_be_of_one_model(segments.origin, of_model)) return;
  throw Error(ErrorKind::input, what,
              fmt::format("{} {}; the model {}", segments.file, origin_text(segments.origin), origin_text(of_model)),
              way_out);
}

}  // namespace segmenta
