// Seconds that the steps take of 6,000,000 rows of six features, measured on two cores; of other rows, and on another
// machine, all of them change alike.

#include "describe_stages.h"

namespace segmenta {
namespace {

// Of a column, or of a feature of the model.
constexpr double prepare_cost = 0.15, profile_cost = 0.32, means_cost = 0.12, markets_cost = 0.19, explain_cost = 0.18;
constexpr double rules_cost = 0.22, cut_cost = 0.33, score_cost = 0.4;
// Of a column of a page, while map and hidden groups are made beside.
constexpr double describe_cost = 0.9, rules_of_page_cost = 0.45;
// Whatever the columns are.
constexpr double intervals_cost = 0.5, evaluate_cost = 0.8, stakes_cost = 8.5;
constexpr double hidden_groups_cost = 3.5, hidden_groups_of_page_cost = 0.5;

double of(std::size_t columns, double cost) { return static_cast<double>(columns) * cost; }

// Preparing the rows of a model, and drawing its customers anew where figures have intervals.
void add_model(std::vector<Stage>& job, const DescribedSizes& sizes, bool intervals) {
  if (sizes.model_features == 0) return;
  job.push_back({"prepare", of(sizes.model_features, prepare_cost)});
  if (intervals) job.push_back({"intervals", intervals_cost});
}

}  // namespace

std::vector<Stage> profile_stages(const DescribedSizes& sizes) {
  std::vector<Stage> job;
  add_model(job, sizes, true);
  job.push_back({"profile", of(sizes.columns, profile_cost)});
  if (sizes.markets) job.push_back({"markets", of(sizes.columns, markets_cost)});
  return job;
}

std::vector<Stage> explain_stages(const DescribedSizes& sizes) {
  std::vector<Stage> job;
  add_model(job, sizes, false);
  job.push_back({"explain", of(sizes.columns, explain_cost)});
  job.push_back({"seek rules", of(sizes.columns, rules_cost)});
  if (sizes.model_features > 0) job.push_back({"hidden groups", hidden_groups_cost});
  return job;
}

std::vector<Stage> report_stages(const DescribedSizes& sizes) {
  std::vector<Stage> job;
  add_model(job, sizes, true);
  job.push_back({"describe", of(sizes.columns, describe_cost)});
  job.push_back({"seek rules", of(sizes.columns, rules_of_page_cost)});
  job.push_back({"stakes", stakes_cost});
  if (sizes.model_features > 0) job.push_back({"hidden groups", hidden_groups_of_page_cost});
  return job;
}

std::vector<Stage> evaluate_stages(const DescribedSizes& sizes) {
  return {{"evaluate", evaluate_cost}, {"stakes", stakes_cost}, {"profile", of(sizes.columns, means_cost)}};
}

std::vector<Stage> rfm_stages(bool has_cuts) {
  std::vector<Stage> job;
  if (!has_cuts) job.push_back({"cut points", of(3, cut_cost)});
  job.push_back({"score", of(3, score_cost)});
  job.push_back({"profile", of(3, profile_cost)});
  return job;
}

}  // namespace segmenta
