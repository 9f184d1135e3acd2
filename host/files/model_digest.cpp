// Goes through a model in the order of its file.

#include "files/model_digest.h"

#include <type_traits>
#include <variant>

#include "segments/hash.h"

namespace segmenta {
namespace {

class Hasher {
 public:
  template <class T>
  requires std::is_arithmetic_v<T> || std::is_enum_v<T>
  void add(T value) { hash_.add(&value, sizeof(value)); }
  void add(const std::string& text) {
    add(text.size());
    hash_.add(text.data(), text.size());
  }
  template <class T>
  void add(const std::vector<T>& values) {
    add(values.size());
    for (const T& value : values) add(value);
  }
  void add(const PreparedFeature& f) {
    all(f.name, f.column, f.kind, f.category, f.transform, f.center, f.scale, f.lower, f.upper, f.fill, f.quantum,
        f.reason, f.rows_limited, f.rows_missing);
  }
  void add(const LeftOut& one) { all(one.column, one.reason); }
  void add(const Merge& one) { all(one.a, one.b, one.height); }
  void add(const KEvidence& one) {
    for (const EvidenceFigure& figure : evidence_figures()) {
      std::visit([&](const auto member) { add(one.*member); }, figure.member);
    }
    add(one.ruled_out);
  }
  void add(const Structure& s) {
    add(s.verdict);
    if (s.verdict == Structure::Verdict::not_known) return;  // and not written
    all(s.best_k, s.looked_to, s.rows, s.gap_best_k, s.valley, s.gap_one, s.gap_best, s.gap_best_error);
  }
  template <class... T>
  void all(const T&... values) {
    (add(values), ...);
  }

  [[nodiscard]] std::string digest() const { return hash_.text(); }

 private:
  Hash hash_;
};

}  // namespace

std::string model_digest(const Model& m) {
  Hasher hasher;
  const Preparation& p = m.preparation;
  hasher.all(m.k, m.k_requested, m.rows, m.seed, m.inertia, m.iterations, m.converged, m.stopped_by, m.order_by,
             m.weights, m.command, m.labels_digest);
  hasher.all(p.features, p.left_out, p.metric, p.missing, p.exponent);
  hasher.all(m.centroids, m.centroids_original, m.sizes, m.offsets, m.weight_sums, m.tree, m.stability);
  hasher.all(m.bootstrap_centroids, m.evidence, m.structure);
  return hasher.digest();
}

}  // namespace segmenta
