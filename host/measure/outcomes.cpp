// Outcomes put beside the customers who were assigned.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/measure.h>
#include <segmenta/number_text.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "measure/id_rows.h"
#include "statistics.h"

namespace segmenta {
namespace {

// Rows of the assignment by id.
class AssignedRows {
 public:
  AssignedRows(const Assignment& assignment, const Context& context) : assignment_(assignment), context_(context) {}

  // Of each id the assignment's row, or -1.
  std::vector<std::int64_t> of(const Ids& ids, const std::string& file, std::vector<std::string>& remarks) {
    std::vector<std::int64_t> rows(static_cast<std::size_t>(size(ids)));
    if (ids == assignment_.ids) {
      std::iota(rows.begin(), rows.end(), std::int64_t{0});
      return rows;
    }
    if (!rows_) {
      rows_.emplace();
      rows_->add(assignment_.ids);
    }
    rows = rows_->find(ids);
    std::int64_t strangers = 0;
    std::string examples;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i] >= 0 || ++strangers > 3) continue;
      examples += (examples.empty() ? "" : ", ") + to_string(ids, static_cast<std::int64_t>(i));
    }
    if (strangers == size(ids) && strangers > 0) {
      throw Error(
          ErrorKind::input, fmt::format("None of the customers of {} has an arm", file),
          fmt::format("its ids are {} ...; those of the assignment {} ...", examples, to_string(assignment_.ids, 0)),
          "Name the column that holds the ids as the assignment has them");
    }
    if (strangers > 0) {
      remarks.push_back(fmt::format("{} of {} customers of {} have no arm and count in none",
                                    strangers < 10 ? "fewer than 10" : count_text(strangers), count_text(size(ids)),
                                    file));
      context_.note(fmt::format("customers of {} without an arm: {}{}", file, examples, strangers > 3 ? ", ..." : ""));
    }
    return rows;
  }

 private:
  const Assignment& assignment_;
  const Context& context_;
  std::optional<IdRows> rows_;
};

// Whether being in the table has nothing to do with the arm. Where it holds those alone who did something, an arm may
// well have more of them; but one that has none was left out, and so were customers where those are not spread alike of
// whom it says that they did nothing.
void check_arms(const Assignment& assignment, const CustomerOutcomes& outcomes, const std::vector<std::int64_t>& rows,
                std::vector<std::string>& remarks) {
  std::vector<double> customers(assignment.arms.size()), found(customers), idle(customers);
  for (const std::int32_t arm : assignment.arm) customers[static_cast<std::size_t>(arm)] += 1;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i] < 0) continue;
    const auto arm = static_cast<std::size_t>(assignment.arm[static_cast<std::size_t>(rows[i])]);
    found[arm] += 1;
    idle[arm] += outcomes.orders[i] > 0 ? 0 : 1;
  }
  const double all = std::reduce(customers.begin(), customers.end());
  const double all_found = std::reduce(found.begin(), found.end()), all_idle = std::reduce(idle.begin(), idle.end());
  constexpr double told_apart = 10, least_p = 0.001;
  double chi2 = 0;
  for (std::size_t a = 0; a < customers.size(); ++a) {
    if (found[a] == 0 && all_found * customers[a] / all >= told_apart) {
      throw Error(ErrorKind::input,
                  fmt::format("No customer of the arm '{}' is in {}", assignment.arms[a].name, outcomes.file),
                  fmt::format("{} of other arms are, so that it was left out", all_found),
                  "Give the outcomes of all arms: who is not there counts as having done nothing");
    }
    const double expected = all_idle * customers[a] / all;
    if (expected > 0) chi2 += (idle[a] - expected) * (idle[a] - expected) / expected;
  }
  if (all_idle < told_apart || chi_squared_p(chi2, static_cast<double>(customers.size() - 1)) >= least_p) return;
  remarks.push_back(
      fmt::format("customers of whom {} says that they did nothing are not spread over the arms as all are: "
                  "customers of an arm are missing there, or the campaign changed very many",
                  outcomes.file));
}

std::vector<double> placed(const std::vector<double>& values, const std::vector<std::int64_t>& rows, std::size_t all,
                           double otherwise = 0) {
  std::vector<double> in_order(all, otherwise);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (rows[i] >= 0 && !std::isnan(values[i])) in_order[static_cast<std::size_t>(rows[i])] = values[i];
  }
  return in_order;
}

void remark_missing(const CustomerOutcomes& outcomes, std::vector<std::string>& remarks) {
  for (const auto& [values, name] : {std::pair(&outcomes.orders, "conversion"), std::pair(&outcomes.value, "value")}) {
    const auto missing = std::ranges::count_if(*values, [](double value) { return std::isnan(value); });
    if (missing == 0) continue;
    remarks.push_back(fmt::format("customers without a {} in {}: it counts as 0 ({})", name, outcomes.file,
                                  missing < 10 ? "fewer than 10" : count_text(missing)));
  }
}

void refuse_twice(const CustomerOutcomes& outcomes, const std::vector<std::int64_t>& rows, std::size_t all) {
  std::vector<bool> seen(all);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i] < 0) continue;
    const auto row = static_cast<std::size_t>(rows[i]);
    if (seen[row]) {
      throw Error(ErrorKind::input,
                  fmt::format("{}: the customer {} occurs twice", outcomes.file,
                              to_string(outcomes.ids, static_cast<std::int64_t>(i))),
                  "outcomes have one row a customer", "Sum them up by customer, or give the order lines by --orders");
    }
    seen[row] = true;
  }
}

}  // namespace

Outcomes outcomes_of(const Assignment& assignment, const CustomerOutcomes& during, const CustomerOutcomes* before,
                     std::vector<std::string>& remarks, const Context& context) {
  const std::size_t all = assignment.arm.size();
  AssignedRows assigned(assignment, context);
  const std::vector<std::int64_t> rows = assigned.of(during.ids, during.file, remarks);
  refuse_twice(during, rows, all);
  check_arms(assignment, during, rows, remarks);
  remark_missing(during, remarks);
  Outcomes outcomes{.orders = placed(during.orders, rows, all), .counts_orders = during.counts_orders};
  if (!during.value.empty()) outcomes.value = placed(during.value, rows, all);
  if (!during.score.empty()) {
    outcomes.score = placed(during.score, rows, all, std::numeric_limits<double>::quiet_NaN());
  }
  if (before == nullptr) return outcomes;
  // Whoever has no arm was a customer before all the same.
  std::vector<std::string> not_said;
  const Context silent = context.quiet(context.threads);
  const std::vector<std::int64_t> rows_before =
      AssignedRows(assignment, silent).of(before->ids, before->file, not_said);
  refuse_twice(*before, rows_before, all);
  outcomes.before = placed(before->value, rows_before, all);
  return outcomes;
}

std::int64_t contacted_in_control(const Assignment& assignment, const Ids& contacted, const std::string& file,
                                  std::vector<std::string>& remarks, const Context& context) {
  const auto control = static_cast<std::int32_t>(control_of(assignment.arms));
  const std::vector<std::int64_t> rows = AssignedRows(assignment, context).of(contacted, file, remarks);
  std::vector<bool> reached(assignment.arm.size());
  for (const std::int64_t row : rows) {
    if (row >= 0 && assignment.arm[static_cast<std::size_t>(row)] == control)
      reached[static_cast<std::size_t>(row)] = true;
  }
  return std::ranges::count(reached, true);
}

}  // namespace segmenta
