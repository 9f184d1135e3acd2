// Customers by recency and frequency score.

#include <segmenta/columns.h>
#include <segmenta/error.h>
#include <segmenta/rfm_grid.h>

#include <algorithm>
#include <cmath>

#include "describe/profiler.h"
#include "describe/rfm_gridder.h"
#include "segments/rfm_scores.h"

namespace segmenta {
namespace {

std::optional<RfmColumns> find_columns(const Table& table, const RfmColumns& named) {
  // A person's mistake is an error; what is not found is none.
  take_column(table, Meaning::recency, named.recency);
  take_column(table, Meaning::frequency, named.frequency);
  take_column(table, Meaning::value, named.monetary);
  try {
    return find_rfm_columns(table, named);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::input) throw;
    return std::nullopt;
  }
}

}  // namespace

RfmGridder::RfmGridder(const Table& table, const RfmColumns& named)
    : table_(table), columns_(find_columns(table, named)) {
  if (table.rows() == 0) columns_.reset();
}

std::vector<std::size_t> RfmGridder::columns() const {
  if (!columns_) return {};
  return {table_.column_index(columns_->recency), table_.column_index(columns_->frequency),
          table_.column_index(columns_->monetary)};
}

void RfmGridder::visit(const ShownColumn& shown, Jobs& jobs) {
  const std::vector<std::size_t> wanted = columns();
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] != shown.column) continue;
    jobs.emplace_back([this, &shown, i] {
      if (std::ranges::any_of(shown.values, [](double value) { return std::isnan(value); })) {
        is_missing_ = true;
        return;
      }
      const CutPoints cuts = quintile_cuts(shown.values);
      scores_[i].resize(shown.values.size());
      std::ranges::transform(shown.values, scores_[i].begin(),
                             [&](double value) { return score_by_cuts(value, cuts); });
    });
  }
}

std::optional<RfmGrid> RfmGridder::result(const Context& context) const {
  if (!columns_ || is_missing_) return std::nullopt;
  const RfmMap map = default_rfm_map();
  RfmGrid grid{*columns_, {}, {}, map.names, std::vector<std::int64_t>(map.names.size())};
  std::vector<std::int32_t> cells(scores_[0].size());
  for (std::size_t row = 0; row < cells.size(); ++row) {
    const int recency = rfm_scores + 1 - scores_[0][row];  // less is better
    const int from_best = rfm_scores - recency;
    const int from_least = scores_[1][row] - 1;  // of frequency
    ++grid.customers[static_cast<std::size_t>(from_best)][static_cast<std::size_t>(from_least)];
    ++grid.sizes[static_cast<std::size_t>(map.segment(recency, from_least + 1, scores_[2][row]))];
    cells[row] = rfm_scores * from_best + from_least;
  }
  const Profile means = means_of(table_, {columns_->monetary}, cells, rfm_scores * rfm_scores, context);
  for (std::size_t cell = 0; cell < means.segments.size(); ++cell) {
    grid.monetary[cell / rfm_scores][cell % rfm_scores] = means.segments[cell].features[0].mean;
  }
  return grid;
}

}  // namespace segmenta
