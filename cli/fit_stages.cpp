// Seconds of each step of a fit from its sizes. The costs were measured on two cores with 20,000 and 1,000,000 rows of
// six features; on another machine all of them change alike, which the pace of a run makes up for.

#include "fit_stages.h"

#include <algorithm>

namespace segmenta {
namespace {

// Nanoseconds for each value of a row.
constexpr double prepare_cost = 27, write_cost = 13;
// For each value and segment: of a start and of all rows, with a search and without, and of the evidence for a k.
constexpr double start_cost = 16, search_cost = 70, iterate_cost = 1, evidence_cost = 20;

double segments_in_all(const KRange& k) { return 0.5 * (k.from + k.to) * (k.to - k.from + 1); }

}  // namespace

std::vector<Stage> fit_stages(const FitPlan& plan, const FitOptions& options) {
  const double values = static_cast<double>(plan.rows) * plan.features;
  const double sample = static_cast<double>(std::min(plan.seed_rows, plan.rows)) * plan.features;
  const double clusters = segments_in_all(plan.k);
  const bool on_sample = plan.seed_rows < plan.rows;
  const double search = options.kmeans.search == 0 ? 0 : search_cost * sample * clusters;
  const double starts = plan.starts * start_cost * sample * clusters + (on_sample ? search : 0);
  const double iterate = plan.starts * iterate_cost * values * clusters + (on_sample ? 0 : search);
  const bool chooses = plan.k.from < plan.k.to;
  const double rounds = options.bootstrap.rounds + 1;
  const double looked_at = static_cast<double>(std::min(options.bootstrap.most_rows, plan.rows)) * plan.features;
  std::vector<Stage> job{{"prepare", prepare_cost * values}, {"starts", starts}};
  job.push_back({chooses ? "choose k" : "iterate", iterate});
  if (chooses || options.evidence) job.push_back({"evidence", evidence_cost * looked_at * clusters * rounds});
  job.push_back({"finish", write_cost * static_cast<double>(plan.rows)});
  for (Stage& stage : job) stage.seconds *= 1e-9;
  return job;
}

}  // namespace segmenta
