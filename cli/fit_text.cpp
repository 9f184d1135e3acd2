// The evidence and the summary of a fit as text.

#include "fit_text.h"

#include <fmt/format.h>
#include <segmenta/number_text.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace segmenta {
namespace {

// What a table has room for: every figure that was asked for, by its name or its short one.
struct EvidenceTable {
  std::vector<std::vector<std::string>> rows;  // the head first

  EvidenceTable(const std::vector<KEvidence>& evidence, bool by_short_names) {
    rows.resize(1 + evidence.size());
    for (const EvidenceFigure& figure : evidence_figures()) {
      if (figure.name.empty() || (figure.where_asked && std::isnan(figure.value(evidence.front())))) continue;
      rows[0].emplace_back(by_short_names ? figure.short_name : figure.name);
      for (std::size_t i = 0; i < evidence.size(); ++i) rows[i + 1].push_back(figure.text(evidence[i]));
    }
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
  constexpr std::size_t room = 77;  // and the mark of the chosen one
  EvidenceTable table(evidence, false);
  return table.width() <= room ? table : EvidenceTable(evidence, true);
}

std::string stability_text(const FitResult& result, const BootstrapOptions& bootstrap) {
  const std::vector<double>& stability = result.model.stability;
  if (stability.empty()) return "";
  std::string text = fmt::format("\nstability by bootstrap ({} rounds of {} rows):", bootstrap.rounds,
                                 count_text(std::min(bootstrap.most_rows, result.model.rows)));
  for (std::size_t c = 0; c < stability.size(); ++c) {
    text += fmt::format(" {} {} ({})", c, decimals_text(stability[c], 3), stability_band(stability[c]));
  }
  return text;
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

}  // namespace

std::string evidence_table(const FitResult& result, const FitOptions& options) {
  const Recommendation& chosen = result.recommendation;
  const bool with_gap = options.gap.references > 0;
  const EvidenceTable table = table_of(result.model.evidence);
  const std::vector<std::size_t> widths = table.widths();
  std::string text;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    for (std::size_t c = 0; c < widths.size(); ++c) {
      text += fmt::format("{}{:>{}}", c > 0 ? " " : "", table.rows[i][c], widths[c]);
    }
    text += i > 0 && result.model.evidence[i - 1].k == chosen.k ? "  <\n" : "\n";
  }
  text += chosen.reason;
  if (chosen.runner_up_k > 0) text += fmt::format(". The runner-up is k = {}", chosen.runner_up_k);
  if (with_gap) {
    text += fmt::format("\ngap statistic: {} reference sets of {} rows", options.gap.references,
                        count_text(std::min(options.gap.most_rows, result.model.rows)));
  }
  return text + stability_text(result, options.bootstrap);
}

std::string fit_summary(const FitResult& result) {
  const Model& model = result.model;
  std::string text =
      fmt::format("{} rows in {} segments, inertia {:.6g}, {} iterations ({})", count_text(model.rows), model.k,
                  model.inertia, model.iterations, model.converged ? "converged" : "stopped by --max-iter");
  text += search_text(result);
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
