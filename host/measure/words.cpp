// Each sentence holds on the data it is said of: what is not more than chance is never called an effect.

#include "measure/words.h"

#include <fmt/format.h>
#include <segmenta/number_text.h>

#include <algorithm>
#include <cmath>

namespace segmenta {
namespace {

constexpr double fewest_conversions = 10;

std::string points(double difference) { return decimals_text(100 * difference, 2); }

bool has_few(const ArmResult& result) {
  const auto n = static_cast<double>(result.n), n_control = static_cast<double>(result.n_control);
  return std::min({result.converted, result.converted_control, n - result.converted,
                   n_control - result.converted_control}) < fewest_conversions;
}

// The interval that a claim rests on: at every look where there are several. Of several arms, each by its adjusted p.
struct Claim {
  double difference = 0, low = 0, high = 0;
  bool is_sure = false;
};

Claim claim_of_rate(const ArmResult& result, double level, bool several) {
  const RateComparison& rate = result.conversion;
  const auto& always = result.always_valid_rate ? result.always_valid_rate : result.always_valid;
  if (always) return {rate.difference, always->low, always->high, always->low > 0 || always->high < 0};
  const double p = several ? rate.p_holm : rate.p;
  return {rate.difference, rate.low, rate.high, p <= 1 - level && (rate.low > 0 || rate.high < 0)};
}

Claim claim_of(const ArmResult& result, double level, bool several) {
  if (!result.value) return claim_of_rate(result, level, several);
  const MeanComparison& value = *result.value;
  const auto& always = result.always_valid;
  if (always) return {value.difference, always->low, always->high, always->low > 0 || always->high < 0};
  const double p = several ? value.p_holm : value.p;
  return {value.difference, value.low, value.high, p <= 1 - level && (value.low > 0 || value.high < 0)};
}

std::string points_text(const Claim& claim) {
  return fmt::format("{} points of the conversion rate (between {} and {})", points(claim.difference),
                     points(claim.low), points(claim.high));
}

std::string difference_text(const ArmResult& result, const Claim& claim) {
  if (result.value) {
    return fmt::format("{} a customer (between {} and {})", number_text(claim.difference), number_text(claim.low),
                       number_text(claim.high));
  }
  return points_text(claim);
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

std::string sentence_of(const ArmResult& result, const Measurement& measured) {
  const std::string arm = measured.arms[result.arm].name, control = measured.arms[measured.control].name;
  const bool several = measured.overall.size() > 1;
  const Claim claim = claim_of(result, measured.level, several);
  if (std::isnan(claim.low)) return fmt::format("Of {} nothing can be said: no customer differs from another.", arm);
  if (!result.value && has_few(result)) {
    return fmt::format("Of {} nothing can be said: there are too few conversions.", arm);
  }
  if (!claim.is_sure) {
    const std::string text =
        fmt::format("{} cannot be told from {}{}: the difference is {}, which chance alone makes as well.", arm,
                    control, result.value ? " by what it brought" : "", difference_text(result, claim));
    const Claim rate = claim_of_rate(result, measured.level, several);
    if (!result.value || !rate.is_sure || has_few(result)) return text;
    return text + fmt::format(" {} of its customers converted, though: {}. {}", rate.difference > 0 ? "More" : "Fewer",
                              points_text(rate), rarely(measured.level));
  }
  if (!result.value) {
    return fmt::format("{} of the customers of {} converted than of {}: {}. {}",
                       claim.difference > 0 ? "More" : "Fewer", arm, control, points_text(claim),
                       rarely(measured.level));
  }
  return fmt::format("{} brought {} than {}: {}, {}. {}", arm, claim.difference > 0 ? "more" : "less", control,
                     difference_text(result, claim), whole_text(result, claim), rarely(measured.level));
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
        fmt::format("{} of {} customers of {} were contacted all the same ({}): what the campaign does is "
                    "larger than what is measured",
                    count_text(reached), count_text(of), result.arms[result.control].name,
                    share_text(static_cast<double>(reached) / static_cast<double>(of))));
  }
  for (const ArmResult& one : result.overall) {
    if (!has_few(one)) continue;
    notes.push_back(fmt::format("fewer than {:.0f} customers of {} or {} converted, or did not: rates say little",
                                fewest_conversions, result.arms[one.arm].name, result.arms[result.control].name));
  }
  const auto negative = std::ranges::count_if(outcomes.value, [](double value) { return value < 0; });
  if (negative > 0)
    notes.push_back(fmt::format("{} with a value below 0: it counts as it is", counted_text(negative, "customer")));
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
    const bool is_sure = claim_of(one, result.level, result.overall.size() > 1).is_sure;
    const double gain = one.incremental_value * options.margin;
    verdict += fmt::format(" {} cost {}; the margin on what it brought is {}{}.", result.arms[one.arm].name,
                           number_text(one.cost), number_text(gain), is_sure ? "" : ", give or take chance");
  }
  return verdict;
}

}  // namespace segmenta
