#pragma once
// Who is contacted and who is held out: arms of a campaign that nobody can bias, and what they will be able to show.
//
// An arm follows from the customer's id and the campaign's salt alone, u = h / 2^64 with h the first 8 bytes,
// big-endian, of SHA-256(salt, one zero byte, id as UTF-8 text, integers in decimal): the first arm whose cumulative
// share is above u. So it depends neither on order, machine, other customers nor time; customers who come later get
// theirs without moving others, and anybody can compute it again.
//
// @code
// segmenta::HoldoutOptions options;
// options.salt = "spring-2026";
// options.arms = segmenta::parse_arms("control=10%,A=45%,B=45%");
// const segmenta::Holdout made = segmenta::holdout(customers, {}, options, {});
// const std::int32_t arm = made.arm[0];  // of the first customer: 0, 1 or 2
// @endcode

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <segmenta/context.h>
#include <segmenta/export.h>
#include <segmenta/power.h>
#include <segmenta/segments.h>
#include <segmenta/table.h>

namespace SEGMENTA_API segmenta {

struct Arm {
  std::string name;
  double share = 0;  ///< of the customers, 0 to 1

  friend bool operator==(const Arm&, const Arm&) = default;
};

/// "control=10%,treated=90%", also as fractions: "control=0.1,treated=0.9". Throws Error(usage) where that is not what
/// it is, a name is given twice, there are fewer than two, or shares are not above 0 or do not add up to 100 %.
std::vector<Arm> parse_arms(const std::string& text);

/// The one that others are compared with: called "control" in any case of letters, else the first.
std::size_t control_of(const std::vector<Arm>& arms);

/// Of a customer who is in no arm.
inline constexpr std::int32_t no_arm = -1;

/// Where ids are of another campaign's arms: who is in one of these is in none of ours.
struct OtherCampaign {
  std::string file;  ///< for messages
  Ids ids;
};

struct HoldoutOptions {
  std::string salt;  ///< of the campaign; not empty
  std::vector<Arm> arms{{"control", 0.1}, {"treated", 0.9}};
  std::vector<std::int32_t> only{};  ///< segments whose customers get an arm; empty: all
  std::vector<OtherCampaign> excluded{};
  std::string universal_salt{};         ///< of customers whom no campaign contacts; empty: there are none
  double universal_share = 0;           ///< of all customers: those with u below this, by that salt
  std::vector<std::string> features{};  ///< whose balance is told; empty: every number
  Power power{};
  std::optional<double> baseline_rate{};                  ///< conversion rate without the campaign
  std::optional<double> baseline_value{}, baseline_sd{};  ///< mean and standard deviation of what a customer brings
  std::optional<double> detect{};                         ///< difference of rate or mean that is to be found
};

/// How far apart two arms were before the campaign.
struct ArmBalance {
  std::string feature;
  std::size_t arm = 0;
  /// (mean - mean of control) / sqrt((variance + variance of control) / 2), of those who have a value; NaN where
  /// neither varies or an arm has fewer than two.
  double smd = 0;
};

/// From 0.1 on, arms differ by more than what usually is passed over (Austin, "An introduction to propensity score
/// methods", 2011).
inline constexpr double smd_that_matters = 0.1;

struct DetectableDifference {
  std::optional<std::int32_t> segment;  ///< nothing: all customers with an arm
  std::size_t arm = 0;                  ///< against control
  double difference = 0;                ///< of rates, or of means; NaN where none would be found
  double relative = 0;                  ///< to the baseline
};

/// Customers that it takes to find HoldoutOptions::detect.
struct NeededCustomers {
  std::size_t arm = 0;                      ///< against control, in the proportion of their shares
  std::int64_t control = 0, customers = 0;  ///< of the arm; both -1 where no number does
};

struct Holdout {
  std::vector<std::int32_t> arm;  ///< [rows], or no_arm
  std::vector<Arm> arms;
  std::size_t control = 0;
  std::vector<std::int64_t> customers;                                        ///< [arms]
  std::vector<std::vector<std::int64_t>> by_segment;                          ///< [k][arms]; empty without segments
  std::int64_t in_other_segments = 0, in_other_campaigns = 0, universal = 0;  ///< why some have no arm, each once
  std::vector<ArmBalance> balance;                                            ///< by feature, then by arm but control
  double largest_by_chance = 0;                  ///< expected largest |smd| of `balance` if features were independent
  std::vector<DetectableDifference> detectable;  ///< with a baseline
  std::vector<NeededCustomers> needed;           ///< with `detect`

  [[nodiscard]] std::int64_t assigned() const;
};

/// `segment` in the row order of the table, of 0 to k - 1; empty without segments. Throws Error(usage) for options that
/// do not go together, Error(input) where no customer is left, or a segment or feature is not there.
Holdout holdout(const Table& table, const std::vector<std::int32_t>& segment, int k, const HoldoutOptions& options,
                const Context& context);
inline Holdout holdout(const Table& table, const std::vector<std::int32_t>& segment, const HoldoutOptions& options,
                       const Context& context) {
  return holdout(table, segment, 0, options, context);
}

/// Customers with their arms: what an assignment file says.
struct Assignment {
  Ids ids;                ///< of those with an arm
  std::string id_name{};  ///< name of their column; empty where it has none
  std::vector<std::int32_t> arm{};
  std::vector<std::int32_t> segment{};  ///< empty without segments
  int k = 0;
  std::vector<std::string> names{};  ///< [k] of the segments, where they have some; else empty
  std::vector<Arm> arms{};
  std::string salt{};
  std::string labels_digest{};  ///< of the segments file, see fit.h; empty without segments
  std::string command{};        ///< that made it
  std::string file{};           ///< that it was read from
};

/// Of the customers with an arm, in the order of `ids` [rows].
Assignment assignment_of(const Holdout& made, const Ids& ids, const std::vector<std::int32_t>& segment, int k,
                         const std::string& salt);

}  // namespace segmenta
