// Customers by recency and frequency score.

#include <segmenta/error.h>
#include <segmenta/profile.h>
#include <segmenta/rfm_grid.h>

namespace segmenta {
namespace {

RfmGrid grid_of(const Table& table, const Rfm& rfm, const Context& context) {
  RfmGrid grid{rfm.columns, {}, {}, rfm.names, std::vector<std::int64_t>(rfm.names.size())};
  std::vector<std::int32_t> cells(rfm.segment.size());
  for (std::size_t row = 0; row < cells.size(); ++row) {
    const auto recency = static_cast<std::size_t>(5 - rfm.recency_score[row]);
    const auto frequency = static_cast<std::size_t>(rfm.frequency_score[row] - 1);
    ++grid.customers[recency][frequency];
    ++grid.sizes[static_cast<std::size_t>(rfm.segment[row])];
    cells[row] = static_cast<std::int32_t>(5 * recency + frequency);
  }
  const Profile means = profile(table, {rfm.columns.monetary}, cells, 25, context);
  for (std::size_t cell = 0; cell < 25; ++cell)
    grid.monetary[cell / 5][cell % 5] = means.segments[cell].features[0].mean;
  return grid;
}

}  // namespace

std::optional<RfmGrid> find_rfm_grid(const Table& table, const Context& context) {
  try {
    const RfmColumns columns = find_rfm_columns(table, {});
    return grid_of(table, score_rfm(table, columns, quintiles(table, columns, context), default_rfm_map(), context),
                   context);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::input) throw;
    return std::nullopt;
  }
}

}  // namespace segmenta
