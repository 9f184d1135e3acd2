// Reads each column once, groups its values by segment, and shows them to all who want them, a thread a job.

#include "describe/description.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <future>
#include <limits>
#include <numeric>
#include <utility>

#include "blocks.h"
#include "parallel.h"
#include "segments/segment_sizes.h"

namespace segmenta {
namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

// A column as it was read, and its present values grouped by segment.
struct ReadColumn {
  ShownColumn shown;
  std::vector<double> values, grouped;
};

class Reader {
 public:
  Reader(const Description& description, const Context& context) : description_(description), context_(context) {}

  ReadColumn read(std::size_t column, ReadColumn into) const {
    const std::int64_t rows = description_.table().rows();
    into.values.resize(description_.rows());
    into.grouped.resize(description_.rows());
    into.shown.column = column;
    into.shown.values = into.values;
    into.shown.totals.assign(description_.k(), {});
    for (std::int64_t first = 0; first < rows; first += block_rows) {
      context_.check_cancelled();
      const std::int64_t count = std::min(block_rows, rows - first);
      description_.table().read({&column, 1}, first, count, into.values.data() + first);
      add_block(first, count, into);
    }
    into.shown.by_segment.clear();
    for (std::size_t s = 0; s < description_.k(); ++s) {
      into.shown.by_segment.emplace_back(into.grouped.data() + description_.first()[s], at(into.shown.totals[s].count));
    }
    return into;
  }

 private:
  void add_block(std::int64_t first, std::int64_t count, ReadColumn& into) const {
    std::vector<ColumnTotal>& totals = into.shown.totals;
    std::vector<ColumnTotal> added(totals.size());
    for (std::int64_t row = first; row < first + count; ++row) {
      const double value = into.values[at(row)];
      if (std::isnan(value)) continue;
      const auto segment = at(description_.labels()[at(row)]);
      into.grouped[at(description_.first()[segment] + totals[segment].count + added[segment].count)] = value;
      added[segment].add(value);
    }
    std::transform(totals.begin(), totals.end(), added.begin(), totals.begin(), std::plus<>());
  }

  const Description& description_;
  const Context& context_;
};

std::vector<std::size_t> wanted_by(std::span<ColumnVisitor* const> visitors) {
  std::vector<std::size_t> wanted;
  for (const ColumnVisitor* visitor : visitors) {
    for (const std::size_t column : visitor->columns()) {
      if (std::ranges::find(wanted, column) == wanted.end()) wanted.push_back(column);
    }
  }
  return wanted;
}

bool wants(const ColumnVisitor& visitor, std::size_t column) {
  const std::vector<std::size_t> columns = visitor.columns();
  return std::ranges::find(columns, column) != columns.end();
}

// No mean, share or rule comes of it.
void refuse_infinite(const Table& table, const ShownColumn& shown) {
  const bool finite =
      std::ranges::all_of(shown.totals, [](const ColumnTotal& total) { return std::isfinite(total.magnitude); });
  if (finite) return;
  const auto found = std::ranges::find_if(shown.values, [](double value) { return std::isinf(value); });
  if (found == shown.values.end()) return;
  throw Error(
      ErrorKind::input,
      fmt::format("Column '{}' of {} holds an infinite value", table.columns()[shown.column].name, table.name()),
      fmt::format("the first is in row {}", found - shown.values.begin()), "Correct it or leave the column out");
}

}  // namespace

double ColumnTotal::mean() const {
  return count == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / static_cast<double>(count);
}

bool has_shares(double sum, double magnitude) { return sum > 0 && magnitude - sum <= 0.1 * (magnitude + sum); }

bool have_shares(std::span<const ColumnTotal> totals) {
  const ColumnTotal all = std::accumulate(totals.begin(), totals.end(), ColumnTotal{});
  return has_shares(all.sum, all.magnitude) &&
         std::ranges::all_of(totals, [](const ColumnTotal& total) { return total.sum >= 0; });
}

ColumnTotal operator+(const ColumnTotal& a, const ColumnTotal& b) {
  return {a.sum + b.sum, a.magnitude + b.magnitude, a.count + b.count};
}

Description::Description(const Table& table, const std::vector<std::int32_t>& labels, int k)
    : table_(table), labels_(labels), sizes_(segment_sizes(table, labels, k)), first_(sizes_.size()) {
  std::exclusive_scan(sizes_.begin(), sizes_.end(), first_.begin(), std::int64_t{0});
}

void Description::show_columns(std::span<ColumnVisitor* const> visitors, std::string_view step,
                               const Context& context) const {
  const std::vector<std::size_t> wanted = wanted_by(visitors);
  if (wanted.empty()) return;
  const Reader reader(*this, context);
  ThreadPool pool(context.worker_threads());
  ReadColumn current = reader.read(wanted[0], {});
  ReadColumn spare;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    std::future<ReadColumn> reading;
    if (i + 1 < wanted.size()) {
      reading = std::async(std::launch::async, [&, i] { return reader.read(wanted[i + 1], std::move(spare)); });
    }
    refuse_infinite(table_, current.shown);
    Jobs jobs;
    for (ColumnVisitor* visitor : visitors) {
      if (wants(*visitor, wanted[i])) visitor->visit(current.shown, jobs);
    }
    pool.run(static_cast<std::int64_t>(jobs.size()), [&](std::int64_t job, int) { jobs[at(job)](); });
    context.progress(step, static_cast<std::int64_t>(i) + 1, static_cast<std::int64_t>(wanted.size()));
    spare = std::exchange(current, reading.valid() ? reading.get() : ReadColumn{});
  }
}

}  // namespace segmenta
