// What a campaign brought, as JSON.

#include <segmenta/json.h>

#include "json/json.h"

namespace segmenta {
namespace {

Json conversion_of(const RateComparison& one) {
  return {{"rate", one.rate},
          {"control", one.control},
          {"difference", one.difference},
          {"low", one.low},
          {"high", one.high},
          {"z", one.z},
          {"p", one.p},
          {"p_holm", one.p_holm},
          {"p_bh", one.p_bh},
          {"relative", one.relative},
          {"relative_low", one.relative_low},
          {"relative_high", one.relative_high}};
}

Json value_of(const std::optional<MeanComparison>& maybe) {
  if (!maybe) return {};
  const MeanComparison& one = *maybe;
  return {{"mean", one.mean},
          {"control", one.control},
          {"difference", one.difference},
          {"low", one.low},
          {"high", one.high},
          {"t", one.t},
          {"df", one.df},
          {"p", one.p},
          {"p_holm", one.p_holm},
          {"p_bh", one.p_bh}};
}

Json adjusted_of(const std::optional<MeanComparison>& maybe) {
  Json json = value_of(maybe);
  if (!maybe) return json;
  json["theta"] = maybe->theta;
  json["variance_reduction"] = maybe->variance_reduction;
  return json;
}

Json bounds_of(const std::optional<Limits>& bounds) {
  if (!bounds) return {};
  return {{"low", bounds->low}, {"high", bounds->high}};
}

Json results_of(const std::vector<ArmResult>& results, const Measurement& measured) {
  Json list = Json::array();
  for (const ArmResult& one : results) {
    const Json incremental =
        one.value
            ? Json({{"value", one.incremental_value}, {"low", one.incremental_low}, {"high", one.incremental_high}})
            : Json();
    list.push_back({{"arm", measured.arms[one.arm].name},
                    {"against", measured.arms[measured.control].name},
                    {"n", one.n},
                    {"n_control", one.n_control},
                    {"converted", one.converted},
                    {"converted_control", one.converted_control},
                    {"conversion", conversion_of(one.conversion)},
                    {"value", value_of(one.value)},
                    {"value_adjusted", adjusted_of(one.value_adjusted)},
                    {"value_winsorised", value_of(one.value_winsorised)},
                    {"incremental_orders", one.incremental_orders},
                    {"incremental_value", incremental},
                    {"cost", one.cost},
                    {"return_on_cost", one.return_on_cost},
                    {"always_valid", bounds_of(one.always_valid)},
                    {"always_valid_rate", bounds_of(one.always_valid_rate)}});
  }
  return list;
}

// Some hundred points of a curve that may have one for each customer, both ends among them.
std::vector<UpliftPoint> thinned(const std::vector<UpliftPoint>& points) {
  constexpr std::size_t most = 100;
  if (points.size() <= most) return points;
  std::vector<UpliftPoint> some;
  for (std::size_t i = 0; i <= most; ++i) some.push_back(points[i * (points.size() - 1) / most]);
  return some;
}

}  // namespace

std::string measurement_json(const MeasurementRun& run) {
  const Measurement& measured = run.measured;
  Json arms = Json::array(), segments = Json::array(), heterogeneity = Json::array(), ranking = Json::array();
  for (std::size_t a = 0; a < measured.arms.size(); ++a) {
    arms.push_back(
        {{"arm", measured.arms[a].name}, {"share", measured.arms[a].share}, {"customers", measured.customers[a]}});
  }
  for (const SegmentResult& one : measured.segments) {
    segments.push_back({{"segment", one.segment}, {"name", one.name}, {"results", results_of(one.results, measured)}});
  }
  for (const Heterogeneity& one : measured.heterogeneity) {
    heterogeneity.push_back({{"arm", measured.arms[one.arm].name},
                             {"measure", one.of_value ? "value" : "conversion"},
                             {"q", one.q},
                             {"df", one.df},
                             {"p", one.p},
                             {"i2", one.i2}});
  }
  for (const RankedSegment& one : measured.ranking) {
    ranking.push_back({{"segment", one.segment},
                       {"name", one.name},
                       {"arm", measured.arms[one.arm].name},
                       {"raw", one.raw},
                       {"shrunk", one.shrunk},
                       {"profit_per_customer", one.profit}});
  }
  Json uplift = Json::array();
  for (const ArmUplift& one : measured.uplift) {
    Json curve = Json::array();
    for (const UpliftPoint& point : thinned(one.uplift.qini_curve)) curve.push_back({point.customers, point.uplift});
    uplift.push_back({{"arm", measured.arms[one.arm].name},
                      {"qini", one.uplift.qini},
                      {"qini_low", one.uplift.qini_limits.low},
                      {"qini_high", one.uplift.qini_limits.high},
                      {"auuc", one.uplift.auuc},
                      {"auuc_low", one.uplift.auuc_limits.low},
                      {"auuc_high", one.uplift.auuc_limits.high},
                      {"curve", std::move(curve)}});
  }
  const bool has_one = measured.uplift.size() == 1;
  return text_of({{"assignment", run.assignment},
                  {"outcomes", run.outcomes},
                  {"salt", run.salt},
                  {"from", or_null(run.from)},
                  {"to", or_null(run.to)},
                  {"level", measured.level},
                  {"arms", std::move(arms)},
                  {"control", measured.arms[measured.control].name},
                  {"srm",
                   {{"chi2", measured.srm.chi2},
                    {"df", measured.srm.df},
                    {"p", measured.srm.p},
                    {"trusted", measured.srm.trusted}}},
                  {"overall", results_of(measured.overall, measured)},
                  {"segments", std::move(segments)},
                  {"heterogeneity", std::move(heterogeneity)},
                  {"ranking", std::move(ranking)},
                  {"qini", has_one ? Json(measured.uplift[0].uplift.qini) : Json()},
                  {"auuc", has_one ? Json(measured.uplift[0].uplift.auuc) : Json()},
                  {"uplift", std::move(uplift)},
                  {"winsorised_at", measured.winsorised_at},
                  {"verdict", measured.verdict},
                  {"notes", measured.notes},
                  {"arms_digest", run.arms_digest},
                  {"output", or_null(run.output)}});
}

}  // namespace segmenta
