// Arms of all customers, and what is said of them before anybody is contacted.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/holdout.h>

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <string_view>
#include <utility>

#include "blocks.h"
#include "measure/arm_moments.h"
#include "measure/id_rows.h"
#include "measure/unit_hash.h"
#include "parallel.h"

namespace segmenta {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

void check(const HoldoutOptions& options, bool has_segments) {
  const auto refuse = [](const std::string& what, const std::string& why, const std::string& way_out) {
    throw Error(ErrorKind::usage, what, why, way_out);
  };
  if (options.salt.empty()) {
    refuse("A campaign needs a salt", "customers would be in the same arms in all of them", "Name it by --salt");
  }
  if (options.salt == options.universal_salt) {
    refuse("The salt of the campaign is that of the universal control group",
           "its control arm would be of the same customers", "Give another one");
  }
  if (!has_segments && !options.only.empty()) {
    refuse("There are no segments to choose from", "", "Give their file by --segments");
  }
  if (options.baseline_rate && options.baseline_value) {
    refuse("A baseline is a rate or a value", "what can be found is of one of them", "Leave out the other");
  }
  if (options.baseline_value.has_value() != options.baseline_sd.has_value()) {
    refuse("A baseline value and its standard deviation go together",
           "how much single customers vary decides what can be found", "Give both");
  }
  const bool has_baseline = options.baseline_rate || options.baseline_value;
  if (!has_baseline && (options.power.alpha != Power().alpha || options.power.power != Power().power)) {
    refuse("--power and --alpha need a baseline", "they say which difference from it can be found",
           "Give --baseline-rate, or --baseline-value and --baseline-sd");
  }
  if (options.detect && !has_baseline) {
    refuse("A difference to detect needs a baseline", "",
           "Give --baseline-rate, or --baseline-value and --baseline-sd");
  }
}

// Upper ends of the arms' shares; that of the last is beyond every customer.
std::vector<double> ends_of(const std::vector<Arm>& arms) {
  std::vector<double> ends;
  double sum = 0;
  for (const Arm& arm : arms) ends.push_back(sum += arm.share);
  ends.back() = 2;
  return ends;
}

std::int32_t arm_at(double place, const std::vector<double>& ends) {
  return static_cast<std::int32_t>(std::ranges::upper_bound(ends, place) - ends.begin());
}

// Why a row has no arm.
constexpr std::int32_t in_other_segment = -2, in_other_campaign = -3, is_universal = -4;

class Assigning {
 public:
  Assigning(const Ids& ids, const std::vector<std::int32_t>& segment, int k, const HoldoutOptions& options)
      : ids_(ids), segment_(segment), options_(options), ends_(ends_of(options.arms)) {
    is_in_.assign(std::max<std::size_t>(1, static_cast<std::size_t>(k)), options.only.empty());
    for (const std::int32_t s : options.only) is_in_[static_cast<std::size_t>(s)] = true;
    for (const OtherCampaign& other : options.excluded) excluded_.add(other.ids);
  }

  // Of the rows [first, last).
  void assign(std::size_t first, std::size_t last, std::vector<std::int32_t>& arm) const {
    UnitHash campaign(options_.salt);
    UnitHash universal(options_.universal_salt);
    std::visit(
        [&](const auto& ids) {
          for (std::size_t row = first; row < last; ++row) {
            const auto s = segment_.empty() ? std::size_t{0} : static_cast<std::size_t>(segment_[row]);
            if (!is_in_[s]) {
              arm[row] = in_other_segment;
            } else if (!options_.excluded.empty() && excluded_.contains(ids[row])) {
              arm[row] = in_other_campaign;
            } else if (options_.universal_share > 0 && universal(ids[row]) < options_.universal_share) {
              arm[row] = is_universal;
            } else {
              arm[row] = arm_at(campaign(ids[row]), ends_);
            }
          }
        },
        ids_);
  }

 private:
  const Ids& ids_;
  const std::vector<std::int32_t>& segment_;
  const HoldoutOptions& options_;
  std::vector<double> ends_;
  std::vector<bool> is_in_;
  IdRows excluded_;
};

void refuse_unfit(const std::vector<std::int32_t>& segment, int k, const Table& table, const HoldoutOptions& options) {
  if (!segment.empty() && std::ssize(segment) != table.rows()) {
    throw Error(ErrorKind::input, fmt::format("The segments are not those of {}", table.name()),
                fmt::format("{} labels, {} customers", segment.size(), table.rows()), "");
  }
  const auto refuse_outside = [&](std::int32_t s) {
    if (s >= 0 && s < k) return;
    throw Error(ErrorKind::input, fmt::format("There is no segment {}", s), fmt::format("they are 0 to {}", k - 1), "");
  };
  for (const std::int32_t s : segment) refuse_outside(s);
  for (const std::int32_t s : options.only) refuse_outside(s);
}

// E of the largest of so many |Z|, each standard normal.
double expected_largest(double count) {
  constexpr double root_of_half = 0.70710678118654752, far = 40;
  if (count < 1) return unknown;
  const auto is_above = [&](double x) { return -std::expm1(count * std::log1p(-std::erfc(x * root_of_half))); };
  return boost::math::quadrature::gauss_kronrod<double, 61>::integrate(is_above, 0, far, 10, 1e-12);
}

double smd(const Values& arm, const Values& control) {
  if (arm.customers < 2 || control.customers < 2) return unknown;
  const double variance = (arm.variance() + control.variance()) / 2;
  return variance > 0 ? (arm.mean - control.mean) / std::sqrt(variance) : unknown;
}

std::vector<std::size_t> features_of(const Table& table, const std::vector<std::string>& named) {
  std::vector<std::size_t> columns;
  for (const std::string& name : named) {
    columns.push_back(table.column_index(name));
    if (table.columns()[columns.back()].type != ColumnType::text) continue;
    throw Error(ErrorKind::input, fmt::format("'{}' of {} is text", name, table.name()), "balance is of means",
                "Name columns of numbers by --features");
  }
  for (std::size_t j = 0; named.empty() && j < table.columns().size(); ++j) {
    if (table.columns()[j].type != ColumnType::text) columns.push_back(j);
  }
  return columns;
}

void add_balance(Holdout& made, const Table& table, const std::vector<std::size_t>& columns, const Context& context) {
  const auto moments = arm_moments(table, columns, made.arm, made.arms.size(), context);
  double known = 0, variance = 0;  // of the differences that there are, by chance: on average
  for (std::size_t j = 0; j < columns.size(); ++j) {
    for (std::size_t a = 0; a < made.arms.size(); ++a) {
      if (a == made.control) continue;
      const Values &arm = moments[j][a], &control = moments[j][made.control];
      made.balance.push_back({table.columns()[columns[j]].name, a, smd(arm, control)});
      if (std::isnan(made.balance.back().smd)) continue;
      known += 1;
      variance += 1 / arm.customers + 1 / control.customers;
    }
  }
  made.largest_by_chance = known > 0 ? expected_largest(known) * std::sqrt(variance / known) : unknown;
}

double detectable(const HoldoutOptions& options, const GroupSizes& sizes) {
  return options.baseline_rate ? detectable_rate(*options.baseline_rate, sizes, options.power)
                               : detectable_mean(*options.baseline_sd, sizes, options.power);
}

void add_detectable(Holdout& made, const HoldoutOptions& options) {
  if (!options.baseline_rate && !options.baseline_value) return;
  const double baseline = options.baseline_rate ? *options.baseline_rate : *options.baseline_value;
  const auto add = [&](std::optional<std::int32_t> segment, const std::vector<std::int64_t>& customers) {
    for (std::size_t a = 0; a < made.arms.size(); ++a) {
      if (a == made.control) continue;
      const double difference =
          detectable(options, {static_cast<double>(customers[made.control]), static_cast<double>(customers[a])});
      made.detectable.push_back({segment, a, difference, baseline != 0 ? difference / baseline : unknown});
    }
  };
  add({}, made.customers);
  for (std::size_t s = 0; s < made.by_segment.size(); ++s) {
    const auto& customers = made.by_segment[s];
    if (std::accumulate(customers.begin(), customers.end(), std::int64_t{0}) > 0) {
      add(static_cast<std::int32_t>(s), customers);
    }
  }
}

std::int64_t whole(double size) { return std::isnan(size) ? -1 : static_cast<std::int64_t>(std::ceil(size)); }

void add_needed(Holdout& made, const HoldoutOptions& options) {
  if (!options.detect) return;
  for (std::size_t a = 0; a < made.arms.size(); ++a) {
    if (a == made.control) continue;
    const double ratio = made.arms[a].share / made.arms[made.control].share;
    const double control = options.baseline_rate
                               ? control_size_for_rates(*options.baseline_rate,
                                                        *options.baseline_rate + *options.detect, ratio, options.power)
                               : control_size_for_means(*options.detect, *options.baseline_sd, ratio, options.power);
    made.needed.push_back({a, whole(control), whole(control * ratio)});
  }
}

void count(Holdout& made, const std::vector<std::int32_t>& segment, int k) {
  made.customers.assign(made.arms.size(), 0);
  made.by_segment.assign(segment.empty() ? 0 : static_cast<std::size_t>(k),
                         std::vector<std::int64_t>(made.arms.size(), 0));
  for (std::size_t row = 0; row < made.arm.size(); ++row) {
    std::int32_t& arm = made.arm[row];
    made.in_other_segments += arm == in_other_segment ? 1 : 0;
    made.in_other_campaigns += arm == in_other_campaign ? 1 : 0;
    made.universal += arm == is_universal ? 1 : 0;
    arm = std::max(arm, no_arm);
    if (arm == no_arm) continue;
    ++made.customers[static_cast<std::size_t>(arm)];
    if (!segment.empty()) ++made.by_segment[static_cast<std::size_t>(segment[row])][static_cast<std::size_t>(arm)];
  }
}

}  // namespace

std::int64_t Holdout::assigned() const { return std::accumulate(customers.begin(), customers.end(), std::int64_t{0}); }

Holdout holdout(const Table& table, const std::vector<std::int32_t>& segment, int k, const HoldoutOptions& options,
                const Context& context) {
  check(options, !segment.empty());
  refuse_unfit(segment, k, table, options);
  const std::vector<std::size_t> columns = features_of(table, options.features);
  const Ids ids = table.read_ids(0, table.rows());
  Holdout made;
  made.arms = options.arms;
  made.control = control_of(made.arms);
  made.arm.resize(static_cast<std::size_t>(table.rows()));
  const Assigning assigning(ids, segment, k, options);
  ThreadPool pool(context.worker_threads());
  run_with_progress(pool, (table.rows() + block_rows - 1) / block_rows, "arms", context, [&](std::int64_t block) {
    const auto first = static_cast<std::size_t>(block * block_rows);
    assigning.assign(first, std::min(first + static_cast<std::size_t>(block_rows), made.arm.size()), made.arm);
  });
  count(made, segment, k);
  if (made.assigned() == 0) {
    throw Error(ErrorKind::input, fmt::format("No customer of {} gets an arm", table.name()),
                fmt::format("{} are in other segments, {} in other campaigns, {} in the universal control group",
                            made.in_other_segments, made.in_other_campaigns, made.universal),
                "Choose other segments, or exclude fewer campaigns");
  }
  const auto empty = std::ranges::find(made.customers, 0);
  if (empty != made.customers.end()) {
    const Arm& arm = made.arms[static_cast<std::size_t>(empty - made.customers.begin())];
    throw Error(ErrorKind::input, fmt::format("The arm '{}' gets no customer", arm.name),
                fmt::format("its share of {} is {}", made.assigned(), arm.share), "Give it a larger share");
  }
  add_balance(made, table, columns, context);
  add_detectable(made, options);
  add_needed(made, options);
  return made;
}

Assignment assignment_of(const Holdout& made, const Ids& ids, const std::vector<std::int32_t>& segment, int k,
                         const std::string& salt) {
  Assignment assignment{.ids = {}, .k = segment.empty() ? 0 : k, .arms = made.arms, .salt = salt};
  const auto those_with_an_arm = [&](const auto& values) {
    std::decay_t<decltype(values)> some;
    some.reserve(static_cast<std::size_t>(made.assigned()));
    for (std::size_t row = 0; row < made.arm.size(); ++row) {
      if (made.arm[row] != no_arm) some.push_back(values[row]);
    }
    return some;
  };
  assignment.ids = std::visit([&](const auto& all) -> Ids { return those_with_an_arm(all); }, ids);
  assignment.arm = those_with_an_arm(made.arm);
  if (!segment.empty()) assignment.segment = those_with_an_arm(segment);
  return assignment;
}

}  // namespace segmenta
