// The evidence and the summary of a fit as text.

#include "fit_text.h"

#include <fmt/format.h>
#include <segmenta/number_text.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "text.h"

namespace segmenta {
namespace {

// What a table has room for: every figure that was asked for, by its name or its short one.
struct EvidenceTable {
  std::vector<std::vector<std::string>> rows;  // the head first
  std::vector<std::string> shortened;          // "stab.: stability"

  EvidenceTable(const std::vector<KEvidence>& evidence, bool by_short_names) {
    rows.resize(1 + evidence.size());
    for (const EvidenceFigure& figure : evidence_figures()) {
      if (!figure.in_table || !is_known(figure, evidence)) continue;
      rows[0].emplace_back(by_short_names ? figure.short_name : figure.name);
      if (rows[0].back() != figure.name) shortened.push_back(fmt::format("{}: {}", rows[0].back(), figure.name));
      for (std::size_t i = 0; i < evidence.size(); ++i) rows[i + 1].push_back(figure.text(evidence[i]));
    }
  }

  static bool is_known(const EvidenceFigure& figure, const std::vector<KEvidence>& evidence) {
    return std::ranges::any_of(evidence, [&](const KEvidence& one) { return !std::isnan(figure.value(one)); });
  }

  [[nodiscard]] std::vector<std::size_t> widths() const {
    std::vector<std::size_t> widths(rows[0].size());
    for (const auto& row : rows) {
      for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], row[c].size());
    }
    return widths;
  }

  [[nodiscard]] std::size_t width() const {
    std::size_t sum = rows[0].size() - 1;
    for (const std::size_t width : widths()) sum += width;
    return sum;
  }
};

EvidenceTable table_of(const std::vector<KEvidence>& evidence) {
  constexpr std::size_t room = 69;  // and why it was ruled out: "  not apart"
  EvidenceTable table(evidence, false);
  return table.width() <= room ? table : EvidenceTable(evidence, true);
}

std::string stability_text(const FitResult& result, const BootstrapOptions& bootstrap) {
  const std::vector<double>& stability = result.model.stability;
  if (stability.empty()) return "";
  std::string text = fmt::format("stability by bootstrap ({} rounds of {} rows):", bootstrap.rounds,
                                 count_text(std::min(bootstrap.most_rows, result.model.rows)));
  for (std::size_t c = 0; c < stability.size(); ++c) {
    text += fmt::format(" {} {} ({})", c, decimals_text(stability[c], 3), stability_band(stability[c]));
  }
  return "\n" + wrapped(text);
}

// What the search saved.
std::string search_text(const FitResult& result) {
  const SearchOutcome& search = result.search;
  if (search.rows == 0) return "";
  const std::string where =
      search.rows < result.model.rows ? fmt::format(" on a sample of {} rows", count_text(search.rows)) : "";
  if (!(search.gain > 0)) return fmt::format("\nsearch{}: nothing better was found", where);
  return fmt::format("\nsearch{}: inertia {:.3g} % lower than after the starts", where, 100 * search.gain);
}

// What bounds on the sizes took.
std::string sizes_text(const FitResult& result) {
  const KeptSizes& kept = result.size_bounds;
  if (kept.bounds.most == 0) return "";
  const std::string range =
      fmt::format("between {} and {}", count_text(kept.bounds.least), count_text(kept.bounds.most));
  if (kept.iterations == 0) return fmt::format("\nsizes are {} without bounds too", range);
  const double share = static_cast<double>(kept.rows_moved) / static_cast<double>(result.model.rows);
  const std::string moved = fmt::format("{} ({:.2g} %) {} in another segment than the nearest",
                                        rows_text(kept.rows_moved), 100 * share, kept.rows_moved == 1 ? "is" : "are");
  return "\n" + wrapped(fmt::format("sizes kept {}: {}, inertia {:.2g} % {} than without bounds", range, moved,
                                    100 * std::abs(kept.cost), kept.cost < 0 ? "lower" : "higher"));
}

// The mark of the chosen one, or why another is not.
std::string remark_of(const KEvidence& one, int chosen) {
  if (one.k == chosen) return "  <";
  return one.ruled_out == RuledOut::no ? "" : fmt::format("  {}", ruled_out_text(one.ruled_out));
}

// What was measured on how many rows, and what the gap statistic says of one group.
std::string structure_text(const FitResult& result, const FitOptions& options) {
  const Structure& structure = result.recommendation.structure;
  std::string text = fmt::format("\nstability, overlap and valley are of {} rows", count_text(structure.rows));
  if (structure.gap_best_k == 0) return text;
  text += fmt::format("\ngap statistic: {} reference sets of {} rows: {} (k = {}), {} (k = 1)", options.gap.references,
                      count_text(std::min(options.gap.most_rows, result.model.rows)),
                      decimals_text(structure.gap_best, 3), structure.gap_best_k, decimals_text(structure.gap_one, 3));
  const int picked = result.recommendation.gap_k;
  const bool agrees = picked == 1 ? structure.verdict == Structure::Verdict::continuum : picked == result.model.k;
  if (!agrees) return text + fmt::format("\nthe gap statistic by itself would pick k = {}", picked);
  return text + fmt::format("\nthe gap statistic picks k = {}{}", picked,
                            picked == 1 ? ": no number of segments beats one group" : "");
}

constexpr std::size_t most_columns = 80;
constexpr std::size_t most_lines = 20;  // of a list; all of it is in --json and in the model

std::string transform_text(const PreparedFeature& feature) {
  if (feature.kind == PreparedFeature::Kind::category) return "one-hot";
  if (feature.kind == PreparedFeature::Kind::missing_flag) return "0/1";
  switch (feature.transform) {
    case Transform::log1p:
      return "log1p";
    case Transform::signed_log1p:
      return "signed log1p";
    case Transform::identity:
      break;
  }
  return "as it is";
}

// "up to 128 (12 rows)": the limits, where that changed something.
std::string limits_text(const PreparedFeature& feature) {
  if (feature.rows_limited == 0) return "-";
  const bool low = std::isfinite(feature.lower), high = std::isfinite(feature.upper);
  const std::string range = low && high
                                ? fmt::format("{} to {}", number_text(feature.lower), number_text(feature.upper))
                            : high ? "up to " + number_text(feature.upper)
                                   : "from " + number_text(feature.lower);
  return fmt::format("{} ({})", range, rows_text(feature.rows_limited));
}

std::string missing_text(const PreparedFeature& feature) {
  if (feature.rows_missing == 0) return "-";
  std::string rows = rows_text(feature.rows_missing);
  if (std::isnan(feature.fill) || feature.kind == PreparedFeature::Kind::category) return rows;
  return fmt::format("{} ({})", number_text(feature.fill), rows);
}

using TextTable = std::vector<std::array<std::string, 5>>;

std::string aligned(const TextTable& table) {
  std::array<std::size_t, 4> widths{};
  for (const auto& row : table) {
    for (std::size_t c = 0; c < widths.size(); ++c) widths[c] = std::max(widths[c], row[c].size());
  }
  std::string text;
  for (const auto& row : table) {
    std::string line;
    for (std::size_t c = 0; c < widths.size(); ++c) line += fmt::format("{:<{}}  ", row[c], widths[c]);
    const bool fits = line.size() + row.back().size() <= most_columns;
    if (!fits) line = line.substr(0, line.find_last_not_of(' ') + 1) + "\n    ";
    text += line + row.back() + "\n";
  }
  return text;
}

}  // namespace

std::string preparation_table(const Preparation& preparation) {
  TextTable table{{"feature", "transform", "limited", "missing", "why"}};
  const auto& features = preparation.features;
  for (std::size_t j = 0; j < std::min(most_lines, features.size()); ++j) {
    const PreparedFeature& one = features[j];
    table.push_back({one.name, transform_text(one), limits_text(one), missing_text(one), one.reason});
  }
  std::string text = aligned(table);
  if (features.size() > most_lines) text += fmt::format("... and {} more features\n", features.size() - most_lines);
  const auto& left_out = preparation.left_out;
  for (std::size_t i = 0; i < std::min(most_lines, left_out.size()); ++i) {
    text += fmt::format("left out: {} ({})\n", left_out[i].column, left_out[i].reason);
  }
  if (left_out.size() > most_lines) text += fmt::format("left out: {} more columns\n", left_out.size() - most_lines);
  text.pop_back();
  return text;
}

std::string evidence_table(const FitResult& result, const FitOptions& options) {
  const Recommendation& chosen = result.recommendation;
  const EvidenceTable table = table_of(result.model.evidence);
  const std::vector<std::size_t> widths = table.widths();
  std::string text;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    for (std::size_t c = 0; c < widths.size(); ++c) {
      text += fmt::format("{}{:>{}}", c > 0 ? " " : "", table.rows[i][c], widths[c]);
    }
    if (i > 0) text += remark_of(result.model.evidence[i - 1], chosen.k);
    text += '\n';
  }
  if (!table.shortened.empty()) text += joined("", table.shortened, ",") + "\n";
  if (chosen.k == 0) {  // none was chosen
    text.pop_back();
    return text + stability_text(result, options.bootstrap);
  }
  const std::string runner_up = chosen.runner_up_k > 0 ? fmt::format(". The runner-up is {}", chosen.runner_up_k) : "";
  text += wrapped(chosen.reason + runner_up);
  return text + structure_text(result, options) + stability_text(result, options.bootstrap);
}

std::string fit_summary(const FitResult& result) {
  const Model& model = result.model;
  std::string text = fmt::format(
      "{} in {}, inertia {:.6g}, {} ({})", rows_text(model.rows), counted_text(model.k, "segment"), model.inertia,
      counted_text(model.iterations, "iteration"), model.converged ? "converged" : "stopped by --max-iter");
  text += search_text(result) + sizes_text(result);
  text += fmt::format("\nnumbered by {}:", model.order_by == "size" ? "size" : "mean " + model.order_by);
  for (const std::int64_t size : model.sizes) text += " " + count_text(size);
  for (const Level& level : result.segments.levels) {
    text += fmt::format("\nlevel of {}:", level.segments);
    for (const std::int64_t size : level_sizes(level, model.sizes)) text += " " + count_text(size);
  }
  text += fmt::format("\nlabels {}  centroids {}", labels_digest(result.segments.segment),
                      centroids_digest(model.centroids));
  return text;
}

}  // namespace segmenta
