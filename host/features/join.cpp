// Reads a further source block by block, and keeps the row of each customer that it has.

#include "features/join.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "features/block_stream.h"
#include "features/cell.h"
#include "features/customer_id.h"
#include "features/options.h"
#include "features/source.h"
#include "features/text_dictionary.h"
#include "features/typed_column.h"
#include "features/utf8.h"

namespace segmenta::features {
namespace {

constexpr std::int64_t no_row = -1;

// "survey" of "data/survey.2011.csv.gz"? No: "survey.2011"; only the endings of known formats are no part of it.
std::string stem(const std::filesystem::path& file) {
  std::string name = file.filename().string();
  for (const std::string_view ending : {".gz", ".csv", ".tsv", ".txt", ".parquet", ".pq"}) {
    if (name.size() > ending.size() && name.ends_with(ending)) name.resize(name.size() - ending.size());
  }
  return name;
}

// A slash would be a folder in the store.
std::string joined_name(const JoinSource& source, const std::string& column, std::size_t index) {
  std::string name = stem(source.file) + "_" + (column.empty() ? fmt::format("column{}", index + 1) : column);
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

// Cells of the columns of one block: the key and all others.
struct SourceCells {
  std::vector<std::string_view> keys;
  std::vector<std::vector<std::string_view>> columns;
};

class Joiner {
 public:
  Joiner(const JoinSource& source, const FeatureOptions& options, const Customers& customers, const CustomerRows& rows,
         const Context& context)
      : join_(source),
        options_(options),
        customers_(customers),
        source_(open_source(source.file, options.delimiter, context)),
        key_(find_column(*source_, source.key)),
        row_of_(customers.count(), no_row) {
    for (std::size_t row = 0; row < rows.codes.size(); ++row) {
      row_of_[rows.codes[row]] = static_cast<std::int64_t>(row);
    }
    for (std::size_t i = 0; i < source_->columns().size(); ++i) {
      if (i != key_) add_column(i, rows.codes.size());
    }
    joined_.account.file = source_->name();
    joined_.account.customers = static_cast<std::int64_t>(rows.codes.size());
  }

  Joined run(ThreadPool& pool, const Context& context) {
    stream_blocks<SourceCells>(
        *source_, pool, context, [this](const Block& block) { return cells(block); },
        [&](const Block& block, const SourceCells& cells) {
          add(block, cells);
          context.progress("join", source_->bytes_read(), 0);
        });
    for (Target& target : targets_) finish(target);
    return std::move(joined_);
  }

 private:
  struct Target {
    std::size_t column = 0;  // in the source
    std::string name;
    TypeFinder type;
    std::vector<std::string> values;  // a row each
  };

  void add_column(std::size_t column, std::size_t rows) {
    const SourceColumn& declared = source_->columns()[column];
    Target target;
    target.column = column;
    target.name = joined_name(join_, declared.name, column);
    target.type = TypeFinder(forced_type(options_, target.name));
    if (declared.declared == DeclaredType::text) target.type.declare_text();
    target.values.resize(rows);
    targets_.push_back(std::move(target));
  }

  [[nodiscard]] SourceCells cells(const Block& block) const {
    SourceCells cells{block.cells(key_), {}};
    for (const Target& target : targets_) cells.columns.push_back(block.cells(target.column));
    return cells;
  }

  void add(const Block& block, const SourceCells& cells) {
    for (std::size_t row = 0; row < cells.keys.size(); ++row) {
      const auto in_block = static_cast<std::int64_t>(row);
      const std::int64_t customer_row = row_of_key(block, cells.keys[row], in_block);
      ++(customer_row == no_row ? joined_.account.keys_unmatched : joined_.account.customers_matched);
      for (std::size_t i = 0; i < targets_.size(); ++i) {
        observe(targets_[i], cells.columns[i][row], block, in_block);
        if (customer_row != no_row) put(targets_[i], customer_row, cells.columns[i][row]);
      }
    }
  }

  std::int64_t row_of_key(const Block& block, std::string_view cell, std::int64_t row) {
    std::string_view key = trimmed(cell);
    if (is_missing(key)) return no_row;
    const auto utf8 = recoded_to_utf8(key);
    if (utf8) key = *utf8;
    refuse_second(block, key, row);
    const auto customer = customers_.find(key);
    return customer ? row_of_[*customer] : no_row;
  }

  void refuse_second(const Block& block, std::string_view key, std::int64_t row) {
    const bool exact = forced_type(options_, options_.customer) == "string";
    const std::uint32_t code = keys_.intern(customer_id(key, exact).value);
    if (code == positions_.size()) {
      positions_.push_back(block.position(row));
      return;
    }
    throw Error(ErrorKind::input,
                fmt::format("{} has the key '{}' twice, in {}s {} and {}", source_->name(), key,
                            source_->position_word(), positions_[code], block.position(row)),
                fmt::format("'{}' must name each customer once", join_.key),
                "Leave one row a customer in the file, or join by another column");
  }

  void observe(Target& target, std::string_view cell, const Block& block, std::int64_t row) const {
    if (target.type.observe(cell)) return;
    throw Error(ErrorKind::input,
                fmt::format("{}: {} '{}' is not of type {}", place(*source_, block, row),
                            source_->columns()[target.column].name, cell, forced_type(options_, target.name)),
                "", fmt::format("Correct it, or leave out --type {}", target.name));
  }

  static void put(Target& target, std::int64_t row, std::string_view cell) {
    target.values[static_cast<std::size_t>(row)] = recoded_to_utf8(cell).value_or(std::string(cell));
  }

  void finish(Target& target) {
    const std::string& column = source_->columns()[target.column].name;
    const std::string file = join_.file.filename().string();
    const std::vector<std::string_view> values(target.values.begin(), target.values.end());
    Column described;
    described.name = target.name;
    described.definition = fmt::format("{} of the row of {} whose {} is the customer", column, file, join_.key);
    described.source = file + ": " + column;
    joined_.columns.push_back(typed_column(std::move(described), target.type.type(), values));
    joined_.account.columns.push_back(target.name);
    target.values = {};
  }

  const JoinSource& join_;
  const FeatureOptions& options_;
  const Customers& customers_;
  std::unique_ptr<Source> source_;
  std::size_t key_;
  std::vector<std::int64_t> row_of_;  // by customer code
  std::vector<Target> targets_;
  TextDictionary keys_;
  std::vector<std::int64_t> positions_;  // of each key
  Joined joined_;
};

}  // namespace

std::vector<std::string> joined_names(const JoinSource& source, char delimiter, const Context& context) {
  const auto opened = open_source(source.file, delimiter, context);
  const std::size_t key = find_column(*opened, source.key);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < opened->columns().size(); ++i) {
    if (i != key) names.push_back(joined_name(source, opened->columns()[i].name, i));
  }
  return names;
}

Joined join(const JoinSource& source, const FeatureOptions& options, const Customers& customers,
            const CustomerRows& rows, ThreadPool& pool, const Context& context) {
  return Joiner(source, options, customers, rows, context).run(pool, context);
}

}  // namespace segmenta::features
