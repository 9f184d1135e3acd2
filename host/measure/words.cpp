// Each sentence holds on the data it is said of: what is not more than chance is never called an effect.

#include "measure/words.h"

#include <fmt/format.h>
#include <segmenta/number_text.h>

#include <algorithm>
#include <boost/math/distributions/hypergeometric.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <cstdint>

namespace segmenta {
namespace {

constexpr double fewest_conversions = 10;

std::string points(double difference) { return decimals_text(100 * difference, 2); }

bool has_few_buyers(const ArmResult& result) {
  return std::min(result.converted, result.converted_control) < fewest_conversions;
}

// Of a number that would tell of few customers no more than that they are few.
std::string customers_text(std::int64_t count) {
  return count < static_cast<std::int64_t>(fewest_conversions) ? fmt::format("fewer than {:.0f}", fewest_conversions)
                                                               : count_text(count);
}

// Two-sided, of all tables with these totals that are as unlikely or more (Fisher 1935).
double exact_p(const ArmResult& result) {
  const auto n = static_cast<unsigned>(result.n), n_control = static_cast<unsigned>(result.n_control);
  const auto converted = static_cast<unsigned>(result.converted + result.converted_control);
  const boost::math::hypergeometric tables(converted, n, n + n_control);
  const double seen = boost::math::pdf(tables, static_cast<unsigned>(result.converted));
  constexpr double as_unlikely = 1 + 1e-9;
  double p = 0;
  for (unsigned x = converted > n_control ? converted - n_control : 0; x <= std::min(converted, n); ++x) {
    const double chance = boost::math::pdf(tables, x);
    p += chance <= seen * as_unlikely ? chance : 0;
  }
  return p;
}

// What is said of a difference: where it lies, at every look where there are several, and whether that leaves no doubt.
struct Claim {
  double difference = 0, low = 0, high = 0;
  bool is_sure = false;
};

Claim claim_of_rate(const ArmResult& result, double level) {
  const RateComparison rate = compare_rates({result.converted, static_cast<double>(result.n)},
                                            {result.converted_control, static_cast<double>(result.n_control)}, level);
  const auto& always = result.always_valid_rate ? result.always_valid_rate : result.always_valid;
  Claim claim{rate.difference, always ? always->low : rate.low, always ? always->high : rate.high};
  claim.is_sure = (claim.low > 0 || claim.high < 0) && (!has_few(result) || exact_p(result) <= 1 - level);
  return claim;
}

Claim claim_of_value(const ArmResult& result, double level) {
  const MeanComparison& value = *result.value;
  Claim claim{value.difference, std::nan(""), std::nan("")};
  if (!(value.standard_error > 0) || has_few_buyers(result)) return claim;
  if (result.always_valid) {
    claim.low = result.always_valid->low;
    claim.high = result.always_valid->high;
  } else {
    const boost::math::students_t student(value.df);
    const double half = boost::math::quantile(boost::math::complement(student, (1 - level) / 2)) * value.standard_error;
    claim.low = value.difference - half;
    claim.high = value.difference + half;
  }
  claim.is_sure = claim.low > 0 || claim.high < 0;
  return claim;
}

std::string points_text(const Claim& claim) {
  return fmt::format("{} points of the conversion rate (between {} and {})", points(claim.difference),
                     points(claim.low), points(claim.high));
}

std::string value_text(const Claim& claim) {
  return fmt::format("{} a customer (between {} and {})", number_text(claim.difference), number_text(claim.low),
                     number_text(claim.high));
}

std::string whole_text(const ArmResult& result, const Claim& claim) {
  const auto n = static_cast<double>(result.n);
  return fmt::format("{} in all (between {} and {}) from {} customers", number_text(n * claim.difference),
                     number_text(n * claim.low), number_text(n * claim.high), count_text(result.n));
}

// What a claim is worth to somebody who knows no statistics.
std::string rarely(double level) {
  return fmt::format("Chance alone makes as much in fewer than {:.3g} of 100 campaigns.", 100 * (1 - level));
}

std::string sentence_of_rate(const ArmResult& result, const std::string& arm, const std::string& control,
                             double level) {
  const Claim claim = claim_of_rate(result, level);
  if (claim.is_sure) {
    return fmt::format("{} of the customers of {} converted than of {}: {}. {}",
                       claim.difference > 0 ? "More" : "Fewer", arm, control, points_text(claim), rarely(level));
  }
  if (has_few(result)) {
    return fmt::format("By conversions {} cannot be told from {}: too few of their customers converted, or did not.",
                       arm, control);
  }
  return fmt::format("{} cannot be told from {}: the difference is {}, which chance alone makes as well.", arm, control,
                     points_text(claim));
}

// Of value first; what conversions say besides must be surer, since it is said after a second look.
std::string sentence_of(const ArmResult& result, const Measurement& measured) {
  constexpr std::size_t surer = 5;
  const std::string arm = measured.arms[result.arm].name, control = measured.arms[measured.control].name;
  const double level = level_of_each(measured.level, measured.overall.size());
  if (!result.value) return sentence_of_rate(result, arm, control, level);
  const Claim claim = claim_of_value(result, level);
  if (claim.is_sure) {
    return fmt::format("{} brought {} than {}: {}, {}. {}", arm, claim.difference > 0 ? "more" : "less", control,
                       value_text(claim), whole_text(result, claim), rarely(level));
  }
  std::string text =
      has_few_buyers(result)
          ? fmt::format("By what they brought {} cannot be told from {}: too few of their customers converted.", arm,
                        control)
      : std::isnan(claim.low)
          ? fmt::format("By what they brought {} cannot be told from {}: within an arm no value differs.", arm, control)
          : fmt::format(
                "{} cannot be told from {} by what it brought: the difference is {}, which chance alone makes as well.",
                arm, control, value_text(claim));
  const double second = level_of_each(level, surer);
  if (claim_of_rate(result, second).is_sure) text += " " + sentence_of_rate(result, arm, control, second);
  return text;
}

void note_segments(const Measurement& result, std::vector<std::string>& notes) {
  std::size_t few = 0, comparisons = 0;
  for (const SegmentResult& segment : result.segments) {
    for (const ArmResult& one : segment.results) {
      ++comparisons;
      few += has_few(one) ? 1 : 0;
    }
  }
  if (few > 0) {
    notes.push_back(
        fmt::format("in {} of {} comparisons within segments fewer than {:.0f} customers converted, or did "
                    "not: their rates say little",
                    few, comparisons, fewest_conversions));
  }
  if (comparisons > 1) {
    notes.push_back(
        fmt::format("{} comparisons within segments were made: by chance alone about {:.1f} of them have a "
                    "p below {:.2g}. Go by the adjusted ones",
                    comparisons, static_cast<double>(comparisons) * (1 - result.level), 1 - result.level));
  }
  for (const Heterogeneity& one : result.heterogeneity) {
    if (one.p > 1 - result.level) {
      notes.push_back(fmt::format(
          "the {} of {} differs between segments by no more than chance makes (p {:.2g}): do not compare segments",
          one.of_value ? "value" : "conversion", result.arms[one.arm].name, one.p));
    }
  }
}

}  // namespace

double level_of_each(double level, std::size_t comparisons) {
  return 1 - (1 - level) / static_cast<double>(std::max<std::size_t>(1, comparisons));
}

bool has_few(const ArmResult& result) {
  const auto n = static_cast<double>(result.n), n_control = static_cast<double>(result.n_control);
  return std::min({result.converted, result.converted_control, n - result.converted,
                   n_control - result.converted_control}) < fewest_conversions;
}

std::vector<std::string> notes_of(const Measurement& result, const Outcomes& outcomes, const MeasureOptions& options) {
  std::vector<std::string> notes;
  if (!result.srm.trusted) {
    notes.push_back(
        fmt::format("customers are not spread over the arms as their shares say (chi-squared {:.1f}, p "
                    "{:.2g}): some were added to an arm, or taken from it",
                    result.srm.chi2, result.srm.p));
  }
  if (options.contacted_in_control.value_or(0) > 0) {
    const std::int64_t reached = *options.contacted_in_control, of = result.customers[result.control];
    notes.push_back(
        fmt::format("{} of {} customers of {} were contacted all the same: what the campaign does is further "
                    "from nothing than what is measured, if anything",
                    customers_text(reached), count_text(of), result.arms[result.control].name));
  }
  for (const ArmResult& one : result.overall) {
    if (!has_few(one)) continue;
    notes.push_back(fmt::format("fewer than {:.0f} customers of {} or {} converted, or did not: rates say little",
                                fewest_conversions, result.arms[one.arm].name, result.arms[result.control].name));
  }
  const auto negative = std::ranges::count_if(outcomes.value, [](double value) { return value < 0; });
  if (negative > 0)
    notes.push_back(fmt::format("{} customers with a value below 0: it counts as it is", customers_text(negative)));
  note_segments(result, notes);
  notes.insert(notes.end(), options.remarks.begin(), options.remarks.end());
  return notes;
}

std::string verdict_of(const Measurement& result, const MeasureOptions& options) {
  if (!result.srm.trusted) {
    return "Do not trust this: customers are not spread over the arms as they were assigned. Find out what added "
           "customers to an arm, or took them away, before you read any further.";
  }
  std::string verdict;
  for (const ArmResult& one : result.overall) verdict += (verdict.empty() ? "" : " ") + sentence_of(one, result);
  for (const ArmResult& one : result.overall) {
    if (!options.cost_per_contact || std::isnan(one.return_on_cost)) continue;
    const bool is_sure = claim_of_value(one, level_of_each(result.level, result.overall.size())).is_sure;
    const double gain = one.incremental_value * options.margin;
    verdict += fmt::format(" {} cost {}; the margin on what it brought is {}{}.", result.arms[one.arm].name,
                           number_text(one.cost), number_text(gain), is_sure ? "" : ", give or take chance");
  }
  return verdict;
}

}  // namespace segmenta
