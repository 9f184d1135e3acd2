// Curves over groups of equal scores, and the areas under them.

#include <segmenta/uplift.h>

#include <algorithm>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/poisson_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <numeric>

namespace segmenta {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

ScoreGroup together(const ScoreGroup& a, const ScoreGroup& b) {
  return {a.treated + b.treated, a.treated_converted + b.treated_converted, a.control + b.control,
          a.control_converted + b.control_converted};
}

double quotient(double a, double b) { return b == 0 ? 0 : a / b; }

// What a curve has after the customers of `sum`.
using Height = double (*)(const ScoreGroup& sum);

double qini_height(const ScoreGroup& sum) {
  return sum.treated_converted - sum.control_converted * quotient(sum.treated, sum.control);
}

double uplift_height(const ScoreGroup& sum) {
  return (quotient(sum.treated_converted, sum.treated) - quotient(sum.control_converted, sum.control)) *
         (sum.treated + sum.control);
}

std::vector<UpliftPoint> curve(const std::vector<ScoreGroup>& groups, Height height) {
  std::vector<UpliftPoint> points{{0, 0}};
  ScoreGroup sum;
  for (const ScoreGroup& group : groups) {
    sum = together(sum, group);
    const double customers = sum.treated + sum.control;
    if (customers > points.back().customers) points.push_back({customers, height(sum)});
  }
  return points;
}

double area(const std::vector<UpliftPoint>& points) {
  double sum = 0;
  for (std::size_t i = 1; i < points.size(); ++i) {
    sum += (points[i].customers - points[i - 1].customers) * (points[i].uplift + points[i - 1].uplift) / 2;
  }
  return sum;
}

// Over that of a straight line, as a share of what the best order has over it.
double normalised(const std::vector<UpliftPoint>& actual, const std::vector<UpliftPoint>& perfect) {
  const double by_chance = perfect.back().customers * perfect.back().uplift / 2;
  const double best = area(perfect) - by_chance;
  return best == 0 ? unknown : (area(actual) - by_chance) / best;
}

// The customers by what can be known of them only afterwards.
struct Outcomes {
  ScoreGroup treated_converted, control_converted, treated_not, control_not;
};

Outcomes outcomes_of(const ScoreGroup& all) {
  return {{all.treated_converted, all.treated_converted, 0, 0},
          {0, 0, all.control_converted, all.control_converted},
          {all.treated - all.treated_converted, 0, 0, 0},
          {0, 0, all.control - all.control_converted, 0}};
}

// First who converts when treated, last who converts when not.
double qini_of(const std::vector<ScoreGroup>& groups, const ScoreGroup& all) {
  const Outcomes of = outcomes_of(all);
  const std::vector<ScoreGroup> best{of.treated_converted, together(of.treated_not, of.control_not),
                                     of.control_converted};
  return normalised(curve(groups, qini_height), curve(best, qini_height));
}

// The best order for the other curve depends on which of the unlucky are more.
double auuc_of(const std::vector<ScoreGroup>& groups, const ScoreGroup& all) {
  const Outcomes of = outcomes_of(all);
  const bool more_lost_in_control = of.control_converted.control > of.treated_not.treated;
  const std::vector<ScoreGroup> best =
      more_lost_in_control
          ? std::vector<ScoreGroup>{of.treated_converted, of.control_not, of.control_converted, of.treated_not}
          : std::vector<ScoreGroup>{of.treated_converted, of.control_not, of.treated_not, of.control_converted};
  return normalised(curve(groups, uplift_height), curve(best, uplift_height));
}

ScoreGroup sum_of(const std::vector<ScoreGroup>& groups) {
  return std::accumulate(groups.begin(), groups.end(), ScoreGroup{}, together);
}

std::vector<ScoreGroup> coarse(const std::vector<ScoreGroup>& groups, std::size_t most) {
  if (groups.size() <= most) return groups;
  std::vector<ScoreGroup> fewer(most);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    ScoreGroup& group = fewer[i * most / groups.size()];
    group = together(group, groups[i]);
  }
  return fewer;
}

Limits limits_of(std::vector<double> values, double level) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  if (values.empty()) return {unknown, unknown};
  std::ranges::sort(values);
  const auto at = [&](double share) {
    return values[static_cast<std::size_t>(std::llround(share * static_cast<double>(values.size() - 1)))];
  };
  return {at((1 - level) / 2), at((1 + level) / 2)};
}

}  // namespace

std::vector<ScoreGroup> score_groups(const std::vector<double>& score, const std::vector<bool>& converted,
                                     const std::vector<bool>& treated) {
  std::vector<std::size_t> order(score.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto rank = [&](std::size_t i) {
    return std::isnan(score[i]) ? -std::numeric_limits<double>::infinity() : score[i];
  };
  std::ranges::sort(order, std::greater<>(), rank);
  std::vector<ScoreGroup> groups;
  for (std::size_t place = 0; place < order.size(); ++place) {
    const std::size_t i = order[place];
    if (place == 0 || rank(i) != rank(order[place - 1])) groups.emplace_back();
    ScoreGroup& group = groups.back();
    (treated[i] ? group.treated : group.control) += 1;
    (treated[i] ? group.treated_converted : group.control_converted) += converted[i] ? 1 : 0;
  }
  return groups;
}

Uplift uplift_of(const std::vector<ScoreGroup>& groups, double level, int rounds) {
  constexpr std::size_t most_groups = 1000;
  const ScoreGroup all = sum_of(groups);
  Uplift uplift{.qini = qini_of(groups, all),
                .auuc = auuc_of(groups, all),
                .qini_limits = {},
                .auuc_limits = {},
                .qini_curve = curve(groups, qini_height)};
  // How often each customer is drawn is Poisson of 1, and so together those of one kind of a group.
  boost::random::mt19937_64 random(1);
  const auto drawn = [&](double customers) {
    return customers > 0 ? static_cast<double>(boost::random::poisson_distribution<std::int64_t>(customers)(random))
                         : 0;
  };
  const std::vector<ScoreGroup> kept = coarse(groups, most_groups);
  std::vector<double> qinis, auucs;
  for (int round = 0; round < rounds; ++round) {
    std::vector<ScoreGroup> sample;
    for (const ScoreGroup& group : kept) {
      ScoreGroup one{.treated_converted = drawn(group.treated_converted),
                     .control_converted = drawn(group.control_converted)};
      one.treated = one.treated_converted + drawn(group.treated - group.treated_converted);
      one.control = one.control_converted + drawn(group.control - group.control_converted);
      sample.push_back(one);
    }
    const ScoreGroup sum = sum_of(sample);
    qinis.push_back(qini_of(sample, sum));
    auucs.push_back(auuc_of(sample, sum));
  }
  uplift.qini_limits = limits_of(std::move(qinis), level);
  uplift.auuc_limits = limits_of(std::move(auucs), level);
  return uplift;
}

}  // namespace segmenta
