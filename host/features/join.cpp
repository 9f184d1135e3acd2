// Reads a further source block by block, and keeps the row of each customer that it has.

#include "features/join.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <set>
#include <utility>

#include "features/aggregation.h"
#include "features/input_files.h"
#include "features/join_keys.h"
#include "features/options.h"
#include "features/source_parts.h"
#include "features/typed_column.h"
#include "features/utf8.h"

namespace segmenta::features {
namespace {

std::string name_or_number(const std::string& column, std::size_t index) {
  return column.empty() ? fmt::format("column{}", index + 1) : column;
}

// Cells of the columns of one block: the key and all others.
struct SourceCells {
  std::vector<std::string_view> keys;
  std::vector<std::vector<std::string_view>> columns;
};

class Joiner {
 public:
  Joiner(const JoinSource& source, SourceFiles& files, const JoinTarget& target)
      : join_(source),
        files_(files),
        options_(target.options),
        format_(number_format(target.options, source)),
        keys_(target.options, target.customers, target.rows) {
    const auto first = files.open_first();
    wanted_ = {{first->columns()[find_column(*first, source.key)]}, first->columns(), first->name()};
    for (std::size_t i = 0; i < first->columns().size(); ++i) {
      if (first->columns()[i].name != source.key) add_column(first->columns()[i], i, target.rows.codes.size());
    }
    joined_.account.file = files.given().string();
    joined_.account.customers = static_cast<std::int64_t>(target.rows.codes.size());
  }

  Joined run(ThreadPool& pool, const Context& context) {
    stream_parts<SourceCells>(
        files_, wanted_, "join", pool, context,
        [this](const SourcePart& part, const Block& block) { return cells(part, block); },
        [this](const SourcePart& part, const Block& block, const SourceCells& cells) { add(part, block, cells); });
    for (Target& target : targets_) {
      tell_text(target, context);
      finish(target);
    }
    joined_.account.customers_matched = keys_.customers_matched();
    for (const std::string& hint : keys_.hints(joined_.account.file)) context.note(hint);
    return std::move(joined_);
  }

 private:
  struct Target {
    std::string column;  // in the source
    std::string name;
    TypeFinder type;
    std::vector<std::string> values;  // a row each
  };

  void add_column(const SourceColumn& column, std::size_t index, std::size_t rows) {
    Target target;
    target.column = column.name;
    target.name = joined_name(join_, name_or_number(column.name, index));
    target.type = TypeFinder(forced_type(options_, target.name), format_of(column.declared, format_));
    target.values.resize(rows);
    targets_.push_back(std::move(target));
    wanted_.columns.push_back(column);
  }

  [[nodiscard]] SourceCells cells(const SourcePart& part, const Block& block) const {
    SourceCells cells{block.cells(part.columns[0]), {}};
    for (std::size_t i = 0; i < targets_.size(); ++i) cells.columns.push_back(block.cells(part.columns[i + 1]));
    return cells;
  }

  void add(const SourcePart& part, const Block& block, const SourceCells& cells) {
    for (std::size_t i = 0; i < targets_.size(); ++i) {
      if (part.source.columns()[part.columns[i + 1]].declared == DeclaredType::text) targets_[i].type.declare_text();
    }
    for (std::size_t row = 0; row < cells.keys.size(); ++row) {
      const auto in_block = static_cast<std::int64_t>(row);
      const std::int64_t customer_row = row_of_key(part.source, block, cells.keys[row], in_block);
      if (customer_row == no_row) ++joined_.account.keys_unmatched;
      for (std::size_t i = 0; i < targets_.size(); ++i) {
        observe(targets_[i], cells.columns[i][row], part.source, block, in_block);
        if (customer_row != no_row) put(targets_[i], customer_row, cells.columns[i][row]);
      }
    }
  }

  std::int64_t row_of_key(const Source& source, const Block& block, std::string_view cell, std::int64_t row) {
    const auto key = keys_.find(cell);
    if (!key) return no_row;
    if (!key->is_new) refuse_second(source, block, *key, cell, row);
    places_.push_back({&part_name(source), block.position(row)});
    return key->row;
  }

  // Of the file that is read; names of sources are gone with them.
  const std::string& part_name(const Source& source) { return *part_names_.insert(source.name()).first; }

  [[noreturn]] void refuse_second(const Source& source, const Block& block, const JoinKeys::Key& key,
                                  std::string_view cell, std::int64_t row) const {
    const Place& first = places_[key.code];
    const std::string places =
        *first.file == source.name()
            ? fmt::format("{}s {} and {}", source.position_word(), first.position, block.position(row))
            : fmt::format("{} {} of {} and {} {}", source.position_word(), first.position, *first.file,
                          source.position_word(), block.position(row));
    const std::string column = targets_.empty() ? "" : fmt::format(",last({})", targets_.front().column);
    throw Error(ErrorKind::input, fmt::format("{} has the key '{}' twice, in {}", source.name(), cell, places),
                fmt::format("'{}' must name each customer once", join_.key),
                fmt::format("Say what becomes of several rows, as in --join {}:{}:count{}; or leave one row a customer "
                            "in the file, or join by another column",
                            files_.given().string(), join_.key, column));
  }

  void observe(Target& target, std::string_view cell, const Source& source, const Block& block,
               std::int64_t row) const {
    if (target.type.observe(cell)) return;
    throw Error(ErrorKind::input,
                fmt::format("{}: {} '{}' is not of type {}", place(source, block, row), target.column, cell,
                            forced_type(options_, target.name)),
                "", fmt::format("Correct it, or leave out --type {}", target.name));
  }

  static void put(Target& target, std::int64_t row, std::string_view cell) {
    target.values[static_cast<std::size_t>(row)] = recoded_to_utf8(cell).value_or(std::string(cell));
  }

  // Numbers in another format than was told.
  void tell_text(const Target& target, const Context& context) const {
    const std::string why = target.type.why_text(join_.file.string());
    if (!why.empty()) context.note(fmt::format("{} is text: {}", target.name, why));
  }

  void finish(Target& target) {
    const std::string file = short_name(join_.file);
    const std::vector<std::string_view> values(target.values.begin(), target.values.end());
    Column described;
    described.name = target.name;
    described.units = target.type.currency();
    described.definition = fmt::format("{} of the row of {} whose {} is the customer", target.column, file, join_.key);
    described.source = file + ": " + target.column;
    joined_.columns.push_back(typed_column(std::move(described), target.type.type(), values, target.type.format()));
    joined_.account.columns.push_back(target.name);
    target.values = {};
  }

  struct Place {
    const std::string* file = nullptr;
    std::int64_t position = 0;
  };

  const JoinSource& join_;
  SourceFiles& files_;
  const FeatureOptions& options_;
  NumberFormat format_;
  JoinKeys keys_;
  WantedColumns wanted_;
  std::vector<Target> targets_;
  std::set<std::string> part_names_;
  std::vector<Place> places_;  // of each key
  Joined joined_;
};

}  // namespace

// A slash would be a folder in the store.
std::string joined_name(const JoinSource& source, const std::string& column) {
  std::string name = stem(source.file) + "_" + column;
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

std::vector<std::string> joined_names(const JoinSource& source, SourceFiles& files) {
  const auto first = files.open_first();
  const std::size_t key = find_column(*first, source.key);
  std::vector<std::string> names;
  for (const Aggregation& aggregation : source.aggregations) {
    if (!aggregation.column.empty()) find_column(*first, aggregation.column);
    names.push_back(joined_name(source, column_name(aggregation)));
  }
  if (!names.empty()) return names;
  for (std::size_t i = 0; i < first->columns().size(); ++i) {
    if (i != key) names.push_back(joined_name(source, name_or_number(first->columns()[i].name, i)));
  }
  return names;
}

Joined join(const JoinSource& source, SourceFiles& files, const JoinTarget& target, ThreadPool& pool,
            const Context& context) {
  if (!source.aggregations.empty()) return join_aggregated(source, files, target, pool, context);
  return Joiner(source, files, target).run(pool, context);
}

}  // namespace segmenta::features
