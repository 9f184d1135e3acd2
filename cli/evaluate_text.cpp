// An evaluation as tables and their legend.

#include "evaluate_text.h"

#include <fmt/format.h>
#include <segmenta/number_text.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "text.h"

namespace segmenta {
namespace {

std::vector<SegmentEvaluation> by_rank(const Evaluation& evaluation) {
  std::vector<SegmentEvaluation> segments = evaluation.segments;
  std::ranges::stable_sort(segments, std::greater<>(), &SegmentEvaluation::at_stake);
  return segments;
}

// 81234567 as "81.2M", so that totals keep to their column.
std::string short_number(double value) {
  const double size = std::abs(value);
  if (!(size >= 1e6)) return decimals_text(value, size < 100 ? 1 : 0);
  if (size < 1e9) return fmt::format("{:.1f}M", value / 1e6);
  return size < 1e12 ? fmt::format("{:.1f}G", value / 1e9) : fmt::format("{:.2g}", value);
}

// The figures that there are, one segment a line.
std::string figures_table(const Evaluation& evaluation) {
  std::string text = fmt::format("{:>8}{:>11}{:>8}", "segment", "customers", "share");
  const bool value = !evaluation.value.empty();
  const bool margin = value && !evaluation.margin.empty();
  const bool growth = std::any_of(evaluation.segments.begin(), evaluation.segments.end(),
                                  [](const SegmentEvaluation& s) { return !std::isnan(s.growth); });
  if (value) text += fmt::format("{:>8}{:>8}{:>9}", "value", "each", "top 20 %");
  if (growth) text += fmt::format("{:>9}", "growth");
  if (margin) text += fmt::format("{:>10}", "margin");
  if (!evaluation.consent.empty()) text += fmt::format("{:>7}", "reach");
  for (const SegmentEvaluation& s : by_rank(evaluation)) {
    text += fmt::format("\n{:>8}{:>11}{:>8}", s.segment, count_text(s.size), share_text(s.share));
    if (value) {
      text += fmt::format("{:>8}{:>8}{:>9}", share_text(s.revenue_share), short_number(s.value_per_customer),
                          share_text(s.top_share));
    }
    if (growth) text += fmt::format("{:>9}", share_text(s.growth, true));
    if (margin) text += fmt::format("{:>10}", share_text(s.margin_rate));
    if (!evaluation.consent.empty()) {
      text += fmt::format("{:>7}", std::isnan(s.reachable) ? "-" : fmt::format("{:.0f} %", 100 * s.reachable));
    }
  }
  return text;
}

// The money at stake, one segment a line and its name beside it; "2=" where the rank is shared with others, or may be.
std::string ranks_table(const Evaluation& evaluation, const std::vector<std::string>& names) {
  std::string text = fmt::format("{:>4} {:>8}{:>10}{:>20}", "rank", "segment", "at stake", "95 % interval");
  for (const SegmentEvaluation& s : by_rank(evaluation)) {
    const std::string interval = fmt::format("{} to {}", short_number(s.at_stake_low), short_number(s.at_stake_high));
    const std::string figures = fmt::format("{:>4}{}{:>8}{:>10}{:>20}", s.rank, s.ties.empty() ? ' ' : '=', s.segment,
                                            short_number(s.at_stake), interval);
    text += "\n" + (names.empty() ? figures : beside(figures + "  ", names[static_cast<std::size_t>(s.segment)]));
  }
  return text;
}

// What to try with each segment, the one with most at stake first.
std::string actions_text(const Evaluation& evaluation, const std::vector<SuggestedAction>& actions) {
  std::string lines;
  for (const SegmentEvaluation& s : by_rank(evaluation)) {
    if (actions.empty()) break;
    const SuggestedAction& action = actions[static_cast<std::size_t>(s.segment)];
    if (action.objective.empty()) continue;
    lines +=
        "\n" + beside(fmt::format("{:>8}  {}  ", s.segment, padded(fitted(action.objective, 12), 12)), action.evidence);
  }
  if (lines.empty()) return {};
  return fmt::format("{:>8}  {:<12}  {}{}\n{}\n\n", "segment", "to try", "because", lines,
                     "to try: by a table of rules (--actions); nobody has measured what it brings");
}

std::string criteria_text(const Evaluation& evaluation) {
  std::string text = beside("at stake: ", evaluation.at_stake) +
                     "\n95 % interval: where it would lie for other customers of the same kind\n"
                     "rank: 1 + the segments that surely have more at stake; =: it cannot be told\n"
                     "apart from another segment";
  for (const Criterion& criterion : evaluation.criteria) {
    text += "\n" + beside(fmt::format("  {:<13} ", criterion.name), criterion.definition);
  }
  for (std::size_t i = 0; i < evaluation.not_measured.size(); ++i) {
    text += "\n" + beside(fmt::format("{:<15}", i == 0 ? "not measured:" : ""), evaluation.not_measured[i]);
  }
  return text;
}

std::string value_text(const Evaluation& evaluation) {
  if (evaluation.value.empty()) return {};
  return wrapped(fmt::format("value: share of {0}; each: {0} a customer; top 20 %: share of the segment's {0} that its "
                             "top 20 % of customers hold ({1} of all customers)",
                             evaluation.value_label, share_text(evaluation.top_share))) +
         "\n";
}

}  // namespace

std::string evaluation_text(const Evaluation& evaluation, const std::string& file,
                            const std::vector<std::string>& names, const std::vector<SuggestedAction>& actions) {
  return fmt::format("{}: {} customers in {} segments\n\n{}\n\n{}{}\n\n{}{}", file, count_text(evaluation.rows),
                     evaluation.segments.size(), ranks_table(evaluation, names), actions_text(evaluation, actions),
                     figures_table(evaluation), value_text(evaluation), criteria_text(evaluation));
}

}  // namespace segmenta
