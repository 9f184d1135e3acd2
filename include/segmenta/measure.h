#pragma once
// What a campaign brought: each arm against control, over all customers and in each segment, with what chance alone
// makes of such differences.
//
// Every customer with an arm counts, contacted or not (intention to treat), those without an outcome as 0.
//
// @code
// segmenta::Outcomes outcomes;  // in the order of the assignment
// outcomes.orders = {0, 2, 0, 1};
// outcomes.value = {0, 35.5, 0, 12};
// const segmenta::Measurement result = segmenta::measure(assignment, outcomes, {}, {});
// const std::string said = result.verdict;
// @endcode

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <segmenta/comparisons.h>
#include <segmenta/context.h>
#include <segmenta/export.h>
#include <segmenta/holdout.h>
#include <segmenta/uplift.h>

namespace SEGMENTA_API segmenta {

/// Each [customers of the assignment], in its order, or empty.
struct Outcomes {
  std::vector<double> orders;    ///< how many; a customer with more than 0 converted
  bool counts_orders = true;     ///< false: `orders` says only whether a customer converted
  std::vector<double> value{};   ///< what they brought
  std::vector<double> before{};  ///< what they had brought before the campaign, which its value is adjusted by
  std::vector<double> score{};   ///< that customers would be contacted by, the highest first; NaN: last
};

struct MeasureOptions {
  double level = 0.95;                       ///< of intervals
  std::optional<double> cost_per_contact{};  ///< of a customer in an arm but control
  double margin = 1;                         ///< share of value that is profit
  /// Share of the planned time that has passed, for whoever looks more than once: intervals then hold at all looks
  /// together, see always_valid().
  std::optional<double> elapsed{};
  std::optional<std::int64_t> contacted_in_control{};  ///< customers of control who were contacted all the same
  std::vector<std::string> remarks{};  ///< of what was found while outcomes were read; go into the notes
};

struct ArmResult {
  std::size_t arm = 0;  ///< against control
  std::int64_t n = 0, n_control = 0;
  double converted = 0, converted_control = 0;  ///< customers
  double valued = 0, valued_control = 0;        ///< customers of a value other than 0
  RateComparison conversion;
  std::optional<MeanComparison> value{};           ///< per customer
  std::optional<MeanComparison> value_adjusted{};  ///< by the value before
  std::optional<MeanComparison>
      value_winsorised{};  ///< values above `winsorised_at` taken for it: without the largest few
  double incremental_orders =
      0;  ///< in the arm: difference per customer times its customers; conversions without orders
  double incremental_value = 0, incremental_low = 0, incremental_high = 0;  ///< likewise; NaN without value
  double cost = 0;            ///< of all contacts; NaN where it is not known
  double return_on_cost = 0;  ///< (incremental value * margin - cost) / cost; NaN without cost
  /// At the level of all arms together, where there are several.
  std::optional<Limits> always_valid{};       ///< of the value's difference, or without value of that of the rates
  std::optional<Limits> always_valid_rate{};  ///< of the rates' difference, where there is a value as well
};

struct SegmentResult {
  std::int32_t segment = 0;
  std::string name;
  std::vector<ArmResult> results;
};

/// Whether customers are spread over arms as their shares say (Pearson's chi-squared).
struct SampleRatio {
  double chi2 = 0, df = 0, p = 0;
  bool trusted = true;  ///< p is 0.001 or more
};

/// Whether an effect differs between segments by more than chance (Cochran, "The combination of estimates from
/// different experiments", Biometrics 10, 1954; Higgins, Thompson 2002).
struct Heterogeneity {
  std::size_t arm = 0;
  bool of_value = false;  ///< of value per customer; else of conversion
  double q = 0, df = 0, p = 0;
  double i2 = 0;  ///< share of the variation between segments that is not chance
};

/// A segment for next time. Its effect is drawn towards that of all, the more the less is known of it (empirical Bayes
/// with the variance between segments by DerSimonian, Laird 1986), since the best of many noisy ones is believed too
/// much.
struct RankedSegment {
  std::int32_t segment = 0;
  std::string name;
  std::size_t arm = 0;
  double raw = 0, shrunk = 0;  ///< value per customer, or conversions without value
  double profit = 0;           ///< shrunk * margin - cost of a contact; NaN without value
};

/// How well the scores rank customers by what an arm does to them.
struct ArmUplift {
  std::size_t arm = 0;
  Uplift uplift;
};

struct Measurement {
  double level = 0.95;
  std::vector<Arm> arms;
  std::size_t control = 0;
  std::vector<std::int64_t> customers;  ///< [arms]
  SampleRatio srm;
  std::vector<ArmResult> overall;
  std::vector<SegmentResult> segments;  ///< those that have customers; empty without segments
  std::vector<Heterogeneity> heterogeneity;
  std::vector<RankedSegment> ranking;  ///< most profit first
  std::vector<ArmUplift> uplift;       ///< with scores
  double winsorised_at = 0;            ///< 99th percentile of the values of those who converted; NaN without
  std::string verdict;                 ///< a sentence or two for those who read no further
  std::vector<std::string> notes;      ///< what speaks against believing it
};

/// What is known of some customers, in any order: of a time, each at most once.
struct CustomerOutcomes {
  Ids ids;
  std::vector<double> orders;  ///< [ids], as in Outcomes
  bool counts_orders = true;
  std::vector<double> value{};  ///< [ids] or empty; NaN counts as 0
  std::vector<double> score{};  ///< [ids] or empty
  std::string file{};           ///< that they were read from, for remarks
};

/// In the order of the assignment, ids matching by their text; who is not there has 0. Remarks count customers that
/// have no arm, with the first few, and values that are missing. `before` may be null. Throws Error(input) for an id
/// that occurs twice.
Outcomes outcomes_of(const Assignment& assignment, const CustomerOutcomes& during, const CustomerOutcomes* before,
                     std::vector<std::string>& remarks, const Context& context);

/// How many of these customers are in control; a remark counts those who have no arm.
std::int64_t contacted_in_control(const Assignment& assignment, const Ids& contacted, const std::string& file,
                                  std::vector<std::string>& remarks, const Context& context);

/// Throws Error(input) for outcomes of another number of customers, that are no numbers or below 0 (orders), or an arm
/// without customers.
Measurement measure(const Assignment& assignment, const Outcomes& outcomes, const MeasureOptions& options,
                    const Context& context);

}  // namespace segmenta
