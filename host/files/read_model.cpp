// Reads a model file and checks every part of it: a damaged or edited file is refused with its place.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <segmenta/error.h>
#include <segmenta/files.h>
#include <segmenta/model.h>

#include <algorithm>
#include <cmath>

#include "files/model_digest.h"
#include "files/model_names.h"
#include "store/arrays.h"

namespace segmenta {
namespace {

using h5::File;

constexpr const char* write_again = "The file is damaged or was edited: fit the model again";

// The first value that is not as it should be is named with its place.
template <class T, class Fits>
void refuse_unless(const File& file, const std::string& path, const std::vector<T>& values, const char* expected,
                   Fits fits) {
  const auto wrong = std::find_if_not(values.begin(), values.end(), fits);
  if (wrong == values.end()) return;
  file.subject.at(path).fail(fmt::format("holds {} in place {}", *wrong, wrong - values.begin()),
                             fmt::format("it must be {}", expected), write_again);
}

template <class T>
T attribute_of_at_least(const File& file, const std::string& name, T lowest) {
  const T value = h5::read_attribute<T>(file, "/", name);
  if (value >= lowest) return value;
  file.subject.at("/@" + name)
      .fail(fmt::format("is {}", value), fmt::format("it must be {} or more", lowest), write_again);
}

template <class Choice, std::size_t n>
Choice choice(const File& file, const std::string& path, const std::string& text, const Names<Choice, n>& names) {
  if (const Choice* found = choice_of(text, names)) return *found;
  file.subject.at(path).fail(fmt::format("holds \"{}\"", text), "this program does not know it",
                             "Use the version of Segmenta that wrote the file");
}

std::vector<std::string> texts(const File& file, const std::string& path, std::size_t d) {
  auto values = h5::read_strings(file, path);
  if (values.size() == d) return values;
  file.subject.at(path).fail(fmt::format("has {} entries", values.size()), fmt::format("there are {} features", d),
                             write_again);
}

class FeatureReader {
 public:
  FeatureReader(const File& file, std::vector<PreparedFeature>& features) : file_(file), features_(features) {}

  template <class Fits>
  void numbers(const std::string& name, double PreparedFeature::*part, const char* expected, Fits fits) {
    const std::string path = "/prepare/" + name;
    const auto values = h5::read_array<double>(file_, path, {features_.size()});
    refuse_unless(file_, path, values, expected, fits);
    for (std::size_t j = 0; j < values.size(); ++j) features_[j].*part = values[j];
  }

  void names(const std::string& path, std::string PreparedFeature::*part) {
    const auto values = texts(file_, path, features_.size());
    for (std::size_t j = 0; j < values.size(); ++j) features_[j].*part = values[j];
  }

  void kinds() {
    const auto values = texts(file_, "/prepare/kind", features_.size());
    for (std::size_t j = 0; j < values.size(); ++j) {
      features_[j].kind = choice(file_, "/prepare/kind", values[j], kind_names);
    }
  }

  // Files of versions before 0.2 have log1p alone.
  void transforms() {
    const std::string path = "/prepare/transform";
    if (!h5::exists(file_, path)) return log1p();
    const auto values = texts(file_, path, features_.size());
    for (std::size_t j = 0; j < values.size(); ++j) features_[j].transform = transform(path, values[j]);
  }

  void counts(const std::string& name, std::int64_t PreparedFeature::*part) {
    const std::string path = "/prepare/" + name;
    if (!h5::exists(file_, path)) return;  // of a version before them
    const auto values = h5::read_array<std::int64_t>(file_, path, {features_.size()});
    refuse_unless(file_, path, values, "0 or more", [](std::int64_t rows) { return rows >= 0; });
    for (std::size_t j = 0; j < values.size(); ++j) features_[j].*part = values[j];
  }

 private:
  void log1p() {
    const auto values = h5::read_flags(file_, "/prepare/log1p", features_.size());
    for (std::size_t j = 0; j < values.size(); ++j) {
      features_[j].transform = values[j] != 0 ? Transform::log1p : Transform::identity;
    }
  }

  [[nodiscard]] Transform transform(const std::string& path, const std::string& text) const {
    for (const Transform one : {Transform::identity, Transform::log1p, Transform::signed_log1p}) {
      if (name_of(one) == text) return one;
    }
    file_.subject.at(path).fail(fmt::format("holds \"{}\"", text), "this program does not know it",
                                "Use the version of Segmenta that wrote the file");
  }

  const File& file_;
  std::vector<PreparedFeature>& features_;
};

void refuse_crossed_limits(const File& file, const std::vector<PreparedFeature>& features) {
  for (const PreparedFeature& feature : features) {
    if (feature.lower <= feature.upper) continue;
    file.subject.at("/prepare/lower")
        .fail(fmt::format("is above /prepare/upper for '{}'", feature.name),
              fmt::format("{} > {}", feature.lower, feature.upper), write_again);
  }
}

bool finite(double value) { return std::isfinite(value); }
bool is_power_of_two(double value) {
  int exponent = 0;
  return std::isfinite(value) && std::frexp(value, &exponent) == 0.5;
}

std::vector<PreparedFeature> read_features(const File& file) {
  std::vector<PreparedFeature> features(h5::read_strings(file, "/features").size());
  FeatureReader read(file, features);
  read.names("/features", &PreparedFeature::name);
  read.names("/prepare/column", &PreparedFeature::column);
  read.names("/prepare/category", &PreparedFeature::category);
  read.kinds();
  read.transforms();
  if (h5::exists(file, "/prepare/reason")) read.names("/prepare/reason", &PreparedFeature::reason);
  read.counts("rows_limited", &PreparedFeature::rows_limited);
  read.counts("rows_missing", &PreparedFeature::rows_missing);
  const auto known = [](double value) { return !std::isnan(value); };
  read.numbers("center", &PreparedFeature::center, "finite", finite);
  read.numbers("scale", &PreparedFeature::scale, "finite and above 0", [](double s) { return finite(s) && s > 0; });
  read.numbers("lower", &PreparedFeature::lower, "a number", known);
  read.numbers("upper", &PreparedFeature::upper, "a number", known);
  read.numbers("fill", &PreparedFeature::fill, "finite or missing", [](double fill) { return !std::isinf(fill); });
  read.numbers("quantum", &PreparedFeature::quantum, "a power of two", is_power_of_two);
  refuse_crossed_limits(file, features);
  return features;
}

std::vector<LeftOut> read_left_out(const File& file) {
  if (!h5::exists(file, "/left_out/column")) return {};
  const auto columns = h5::read_strings(file, "/left_out/column");
  const auto reasons = texts(file, "/left_out/reason", columns.size());
  std::vector<LeftOut> left_out;
  for (std::size_t i = 0; i < columns.size(); ++i) left_out.push_back({columns[i], reasons[i]});
  return left_out;
}

Preparation read_preparation(const File& file) {
  Preparation preparation;
  preparation.left_out = read_left_out(file);
  preparation.features = read_features(file);
  if (preparation.features.empty()) file.subject.at("/features").fail("is empty", "a model has features", write_again);
  const auto metric = h5::read_attribute<std::string>(file, "/prepare", "metric");
  const auto missing = h5::read_attribute<std::string>(file, "/prepare", "missing");
  preparation.metric = choice(file, "/prepare@metric", metric, metric_names);
  preparation.missing = choice(file, "/prepare@missing", missing, missing_names);
  preparation.exponent = h5::read_attribute<std::int32_t>(file, "/prepare", "exponent");
  if (std::abs(static_cast<double>(preparation.exponent)) > 2100) {
    file.subject.at("/prepare@exponent").fail(fmt::format("is {}", preparation.exponent), "no float64 has it", "");
  }
  return preparation;
}

std::vector<KEvidence> read_evidence(const File& file) {
  if (!h5::exists(file, "/evidence/k")) return {};
  const h5::Handle dataset = h5::open_dataset(file, "/evidence/k");
  const h5::Shape shape = h5::shape_of(file, dataset, "/evidence/k");
  if (shape.size() != 1)
    file.subject.at("/evidence/k").fail("is not a list", "one number a candidate was expected", write_again);
  std::vector<KEvidence> evidence(shape[0]);
  const auto read = [&]<class T>(const std::string& path, T KEvidence::*figure) {
    const std::vector<T> values = h5::read_array<T>(file, path, shape);
    for (std::size_t i = 0; i < values.size(); ++i) evidence[i].*figure = values[i];
  };
  for (const EvidenceFigure& figure : evidence_figures()) {
    const std::string path = fmt::format("/evidence/{}", figure.dataset);
    if (figure.since_02 && !h5::exists(file, path)) continue;  // of a version before it
    std::visit([&](const auto member) { read(path, member); }, figure.member);
  }
  if (h5::exists(file, "/evidence/ruled_out")) {
    const std::vector<std::string> texts = h5::read_strings(file, "/evidence/ruled_out");
    for (std::size_t i = 0; i < std::min(texts.size(), evidence.size()); ++i) {
      evidence[i].ruled_out = choice(file, "/evidence/ruled_out", texts[i], ruled_out_names);
    }
  }
  return evidence;
}

// In files of 0.2 and later where a number of segments was chosen.
void read_structure(const File& file, Model& model) {
  if (!h5::exists(file, "/evidence")) return;
  const auto verdict = h5::find_text_attribute(file, "/evidence", "verdict");
  if (!verdict) return;
  Structure& structure = model.structure;
  structure.verdict = choice(file, "/evidence@verdict", *verdict, verdict_names);
  model.choice_reason = h5::read_attribute<std::string>(file, "/evidence", "reason");
  structure.best_k = h5::read_attribute<std::int32_t>(file, "/evidence", "best_k");
  structure.looked_to = h5::read_attribute<std::int32_t>(file, "/evidence", "looked_to");
  structure.rows = h5::read_attribute<std::int64_t>(file, "/evidence", "rows");
  structure.gap_best_k = h5::read_attribute<std::int32_t>(file, "/evidence", "gap_best_k");
  structure.valley = h5::read_attribute<double>(file, "/evidence", "valley");
  structure.gap_one = h5::read_attribute<double>(file, "/evidence", "gap_one");
  structure.gap_best = h5::read_attribute<double>(file, "/evidence", "gap_best");
  structure.gap_best_error = h5::read_attribute<double>(file, "/evidence", "gap_best_error");
}

std::vector<Merge> read_tree(const File& file, int k) {
  if (!h5::exists(file, "/ward/merges")) return {};
  const auto size = static_cast<hsize_t>(k - 1);
  const auto merges = h5::read_array<std::int32_t>(file, "/ward/merges", {size, 2});
  const auto heights = h5::read_array<double>(file, "/ward/heights", {size});
  std::vector<Merge> tree;
  for (std::size_t i = 0; i < heights.size(); ++i) {
    tree.push_back({merges[2 * i], merges[2 * i + 1], heights[i]});
    const bool fits = tree[i].a >= 0 && tree[i].a < tree[i].b && tree[i].b < k + static_cast<std::int32_t>(i);
    if (!fits) file.subject.at("/ward/merges").fail(fmt::format("has no tree in row {}", i), "", write_again);
  }
  return tree;
}

void read_facts(const File& file, Model& model) {
  model.k = attribute_of_at_least<std::int32_t>(file, "k", 1);
  model.k_requested = attribute_of_at_least<std::int32_t>(file, "k_requested", 1);
  model.rows = attribute_of_at_least<std::int64_t>(file, "rows", 0);
  model.seed = h5::read_attribute<std::uint64_t>(file, "/", "seed");
  model.inertia = attribute_of_at_least<double>(file, "inertia", 0);
  model.iterations = attribute_of_at_least<std::int32_t>(file, "iterations", 0);
  model.converged = h5::read_attribute<bool>(file, "/", "converged");
  model.stopped_by = h5::read_attribute<std::string>(file, "/", "stopped_by");
  model.order_by = h5::read_attribute<std::string>(file, "/", "order_by");
  model.weights = h5::find_text_attribute(file, "/", "weights").value_or("");
  model.command = h5::find_text_attribute(file, "/", "command").value_or("");
  model.labels_digest = h5::find_text_attribute(file, "/", "labels_digest").value_or("");
}

void read_clusters(const File& file, Model& model) {
  const auto k = static_cast<hsize_t>(model.k), d = static_cast<hsize_t>(model.features());
  model.centroids = h5::read_array<float>(file, "/centroids", {k, d});
  if (model.preparation.metric != Metric::cosine) {  // files of before have some, which mean nothing
    model.centroids_original = h5::read_array<double>(file, "/centroids_original", {k, d});
  }
  model.sizes = h5::read_array<std::int64_t>(file, "/sizes", {k});
  if (h5::exists(file, "/weight_sums")) model.weight_sums = h5::read_array<double>(file, "/weight_sums", {k});
  refuse_unless(file, "/centroids", model.centroids, "finite", [](float value) { return std::isfinite(value); });
  refuse_unless(file, "/centroids_original", model.centroids_original, "a number",
                [](double value) { return !std::isnan(value); });
  refuse_unless(file, "/sizes", model.sizes, "0 or more", [](std::int64_t size) { return size >= 0; });
  if (h5::exists(file, "/offsets")) model.offsets = h5::read_array<double>(file, "/offsets", {k});
  refuse_unless(file, "/offsets", model.offsets, "finite", finite);
  refuse_unless(file, "/weight_sums", model.weight_sums, "finite and 0 or more",
                [](double sum) { return finite(sum) && sum >= 0; });
}

}  // namespace

Model read_model(const std::filesystem::path& path) {
  const File file = h5::open_file(path);
  h5::require_format(file, "segmenta-model");
  Model model;
  read_facts(file, model);
  model.preparation = read_preparation(file);
  read_clusters(file, model);
  model.evidence = read_evidence(file);
  read_structure(file, model);
  model.tree = read_tree(file, model.k);
  if (h5::exists(file, "/stability")) {
    model.stability = h5::read_array<double>(file, "/stability", {static_cast<hsize_t>(model.k)});
  }
  if (h5::exists(file, "/bootstrap_centroids")) {
    const h5::Handle dataset = h5::open_dataset(file, "/bootstrap_centroids");
    const h5::Shape shape = h5::shape_of(file, dataset, "/bootstrap_centroids");
    const hsize_t rounds = shape.empty() ? 0 : shape[0];
    model.bootstrap_centroids = h5::read_array<float>(
        file, "/bootstrap_centroids", {rounds, static_cast<hsize_t>(model.k), static_cast<hsize_t>(model.features())});
    refuse_unless(file, "/bootstrap_centroids", model.bootstrap_centroids, "finite",
                  [](float value) { return std::isfinite(value); });
  }
  const auto digest = h5::find_text_attribute(file, "/", "content_digest");
  if (digest && *digest != model_digest(model)) {
    file.subject.fail("was damaged or changed", "its digest is not that of what is in it", write_again);
  }
  return model;
}

bool is_model(const std::filesystem::path& path) {
  return h5::find_text_attribute(h5::open_file(path), "/", "format") == "segmenta-model";
}

Matrix read_centroids(const std::filesystem::path& path) {
  const File file = h5::open_file(path);
  if (!h5::exists(file, "/centroids")) {
    file.subject.fail("has no dataset 'centroids'", "a start is read from it", "Write it as [k x features]");
  }
  const h5::Handle dataset = h5::open_dataset(file, "/centroids");
  const h5::Shape shape = h5::shape_of(file, dataset, "/centroids");
  if (shape.size() != 2 || shape[0] == 0 || shape[1] == 0) {
    file.subject.at("/centroids")
        .fail(fmt::format("has shape [{}]", fmt::join(shape, " x ")), "[k x features] was expected",
              "Write it as a matrix, one row a centroid");
  }
  Matrix matrix{static_cast<std::int64_t>(shape[0]), static_cast<std::int64_t>(shape[1]),
                h5::read_array<double>(file, "/centroids", shape)};
  refuse_unless(file, "/centroids", matrix.values, "finite", finite);
  return matrix;
}

}  // namespace segmenta
