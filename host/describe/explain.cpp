// Rules, names and examples of every segment.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/explain.h>
#include <segmenta/names.h>
#include <segmenta/prepare.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "describe/aside.h"
#include "describe/difference_words.h"
#include "describe/explaining.h"
#include "describe/hidden_groups.h"
#include "describe/profiler.h"
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

// Whether a rule is more than chance and worth its words: it holds for a larger share of the segment than of others.
bool tells_apart(const Rule& rule, std::int64_t size, std::int64_t others) {
  const double held = rule.recall, held_of_others = rule.others;
  const double error = std::sqrt(held * (1 - held) / static_cast<double>(size) +
                                 held_of_others * (1 - held_of_others) / static_cast<double>(others));
  return held - held_of_others >= std::max(0.1, 4 * error);
}

// A condition of a flag as one of its column.
Condition condition_of(const BinnedTable::Flag& flag, bool is_so, std::size_t feature) {
  if (flag.value.empty()) return {.feature = feature, .at_least = is_so, .of_missing = true};
  if (!is_so && !flag.other.empty()) return {.feature = feature, .at_least = true, .value = flag.other};
  return {.feature = feature, .at_least = is_so, .value = flag.value};
}

// Whether another condition of the same column says as much: who has one value has no other, and has one.
bool is_implied(const Condition& one, const Condition& other) {
  if (one.feature != other.feature || one.at_least || other.of_missing) return false;
  return one.of_missing || (!one.value.empty() && other.at_least);
}

// Speaks of columns where the rule speaks of binned features, of which a column may have several.
void name_columns(const BinnedTable& binned, const Table& table, const std::vector<Column>& features, Rule& rule) {
  const std::size_t numbers = binned.features() - binned.flags.size();
  for (Condition& one : rule.conditions) {
    if (one.feature < numbers) continue;
    const BinnedTable::Flag& flag = binned.flags[one.feature - numbers];
    const auto found = std::ranges::find(features, table.columns()[flag.column].name, &Column::name);
    one = condition_of(flag, one.at_least, static_cast<std::size_t>(found - features.begin()));
  }
  const std::vector<Condition> all = rule.conditions;
  std::erase_if(rule.conditions, [&](const Condition& one) {
    return std::ranges::any_of(all, [&](const Condition& other) { return is_implied(one, other); });
  });
}

void add_rules(const Description& description, const BinnedTable& binned, const Context& context,
               Explanation& explanation) {
  const auto k = static_cast<std::int64_t>(description.k());
  ThreadPool pool(static_cast<int>(std::min<std::int64_t>(context.worker_threads(), k)));
  run_with_progress(pool, k, "seek rules", context, [&](std::int64_t segment) {
    context.check_cancelled();
    SegmentExplanation& explained = explanation.segments[static_cast<std::size_t>(segment)];
    const auto number = static_cast<std::int32_t>(segment);
    set_rules(grow_tree(binned, description, number), explained);
    explained.rule = refine_rule(binned, description, number, std::move(explained.rule));
    const std::int64_t size = explanation.sizes[static_cast<std::size_t>(segment)];
    if (!tells_apart(explained.rule, size, static_cast<std::int64_t>(description.rows()) - size)) {
      explained.forget_rules();
    }
    name_columns(binned, description.table(), explanation.features, explained.rule);
    for (Rule& rule : explained.rules) name_columns(binned, description.table(), explanation.features, rule);
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

// The columns, read.
class Explainer {
 public:
  Explainer(const Description& description, const std::vector<std::string>& columns, const Context& context)
      : description_(description),
        columns_(columns),
        context_(context),
        profiler_(description, columns, {}, false),
        binner_(description, rule_columns(description.table(), columns)) {
    ColumnVisitor* visitors[] = {&profiler_, &binner_};
    description.show_columns(visitors, "explain", context);
    const std::vector<CategoryColumn> categories = read_categories(description.table(), columns, context);
    binner_.add_flags(categories);
    categories_ = profile_categories(description, categories);
  }

  [[nodiscard]] Explanation explain(const Segments& segments) const {
    Profile profile = profiler_.result();
    profile.categories = categories_;
    return explain_shown(description_, columns_, binner_.result(), profile, segments, context_);
  }

 private:
  const Description& description_;
  const std::vector<std::string>& columns_;
  const Context& context_;
  Profiler profiler_;
  Binner binner_;
  std::vector<CategoryProfile> categories_;
};

}  // namespace

void SegmentExplanation::forget_rules() {
  rule = {};
  rules.clear();
  precision = recall = 0;
}

std::vector<std::size_t> rule_columns(const Table& table, const std::vector<std::string>& columns) {
  std::vector<std::size_t> numbers;
  for (const std::string& name : columns) {
    const std::size_t column = table.column_index(name);
    if (table.columns()[column].type != ColumnType::text) numbers.push_back(column);
  }
  return numbers;
}

Explanation explain_shown(const Description& description, const std::vector<std::string>& columns,
                          const BinnedTable& binned, const Profile& profile, const Segments& segments,
                          const Context& context) {
  refuse_other_length(segments.distance, description.rows(), "distances");
  refuse_other_length(segments.margin, description.rows(), "margins");
  Explanation explanation;
  explanation.sizes = description.sizes();
  explanation.segments.resize(description.k());
  const std::vector<Column> described = features_for_words(profile);
  for (const std::size_t column : rule_columns(description.table(), columns)) {
    const Column& feature = description.table().columns()[column];
    const auto found = std::ranges::find(described, feature.name, &Column::name);
    explanation.features.push_back(found == described.end() ? feature : *found);
  }
  for (const CategoryProfile& category : profile.categories) {
    if (std::ranges::find(columns, category.column.name) != columns.end())
      explanation.features.push_back(category.column);
  }
  const std::vector<std::string> names = automatic_names(profile, columns);
  for (std::size_t i = 0; i < names.size(); ++i) explanation.segments[i].automatic_name = names[i];
  add_rules(description, binned, context, explanation);
  add_examples(segments, explanation);
  return explanation;
}

Explanation explain(const Table& table, const std::vector<std::string>& columns, const Segments& segments, int k,
                    const Context& context) {
  const Description description(table, segments.segment, k);
  return Explainer(description, columns, context).explain(segments);
}

Explanation explain(const Table& table, const std::vector<std::string>& columns, const Segments& segments,
                    const Model& model, const HiddenGroupOptions& options, const Context& context) {
  const Description description(table, segments.segment, model.k);
  Rows rows = prepare_with(table, model.preparation, {}, context);
  Aside<FoundGroups> search(context, [&](const Context& aside) {
    return search_hidden_groups(description, std::move(rows), model, options, aside);
  });
  Explanation explanation = Explainer(description, columns, context).explain(segments);
  context.progress("hidden groups", 0, 0);
  explanation.hidden_groups = describe_hidden_groups(description, search.get(), model, context);
  return explanation;
}

}  // namespace segmenta
