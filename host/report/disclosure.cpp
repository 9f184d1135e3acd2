// Each kind of figure by the number of customers that it rests on.

#include "report/disclosure.h"

#include <fmt/format.h>

#include <segmenta/error.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <utility>

#include "report/hidden_cells.h"
#include "report/map_squares.h"
#include "report/suppressed.h"

namespace segmenta {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t most_markets_shown = 20;
constexpr double best_share = 0.2;    // of customers, whose share of the value is told
constexpr double share_unit = 0.001;  // of shares of value that sorted customers hold
constexpr double rule_unit = 0.01;    // of shares of customers that a rule is true of

double rounded(double value, double unit) { return std::nearbyint(value / unit) / std::nearbyint(1 / unit); }

FeatureProfile nothing_told() {
  return {.mean = unknown,
          .median = unknown,
          .index = unknown,
          .lower_quartile = unknown,
          .upper_quartile = unknown,
          .difference = unknown,
          .percentile_5 = unknown,
          .percentile_95 = unknown,
          .values = withheld};
}

class Withholding {
 public:
  Withholding(Report& report, const ReportOptions& options)
      : report_(report), options_(options), least_(options.min_cell) {}

  void run() {
    name_suppressed_segments();
    for (std::size_t j = 0; j < profile().features.size(); ++j) take_feature(j);
    std::erase_if(profile().categories, [this](CategoryProfile& one) { return !take_category(one); });
    take_growth();
    take_rules();
    take_evaluation();
    take_concentration();
    if (report_.model) take_model(*report_.model);
    if (report_.map) take_map(*report_.map);
    if (report_.rfm) take_rfm(*report_.rfm);
    if (report_.markets && !take_markets(*report_.markets)) report_.markets.reset();
    take_hidden_groups();
  }

 private:
  [[nodiscard]] Profile& profile() { return report_.profile; }
  [[nodiscard]] std::size_t k() const { return report_.profile.segments.size(); }
  [[nodiscard]] std::int64_t size(std::size_t s) const { return report_.profile.segments[s].size; }
  [[nodiscard]] bool is_few(std::int64_t count) const { return count > 0 && count < least_; }

  void name_suppressed_segments() {
    for (std::size_t s = 0; s < k(); ++s) {
      if (report_.suppressed[s]) profile().segments[s].name = fmt::format("Segment {}", s);
    }
  }

  // Customers of each segment who have it, and who have it not.
  [[nodiscard]] std::optional<CellMask> hidden_of(const std::vector<std::int64_t>& having,
                                                  const std::vector<std::int64_t>& of) const {
    CountTable counts;
    for (std::size_t s = 0; s < having.size(); ++s) counts.push_back({having[s], of[s] - having[s]});
    return hidden_cells(counts, least_);
  }

  [[nodiscard]] std::vector<std::int64_t> sizes() const {
    std::vector<std::int64_t> all;
    for (std::size_t s = 0; s < k(); ++s) all.push_back(size(s));
    return all;
  }

  // By those who have a value, and of what is only 0 and 1 by those who have it.
  void take_feature(std::size_t j) {
    std::vector<std::int64_t> values, having;
    for (const SegmentProfile& segment : profile().segments) {
      const FeatureProfile& figures = segment.features[j];
      values.push_back(figures.values);
      having.push_back(figures.values > 0 ? std::llround(figures.mean * static_cast<double>(figures.values)) : 0);
    }
    const auto by_values = hidden_of(values, sizes());
    const auto by_flag = profile().flags[j] ? hidden_of(having, values) : CellMask(k(), {false, false});
    for (std::size_t s = 0; s < k(); ++s) {
      FeatureProfile& figures = profile().segments[s].features[j];
      const bool tells_few = !by_values || !by_flag || (*by_values)[s][0] || (*by_flag)[s][0] || (*by_flag)[s][1];
      if (tells_few) {
        figures = nothing_told();
        std::erase(profile().segments[s].drivers, j);
      } else if ((*by_values)[s][1]) {
        figures.values = withheld;
      }
    }
    if (!by_values || !by_flag) profile().all[j] = nothing_told();
  }

  // Those with other values are a row too: the total less all shares is theirs.
  bool take_category(CategoryProfile& category) {
    CountTable counts(category.values.size() + 1, category.present);
    for (std::size_t v = 0; v < category.values.size(); ++v) {
      for (std::size_t s = 0; s < k(); ++s) {
        counts[v][s] = category.customers[s][v];
        counts.back()[s] -= counts[v][s];
      }
    }
    const auto hidden = hidden_cells(counts, least_);
    if (!hidden) return false;
    for (std::size_t v = 0; v < category.values.size(); ++v) {
      for (std::size_t s = 0; s < k(); ++s) {
        if ((*hidden)[v][s]) category.customers[s][v] = withheld;
      }
    }
    return true;
  }

  void take_growth() {
    for (std::size_t s = 0; s < options_.earlier_sizes.size(); ++s) {
      if (is_few(options_.earlier_sizes[s])) profile().segments[s].growth = unknown;
    }
  }

  void take_rules() {
    for (SegmentExplanation& segment : report_.explanation.segments) {
      for (double* share : {&segment.rule.precision, &segment.rule.recall, &segment.rule.others}) {
        *share = rounded(*share, rule_unit);
      }
    }
  }

  // What the best fifth of so many hold.
  [[nodiscard]] double best_fifth(double share, std::int64_t customers) const {
    const auto best = static_cast<std::int64_t>(std::ceil(best_share * static_cast<double>(customers)));
    return best >= least_ && customers - best >= least_ ? rounded(share, share_unit) : unknown;
  }

  void take_evaluation() {
    Evaluation& all = report_.evaluation;
    all.top_share = best_fifth(all.top_share, all.rows);
    std::vector<std::int64_t> reachable;
    for (SegmentEvaluation& one : all.segments) {
      one.top_share = best_fifth(one.top_share, one.size);
      const bool counted = std::isfinite(one.reachable);
      reachable.push_back(counted ? std::llround(one.reachable * static_cast<double>(one.size)) : one.size);
    }
    const auto hidden = hidden_of(reachable, sizes());
    for (std::size_t s = 0; s < all.segments.size(); ++s) {
      if (hidden && !(*hidden)[s][0] && !(*hidden)[s][1]) continue;
      SegmentEvaluation& one = all.segments[s];
      one.reachable = one.at_stake = one.at_stake_low = one.at_stake_high = unknown;
    }
  }

  // Steps of many customers, counted from the best fifth, which is told beside it.
  void take_concentration() {
    std::vector<double>& shares = report_.evaluation.concentration;
    if (shares.empty()) return;
    const std::size_t last = shares.size() - 1;
    const auto customers = [&](std::size_t percent) {
      const auto rows = static_cast<std::size_t>(report_.evaluation.rows);
      return static_cast<std::int64_t>((percent * rows + last - 1) / last);
    };
    std::vector<bool> told(shares.size());
    told.front() = told.back() = true;
    const auto fifth = static_cast<std::size_t>(best_share * static_cast<double>(last));
    const auto may_be_told = [&](std::size_t percent) {
      for (std::size_t other = 0; other <= last; ++other) {
        if (told[other] && std::abs(customers(percent) - customers(other)) < least_) return false;
      }
      return true;
    };
    told[fifth] = told[fifth] || may_be_told(fifth);
    for (std::size_t percent = 1; percent < last; ++percent) told[percent] = told[percent] || may_be_told(percent);
    for (std::size_t percent = 0; percent <= last; ++percent) {
      shares[percent] = told[percent] ? rounded(shares[percent], share_unit) : unknown;
    }
  }

  // Centers, scales and limits are figures of all customers who were fitted to, or values of single ones.
  void take_model(Model& model) {
    const bool some_hidden = std::ranges::find(report_.suppressed, true) != report_.suppressed.end();
    if (some_hidden) model.rows = withheld;
    for (PreparedFeature& feature : model.preparation.features) {
      if (std::isnan(feature.fill)) feature.rows_missing = 0;  // none is filled
      feature.fill = feature.center = feature.scale = feature.lower = feature.upper = unknown;
      for (std::int64_t* rows : {&feature.rows_limited, &feature.rows_missing}) {
        if (is_few(*rows) || some_hidden) *rows = withheld;
      }
    }
    for (KEvidence& one : model.evidence) {
      if (is_few(one.smallest)) one.smallest = withheld;
    }
    model.centroids.clear();
    model.centroids_original.clear();
    model.bootstrap_centroids.clear();
    model.sizes.clear();
  }

  void take_map(CustomerMap& map) {
    report_.squares = map_squares(map, least_);
    report_.sampled = static_cast<std::int64_t>(map.sample.size());
    map.sample.clear();
    for (std::size_t s = 0; s < k(); ++s) {
      if (report_.suppressed[s] || size(s) == 0) map.centers[s] = {unknown, unknown};
    }
  }

  void take_rfm(RfmGrid& grid) const {
    std::vector<std::int64_t> cells;
    for (const auto& row : grid.customers) cells.insert(cells.end(), row.begin(), row.end());
    const std::vector<bool> hidden = suppressed(cells, least_), few = suppressed(grid.sizes, least_);
    for (std::size_t cell = 0; cell < cells.size(); ++cell) {
      const std::size_t row = cell / grid.customers[0].size(), column = cell % grid.customers[0].size();
      if (!hidden[cell]) continue;
      grid.customers[row][column] = withheld;
      grid.monetary[row][column] = unknown;
    }
    for (std::size_t s = 0; s < grid.sizes.size(); ++s) {
      if (few[s]) grid.sizes[s] = withheld;
    }
  }

  // The largest; where those left out are too few together, another is left out with them.
  void keep_markets(std::vector<Market>& markets) const {
    std::int64_t others = 0;
    std::size_t kept = 0;
    std::erase_if(markets, [&](const Market& market) {
      const bool is_left_out = market.size < least_ || ++kept > most_markets_shown;
      others += is_left_out ? market.size : 0;
      return is_left_out;
    });
    while (is_few(others) && !markets.empty()) {
      const auto smallest = std::ranges::min_element(markets, {}, &Market::size);
      others += smallest->size;
      markets.erase(smallest);
    }
  }

  // What segments have beside the markets that are shown is a row too.
  bool take_markets(MarketProfile& markets) {
    const std::size_t before = markets.markets.size();
    keep_markets(markets.markets);
    report_.markets_left_out = static_cast<std::int64_t>(before - markets.markets.size());
    CountTable counts;
    std::vector<std::int64_t> others = sizes();
    for (const Market& market : markets.markets) {
      auto& row = counts.emplace_back();
      for (std::size_t s = 0; s < k(); ++s) {
        row.push_back(market.segments[s].size);
        others[s] -= row.back();
      }
    }
    counts.push_back(std::move(others));
    std::vector<bool> unseen(counts.size());
    unseen.back() = true;
    const auto hidden = hidden_cells(counts, least_, unseen);
    if (!hidden || markets.markets.empty()) return false;
    for (std::size_t m = 0; m < markets.markets.size(); ++m) {
      for (std::size_t s = 0; s < k(); ++s) {
        MarketSegment& cell = markets.markets[m].segments[s];
        if ((*hidden)[m][s] || report_.suppressed[s]) forget(cell);
        take_values(cell);
      }
    }
    return true;
  }

  static void forget(MarketSegment& cell) {
    cell.size = withheld;
    cell.share = cell.largest_difference = unknown;
    for (std::vector<double>* figures : {&cell.means, &cell.differences, &cell.p_adjusted}) {
      std::ranges::fill(*figures, unknown);
    }
    std::ranges::fill(cell.values, withheld);
    cell.means_something_else = false;
  }

  // Means of few, and of all but few: of the others there would be too few.
  void take_values(MarketSegment& cell) const {
    for (std::size_t j = 0; j < cell.means.size(); ++j) {
      if (!is_few(cell.values[j]) && !is_few(cell.size - cell.values[j])) continue;
      cell.means[j] = cell.differences[j] = unknown;
      if (cell.largest_feature != j) continue;
      cell.largest_difference = unknown;
      cell.means_something_else = false;
    }
  }

  // Groups whose segment has too few others.
  void take_hidden_groups() {
    std::vector<std::int64_t> others = sizes();
    std::erase_if(report_.hidden_groups, [&](const HiddenGroup& group) {
      std::int64_t& rest = others[static_cast<std::size_t>(group.segment)];
      if (group.size < least_ || is_few(rest - group.size)) return true;
      rest -= group.size;
      return false;
    });
  }

  Report& report_;
  const ReportOptions& options_;
  std::int64_t least_;
};

}  // namespace

void withhold(Report& report, const ReportOptions& options) { Withholding(report, options).run(); }

OrderAccount withheld_account(OrderAccount account, std::int64_t least) {
  for (AccountEntry& one : account.account) {
    if (one.lines > 0 && one.lines < least) one.revenue = one.revenue_share = one.returned = unknown;
  }
  return account;
}

namespace {

// Customers of an arm and of control, who converted and who did not, and whose values a total is of.
std::array<double, 6> counts_of(const ArmResult& result) {
  const auto n = static_cast<double>(result.n), n_control = static_cast<double>(result.n_control);
  return {result.converted, n - result.converted, result.converted_control, n_control - result.converted_control,
          result.valued,    result.valued_control};
}

// The counts of some segments together, arm by arm.
std::vector<double> counts_of(const std::vector<SegmentResult>& segments) {
  std::vector<double> counts;
  for (const SegmentResult& segment : segments) {
    std::vector<double> own;
    for (const ArmResult& result : segment.results) std::ranges::copy(counts_of(result), std::back_inserter(own));
    counts.resize(own.size());
    std::ranges::transform(counts, own, counts.begin(), std::plus<>());
  }
  return counts;
}

bool are_enough(const std::vector<double>& counts, std::int64_t least) {
  return std::ranges::all_of(counts, [&](double count) { return count == 0 || count >= static_cast<double>(least); });
}

// A curve with so many customers or more from point to point, and in twenty steps at most.
std::vector<UpliftPoint> in_steps(const std::vector<UpliftPoint>& points, std::int64_t least) {
  constexpr double most_steps = 20;
  const UpliftPoint& end = points.back();
  const double step = std::max(static_cast<double>(least), end.customers / most_steps);
  std::vector<UpliftPoint> some{points.front()};
  for (const UpliftPoint& point : points) {
    const bool is_far = point.customers >= some.back().customers + step && point.customers + step <= end.customers;
    if (is_far) some.push_back(point);
  }
  if (points.size() > 1) some.push_back(end);
  return some;
}

std::int64_t customers_of(const SegmentResult& segment) {
  std::int64_t customers = segment.results.front().n_control;
  for (const ArmResult& result : segment.results) customers += result.n;
  return customers;
}

}  // namespace

Measurement withheld_measurement(Measurement measured, std::int64_t least) {
  SegmentResult all{.segment = 0, .name = {}, .results = measured.overall};
  if (!are_enough(counts_of({all}), least)) {
    throw Error(ErrorKind::input, "The campaign is too small for a page",
                fmt::format("in an arm fewer than {} customers converted, or did not", least),
                "Measure it longer, or where nobody can be recognised allow fewer by --min-cell");
  }
  auto& shown = measured.segments;
  const auto has_few = [&](const SegmentResult& segment) { return !are_enough(counts_of({segment}), least); };
  const auto first_left_out = std::stable_partition(shown.begin(), shown.end(), std::not_fn(has_few));
  std::vector<SegmentResult> left_out(first_left_out, shown.end());
  shown.erase(first_left_out, shown.end());
  while (!left_out.empty() && !shown.empty() && !are_enough(counts_of(left_out), least)) {
    const auto smallest = std::ranges::min_element(shown, {}, customers_of);
    left_out.push_back(std::move(*smallest));
    shown.erase(smallest);
  }
  const auto is_left_out = [&](const RankedSegment& one) {
    return std::ranges::find(left_out, one.segment, &SegmentResult::segment) != left_out.end();
  };
  std::erase_if(measured.ranking, is_left_out);
  if (!left_out.empty()) {
    measured.notes.push_back(
        fmt::format("{} not shown: too few customers converted there, or did not",
                    left_out.size() == 1 ? "1 segment is" : fmt::format("{} segments are", left_out.size())));
  }
  // The limit is a customer's value, and what is above it is of few.
  measured.winsorised_at = unknown;
  const auto forget_winsorised = [](std::vector<ArmResult>& results) {
    for (ArmResult& result : results) result.value_winsorised.reset();
  };
  forget_winsorised(measured.overall);
  for (SegmentResult& segment : shown) forget_winsorised(segment.results);
  for (ArmUplift& one : measured.uplift) one.uplift.qini_curve = in_steps(one.uplift.qini_curve, least);
  return measured;
}

}  // namespace segmenta
