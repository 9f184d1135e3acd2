#pragma once
// Results as JSON, spelled once: what a command prints with --json, and what a binding gives.
//
//   const Profile figures = profile(*store, columns, labels, k, context);
//   std::cout << profile_json(figures) << '\n';
//
// Each function returns one object as text in UTF-8, indented by two spaces, its keys in the order of
// host/json/README.md, which says of each what it is, its unit, and when it is null. The same number has the same key
// everywhere; keys are stable. NaN and infinity are null; bytes that are not UTF-8 are replaced.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <segmenta/actions.h>
#include <segmenta/audience.h>
#include <segmenta/columns.h>
#include <segmenta/devices.h>
#include <segmenta/evaluate.h>
#include <segmenta/explain.h>
#include <segmenta/export.h>
#include <segmenta/features.h>
#include <segmenta/fit.h>
#include <segmenta/holdout.h>
#include <segmenta/import.h>
#include <segmenta/inspect.h>
#include <segmenta/markets.h>
#include <segmenta/measure.h>
#include <segmenta/offers.h>
#include <segmenta/profile.h>
#include <segmenta/purchases.h>
#include <segmenta/rfm.h>
#include <segmenta/rules.h>
#include <segmenta/store.h>

namespace SEGMENTA_API segmenta {

/// `output`: the store that was written. `seconds`: of the whole run.
std::string features_json(const FeatureTable& table, const std::string& output, double seconds);
/// The account alone, without its examples: the attribute `account` of a store.
std::string account_json(const OrderAccount& account);
/// And back; nothing where the text is not such an account.
std::optional<OrderAccount> account_in(const std::string& text);

/// As features_json().
std::string import_json(const ImportedTable& table, const std::string& output, double seconds);

std::string inspect_json(const std::string& file, const Store& store, std::span<const ColumnSummary> columns);

std::string devices_json(std::span<const CudaDevice> devices);

/// What a run of fit knows beside its result.
struct FitRun {
  std::string id_name;  ///< of the store's id column
  /// Seconds since the program began: when its work did, the store was open, the fit done, and the files written.
  double started = 0, opened = 0, fitted = 0, written = 0;
  std::int64_t planned_bytes = 0, peak_bytes = 0;
  std::optional<std::int64_t> device_bytes{};  ///< of each device, where there are some
  bool streamed = false;                       ///< to these, rather than resident there
};
std::string fit_json(const FitResult& result, const FitOptions& options, const FitRun& run);

/// What a run of assign has found.
struct AssignRun {
  std::vector<std::int32_t> segment;  ///< [rows]
  int k = 0;
  int features = 0;  ///< of the model
  std::string device, output;
  double seconds = 0;
};
std::string assign_json(const AssignRun& run);

/// `figures`: of the three columns, in the order recency, frequency, monetary, by the segments of `rfm`. `crossed`:
/// customers by these segments and those of another file, see cross_table(); empty where there is none.
std::string rfm_json(const Rfm& rfm, const Profile& figures, const std::vector<std::vector<std::int64_t>>& crossed,
                     const std::string& output);
/// Which codes each segment has, as `segmenta rfm --codes` tells it.
std::string rfm_codes_json(const RfmMap& map);

/// `rules`: the file they were read from.
std::string rules_json(const RuleSegments& segments, const std::string& rules, const std::string& output);

/// `markets`: where the profile is by market too.
std::string profile_json(const Profile& profile, const MarketProfile* markets = nullptr);
std::string markets_json(const MarketProfile& profile);

/// `names` of the segments, [k] or empty.
/// `figures` and `actions` [k]: what to try with each segment, and why; both empty: nothing.
std::string evaluation_json(const Evaluation& evaluation, const std::vector<std::string>& names,
                            const std::vector<ActionFigures>& figures = {},
                            const std::vector<SuggestedAction>& actions = {});

std::string explanation_json(const ExplainedSegments& explained);

/// What a run of report knows of the page that it wrote.
struct ReportRun {
  std::int64_t rows = 0;
  int k = 0;
  std::vector<TakenColumn> taken;
  std::int64_t suppressed = 0;  ///< segments that are not shown
  std::size_t bytes = 0;        ///< of the page
  std::string output;
};
std::string report_json(const ReportRun& run);

/// What a run of holdout knows of the arms that it made.
struct HoldoutRun {
  const Holdout& made;
  std::string store, segments;  ///< files; the second empty where there is none
  std::string salt;
  std::vector<std::string> names;  ///< [k] of the segments; empty where they have none
  std::string labels_digest;       ///< of the segments file; empty without one
  std::string ids_digest, arms_digest;
  std::string output;
};
std::string holdout_json(const HoldoutRun& run);

/// What a run of measure knows of the campaign that it measured.
struct MeasurementRun {
  const Measurement& measured;
  std::string assignment, outcomes;  ///< files
  std::string salt, arms_digest;     ///< of the assignment
  std::string from, to;              ///< first and last day of the outcomes; empty where that is not known
  std::string output;                ///< empty: none was written
};
std::string measurement_json(const MeasurementRun& run);

/// The manifest of an audience, too.
std::string audience_json(const Audience& made);
/// The same with what segments buy more than others.
std::string audience_with_offers_json(const Audience& made, const Offers& offers, const Purchases& purchases);
std::string query_json(const std::string& dialect, const std::string& query);

}  // namespace segmenta
