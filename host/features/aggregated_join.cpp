// Joins a source with several rows a customer: finds what its columns hold, then adds its rows up by customer.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/number_text.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "features/aggregation.h"
#include "features/aggregator.h"
#include "features/found_columns.h"
#include "features/input_files.h"
#include "features/join.h"
#include "features/join_keys.h"
#include "features/options.h"

namespace segmenta::features {
namespace {

std::string rows_of(const JoinSource& source) {
  return fmt::format("rows of {} whose {} is the customer", short_name(source.file), source.key);
}

std::string definition_of_date(const Aggregation& aggregation, const std::string& rows) {
  const bool earliest = aggregation.how == Aggregate::min || aggregation.how == Aggregate::first;
  return fmt::format("as-of date minus the {} {} of the {}", earliest ? "earliest" : "latest", aggregation.column,
                     rows);
}

std::string definition(const Aggregation& aggregation, const std::string& rows, bool date) {
  const std::string& column = aggregation.column;
  switch (aggregation.how) {
    case Aggregate::count:
      return column.empty() ? "number of " + rows : fmt::format("number of values of {} in the {}", column, rows);
    case Aggregate::sum:
      return fmt::format("sum of {} over the {}", column, rows);
    case Aggregate::mean:
      return fmt::format("mean of {} over the {}", column, rows);
    case Aggregate::distinct:
      return fmt::format("number of distinct {} of {} in the {}", date ? "days" : "values", column, rows);
    case Aggregate::min:
    case Aggregate::max:
      if (date) return definition_of_date(aggregation, rows);
      return fmt::format("{} {} of the {}", aggregation.how == Aggregate::min ? "smallest" : "largest", column, rows);
    case Aggregate::first:
    case Aggregate::last:
      if (date) return definition_of_date(aggregation, rows);
      return fmt::format("{} of the {} of the {} that has one", column, name_of(aggregation.how), rows);
  }
  return {};
}

class AggregatingJoiner {
 public:
  AggregatingJoiner(const JoinSource& source, SourceFiles& files, const JoinTarget& target)
      : join_(source),
        files_(files),
        target_(target),
        dates_(target.options.date_format),
        keys_(target.options, target.customers, target.rows) {
    const auto first = files.open_first();
    want(*first, source.key);
    for (const Aggregation& aggregation : source.aggregations) {
      column_of_.push_back(aggregation.column.empty() ? 0 : want(*first, aggregation.column));
    }
  }

  Joined run(ThreadPool& pool, const Context& context) {
    found_ =
        look_at_columns(files_, wanted_, forced_, dates_, number_format(target_.options, join_), pool, context, {});
    make_aggregators(context);
    add_rows(pool, context);
    Joined joined;
    joined.account.file = files_.given().string();
    joined.account.customers = static_cast<std::int64_t>(target_.rows.codes.size());
    joined.account.customers_matched = keys_.customers_matched();
    joined.account.keys_unmatched = unmatched_;
    for (std::size_t i = 0; i < aggregators_.size(); ++i) {
      joined.columns.push_back(finished(i));
      note_future(joined.columns.back(), context);
      joined.account.columns.push_back(joined.columns.back().column.name);
    }
    for (const std::string& hint : keys_.hints(joined.account.file)) context.note(hint);
    return joined;
  }

 private:
  // Index among the wanted columns.
  std::size_t want(const Source& source, const std::string& name) {
    const auto& columns = wanted_.columns;
    const auto known =
        std::find_if(columns.begin(), columns.end(), [&](const SourceColumn& column) { return column.name == name; });
    if (known != columns.end()) return static_cast<std::size_t>(known - columns.begin());
    wanted_.columns.push_back(source.columns()[find_column(source, name)]);
    forced_.push_back(forced_type(target_.options, joined_name(join_, name)));
    return wanted_.columns.size() - 1;
  }

  void make_aggregators(const Context& context) {
    for (std::size_t i = 1; i < found_.size(); ++i) {
      if (!found_[i].misfit.empty()) refuse_misfit(i);
      note_nearly_typed(found_[i], context, join_.file.string());
    }
    for (std::size_t i = 0; i < column_of_.size(); ++i) {
      const Aggregation& aggregation = join_.aggregations[i];
      const FoundColumn* column = aggregation.column.empty() ? nullptr : &found_[column_of_[i]];
      aggregators_.push_back(make_aggregator(aggregation, column, target_.rows.codes.size(), dates_));
    }
  }

  [[noreturn]] void refuse_misfit(std::size_t column) const {
    throw Error(ErrorKind::input, fmt::format("{} is not of type {}", found_[column].misfit, forced_[column]), "",
                fmt::format("Correct it, or leave out --type {}", joined_name(join_, found_[column].name)));
  }

  void add_rows(ThreadPool& pool, const Context& context) {
    using Cells = std::vector<std::vector<std::string_view>>;
    stream_parts<Cells>(
        files_, wanted_, "join", pool, context,
        [](const SourcePart& part, const Block& block) {
          Cells cells;
          for (const std::size_t column : part.columns) cells.push_back(block.cells(column));
          return cells;
        },
        [this](const SourcePart&, const Block&, const Cells& cells) { add(cells); });
  }

  void add(const std::vector<std::vector<std::string_view>>& cells) {
    for (std::size_t row = 0; row < cells[0].size(); ++row) {
      const auto key = keys_.find(cells[0][row]);
      if (!key || key->row == no_row) {
        ++unmatched_;
        continue;
      }
      for (std::size_t i = 0; i < aggregators_.size(); ++i) {
        aggregators_[i]->add(static_cast<std::size_t>(key->row), cells[column_of_[i]][row]);
      }
    }
  }

  StoreColumn finished(std::size_t i) {
    const Aggregation& aggregation = join_.aggregations[i];
    StoreColumn column = aggregators_[i]->finish(target_.as_of);
    const bool of_column = !aggregation.column.empty();
    const bool date = of_column && found_[column_of_[i]].kind.is_date();
    const bool counts = aggregation.how == Aggregate::count || aggregation.how == Aggregate::distinct;
    if (of_column && !date && !counts) column.column.units = found_[column_of_[i]].kind.currency();
    column.column.name = joined_name(join_, column_name(aggregation));
    column.column.definition = definition(aggregation, rows_of(join_), date);
    column.column.source = short_name(join_.file) + ": " + (aggregation.column.empty() ? "rows" : aggregation.column);
    return column;
  }

  // Days of dates that lie after the day they are counted to.
  void note_future(const StoreColumn& column, const Context& context) const {
    if (column.column.units != "days") return;
    const auto future = std::count_if(column.values.begin(), column.values.end(), [](double days) { return days < 0; });
    if (future == 0) return;
    context.note(fmt::format("{} is below 0 for {} customers: they have dates after the as-of date {}",
                             column.column.name, count_text(future), date_text(target_.as_of)));
  }

  const JoinSource& join_;
  SourceFiles& files_;
  const JoinTarget& target_;
  DateReader dates_;
  JoinKeys keys_;
  WantedColumns wanted_;             // the key first
  std::vector<std::string> forced_;  // a type for each, or none
  std::vector<FoundColumn> found_;
  std::vector<std::size_t> column_of_;  // of each aggregation
  std::vector<std::unique_ptr<Aggregator>> aggregators_;
  std::int64_t unmatched_ = 0;
};

}  // namespace

Joined join_aggregated(const JoinSource& source, SourceFiles& files, const JoinTarget& target, ThreadPool& pool,
                       const Context& context) {
  return AggregatingJoiner(source, files, target).run(pool, context);
}

}  // namespace segmenta::features
