// How often the intervals of `measure` hold what they should: of simulated campaigns whose truth is known.
//   build/release/benchmarks/coverage [CAMPAIGNS]     default 20,000 of rates, a tenth of them of values

#include <fmt/format.h>
#include <segmenta/comparisons.h>

#include <cmath>
#include <cstdlib>
#include <random>

namespace {

using segmenta::Values;

struct Group {
  double customers = 0, rate = 0;
};

double drawn(const Group& group, std::mt19937_64& random) {
  return static_cast<double>(
      std::binomial_distribution<std::int64_t>(static_cast<std::int64_t>(group.customers), group.rate)(random));
}

void of_rates(const Group& arm, const Group& control, int campaigns) {
  std::mt19937_64 random(1);
  int difference = 0, relative = 0, known = 0, alarms = 0;
  for (int i = 0; i < campaigns; ++i) {
    const auto one =
        segmenta::compare_rates({drawn(arm, random), arm.customers}, {drawn(control, random), control.customers}, 0.95);
    const double truth = arm.rate - control.rate, ratio = arm.rate / control.rate - 1;
    difference += one.low <= truth && truth <= one.high ? 1 : 0;
    alarms += one.p < 0.05 ? 1 : 0;
    if (std::isnan(one.relative_low)) continue;
    ++known;
    relative += one.relative_low <= ratio && ratio <= one.relative_high ? 1 : 0;
  }
  fmt::print("| {:.0f} : {:.0f} | {:.1f} % : {:.1f} % | {:.2f} % | {:.2f} % | {} |\n", arm.customers, control.customers,
             100 * arm.rate, 100 * control.rate, 100.0 * difference / campaigns, 100.0 * relative / known,
             arm.rate == control.rate ? fmt::format("{:.2f} %", 100.0 * alarms / campaigns) : "");
}

// Lognormal values of those who convert, that go with a value before.
void of_values(double customers, double control, double rate, double spread, int campaigns) {
  std::mt19937_64 random(2);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  int plain = 0, adjusted = 0;
  const auto group = [&](double size) {
    segmenta::PairedValues all;
    for (int i = 0; i < static_cast<int>(size); ++i) {
      const double taste = normal(random);
      const double before = std::exp(3 + spread * taste);
      const double value = uniform(random) < rate ? std::exp(3 + spread * (0.8 * taste + 0.6 * normal(random))) : 0;
      all = segmenta::together(all, {{1, value, 0}, {1, before, 0}, 0});
    }
    return all;
  };
  for (int i = 0; i < campaigns; ++i) {
    const auto arm = group(customers), other = group(control);
    const auto one = segmenta::compare_means(arm.value, other.value, 0.95);
    const auto two = segmenta::compare_adjusted(arm, other, 0.95);
    plain += one.low <= 0 && 0 <= one.high ? 1 : 0;
    adjusted += two.low <= 0 && 0 <= two.high ? 1 : 0;
  }
  fmt::print("| {:.0f} : {:.0f} | {:.1f} % | {:.1f} | {:.2f} % | {:.2f} % |\n", customers, control, 100 * rate, spread,
             100.0 * plain / campaigns, 100.0 * adjusted / campaigns);
}

// Looked at every day until its planned end; the conversions of a day are those of that day alone.
void of_looks(double customers, double rate, int days, int campaigns) {
  std::mt19937_64 random(3);
  int alarms = 0, naive = 0;
  for (int i = 0; i < campaigns; ++i) {
    bool is_alarm = false, is_naive = false;
    double arm = 0, control = 0;
    for (int day = 1; day <= days; ++day) {
      arm += drawn({customers, rate / days}, random);
      control += drawn({customers, rate / days}, random);
      const double p1 = arm / customers, p0 = control / customers;
      const double error = std::sqrt((p1 * (1 - p1) + p0 * (1 - p0)) / customers);
      const auto limits = segmenta::always_valid(p1 - p0, error, static_cast<double>(day) / days, 0.95);
      is_alarm = is_alarm || limits.low > 0 || limits.high < 0;
      is_naive = is_naive || segmenta::compare_rates({arm, customers}, {control, customers}, 0.95).p < 0.05;
    }
    alarms += is_alarm ? 1 : 0;
    naive += is_naive ? 1 : 0;
  }
  fmt::print("| {:.0f} | {:.1f} % | {} | {:.2f} % | {:.2f} % |\n", customers, 100 * rate, days,
             100.0 * alarms / campaigns, 100.0 * naive / campaigns);
}

}  // namespace

int main(int argc, char** argv) {
  const int campaigns = argc > 1 ? std::atoi(argv[1]) : 20'000;
  fmt::print(
      "| customers | rates | holds the difference | holds the relative lift | false alarms |\n|---|---|---|---|---|\n");
  for (const double rate : {0.002, 0.01, 0.05, 0.2}) {
    for (const double n : {2'000.0, 20'000.0}) {
      of_rates({n, rate}, {n, rate}, campaigns);
      of_rates({9 * n, rate}, {n, rate}, campaigns);
      of_rates({n, 1.2 * rate}, {n, rate}, campaigns);
    }
  }
  fmt::print("\n| customers | convert | sd of log value | holds (Welch) | holds (adjusted) |\n|---|---|---|---|---|\n");
  for (const double spread : {0.5, 1.0, 1.5}) {
    for (const double rate : {0.02, 0.2}) {
      of_values(2'000, 2'000, rate, spread, campaigns / 10);
      of_values(8'000, 2'000, rate, spread, campaigns / 10);
    }
  }
  fmt::print("\n| customers an arm | convert | looks | false alarms with --peek | without |\n|---|---|---|---|---|\n");
  for (const double rate : {0.02, 0.2}) of_looks(5'000, rate, 28, campaigns / 4);
}
