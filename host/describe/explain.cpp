#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/explain.h>
#include <segmenta/names.h>
#include <segmenta/profile.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "describe/binned_table.h"
#include "describe/refine_rule.h"
#include "describe/rule_tree.h"
#include "parallel.h"

namespace segmenta {
namespace {

constexpr std::size_t most_examples = 5;

void refuse_other_length(const std::vector<float>& figures, std::size_t rows, const char* what) {
  if (figures.empty() || figures.size() == rows) return;
  throw Error(ErrorKind::input, "The segments are incomplete",
              fmt::format("{} {} of {} rows", figures.size(), what, rows), "Make them anew with segmenta assign");
}

// Of every segment the rows of the smallest figures, smallest first, ties by row. NaN is no figure.
std::vector<std::vector<std::int64_t>> smallest_rows(const std::vector<float>& figures,
                                                     const std::vector<std::int32_t>& labels, std::size_t k) {
  using Entry = std::pair<float, std::int64_t>;
  std::vector<std::vector<Entry>> heaps(k);  // the largest of those kept is in front
  for (std::size_t row = 0; row < figures.size(); ++row) {
    if (std::isnan(figures[row])) continue;
    std::vector<Entry>& heap = heaps[static_cast<std::size_t>(labels[row])];
    const Entry entry{figures[row], static_cast<std::int64_t>(row)};
    if (heap.size() == most_examples) {
      if (heap.front() < entry) continue;
      std::pop_heap(heap.begin(), heap.end());
      heap.pop_back();
    }
    heap.push_back(entry);
    std::push_heap(heap.begin(), heap.end());
  }
  std::vector<std::vector<std::int64_t>> rows(k);
  for (std::size_t segment = 0; segment < k; ++segment) {
    std::sort_heap(heaps[segment].begin(), heaps[segment].end());
    for (const Entry& entry : heaps[segment]) rows[segment].push_back(entry.second);
  }
  return rows;
}

void add_rules(const Table& table, const std::vector<std::int32_t>& labels, const Context& context,
               Explanation& explanation) {
  std::vector<std::size_t> columns;
  for (const Column& column : explanation.features) columns.push_back(table.column_index(column.name));
  const auto k = static_cast<std::int64_t>(explanation.segments.size());
  const BinnedTable binned = bin_table(table, columns, labels, segment_sizes(labels, static_cast<int>(k)), context);
  ThreadPool pool(static_cast<int>(std::min<std::int64_t>(context.worker_threads(), k)));
  pool.run(k, [&](std::int64_t segment, int) {
    context.check_cancelled();
    SegmentExplanation& explained = explanation.segments[static_cast<std::size_t>(segment)];
    const auto number = static_cast<std::int32_t>(segment);
    set_rules(grow_tree(binned, labels, number), explained);
    explained.rule = refine_rule(binned, labels, number, std::move(explained.rule));
  });
}

void add_examples(const Segments& segments, Explanation& explanation) {
  const std::size_t k = explanation.segments.size();
  auto typical = smallest_rows(segments.distance, segments.segment, k);
  auto borderline = smallest_rows(segments.margin, segments.segment, k);
  for (std::size_t i = 0; i < k; ++i) {
    explanation.segments[i].typical = std::move(typical[i]);
    explanation.segments[i].borderline = std::move(borderline[i]);
  }
}

}  // namespace

Explanation explain(const Table& table, const std::vector<std::string>& columns, const Segments& segments, int k,
                    const Context& context) {
  const Profile figures = profile(table, columns, segments.segment, k, context);
  refuse_other_length(segments.distance, segments.segment.size(), "distances");
  refuse_other_length(segments.margin, segments.segment.size(), "margins");
  Explanation explanation{figures.features, std::vector<SegmentExplanation>(figures.segments.size())};
  const std::vector<std::string> names = automatic_names(figures);
  for (std::size_t i = 0; i < names.size(); ++i) explanation.segments[i].automatic_name = names[i];
  add_rules(table, segments.segment, context, explanation);
  add_examples(segments, explanation);
  return explanation;
}

}  // namespace segmenta
