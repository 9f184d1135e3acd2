#pragma once
// Whether a score ranks customers by what a campaign does to them: contacted first are those of the highest score.
//
// @code
// const auto groups = segmenta::score_groups(score, converted, treated);
// const segmenta::Uplift uplift = segmenta::uplift_of(groups);
// const double qini = uplift.qini;  // 1 for the best order there is, 0 for one by chance
// @endcode

#include <vector>

#include <segmenta/comparisons.h>
#include <segmenta/export.h>

namespace SEGMENTA_API segmenta {

/// Customers of one score.
struct ScoreGroup {
  double treated = 0, treated_converted = 0, control = 0, control_converted = 0;
};

/// Of customers by score, each converted or not, each treated or of control; from the highest score down, equal ones
/// together. Scores that are no numbers come last, together.
std::vector<ScoreGroup> score_groups(const std::vector<double>& score, const std::vector<bool>& converted,
                                     const std::vector<bool>& treated);

/// A point of a curve: after so many customers.
struct UpliftPoint {
  double customers = 0, uplift = 0;
};

struct Uplift {
  /// Areas above that of an order by chance, over that of the best order there is (as qini_auc_score and
  /// uplift_auc_score of scikit-uplift have them). NaN where nobody converted, or there is no order but one.
  double qini = 0, auuc = 0;
  Limits qini_limits, auuc_limits;      ///< bootstrap percentile intervals, of customers drawn anew within their groups
  std::vector<UpliftPoint> qini_curve;  ///< conversions that treatment made (Radcliffe 2007), from (0, 0) on
};

/// The same on every run: `rounds` of the bootstrap, by numbers that are drawn from a fixed start. Of more than 1,000
/// groups neighbours are put together for the intervals. `level` of these.
Uplift uplift_of(const std::vector<ScoreGroup>& groups, double level = 0.95, int rounds = 200);

}  // namespace segmenta
