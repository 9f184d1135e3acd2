// Reads a table twice: first to find the types of its columns, then into these.

#include <arrow/util/thread_pool.h>
#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/import.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <set>
#include <utility>

#include "features/arrow_errors.h"
#include "features/cell.h"
#include "features/date_cells.h"
#include "features/found_columns.h"
#include "features/import_ids.h"
#include "features/options.h"
#include "features/utf8.h"
#include "holds_twice.h"

namespace segmenta {
namespace features {
namespace {

std::string forced_type(const ImportOptions& options, const std::string& column) {
  for (const auto& [name, type] : options.types) {
    if (name == column) return type;
  }
  return {};
}

void check_import_options(const ImportOptions& options) {
  if (options.id.empty()) throw Error(ErrorKind::usage, "The id is not named", "", "Name the column that holds it");
  check_delimiter(options.delimiter);
  check_number_format({options.decimal, options.thousands});
  check_skip_lines(options.skip_lines);
  for (const auto& [column, type] : options.types) {
    check_type(column, type);
    if (column == options.id && type == "double") {
      throw Error(ErrorKind::usage, fmt::format("Column '{}' cannot be of type double", column), "it holds ids",
                  "Their types are string and int64");
    }
  }
  std::set<std::string> names{options.id};
  for (const std::string& column : options.columns) {
    if (names.insert(column).second) continue;
    throw Error(ErrorKind::usage, fmt::format("Column '{}' is named twice", column), "", "Name it once");
  }
}

// pandas keeps the row numbers of a frame in such columns: they say nothing of a customer.
bool is_row_number(const std::string& name) { return name.empty() || name.starts_with("__index_level_"); }

void note_left_out(const std::string& name, const Context& context) {
  context.note(name.empty() ? "a column without a name is left out: it may hold row numbers"
                            : fmt::format("{} is left out: pandas keeps row numbers there", name));
}

// The id first, then the other columns.
WantedColumns wanted_columns(const ImportOptions& options, const Source& source, const Context& context) {
  const auto& all = source.columns();
  WantedColumns wanted{{all[find_column(source, options.id)]}};
  if (!options.columns.empty()) {
    for (const std::string& name : options.columns) wanted.columns.push_back(all[find_column(source, name)]);
    return wanted;
  }
  for (const SourceColumn& column : all) {
    if (column.name == options.id) continue;
    if (is_row_number(column.name)) {
      note_left_out(column.name, context);
    } else {
      wanted.columns.push_back(all[find_column(source, column.name)]);
    }
  }
  wanted.all = all;
  wanted.first = source.name();
  return wanted;
}

std::int64_t missing_values(const StoreColumn& column) {
  if (column.column.type == ColumnType::text) return std::count(column.text.begin(), column.text.end(), std::string());
  return std::count_if(column.values.begin(), column.values.end(), [](double value) { return std::isnan(value); });
}

class Importer {
 public:
  Importer(const ImportOptions& options, const Context& context)
      : options_(options),
        context_(context),
        pool_(context.worker_threads()),
        files_(options.table, {options.delimiter, {}, options.skip_lines}, context),
        dates_(options.date_format),
        format_{options.decimal, options.thousands} {
    const auto source = files_.open_first();
    wanted_ = wanted_columns(options, *source, context);
    refuse_nothing_wanted();
    for (const SourceColumn& column : wanted_.columns) forced_.push_back(forced_type(options, column.name));
  }

  ImportedTable run() {
    if (auto numbers = read_as_numbers()) return std::move(*numbers);
    ImportIds ids = look();
    refuse_misfits();
    read(ids.count());
    ImportedTable table;
    table.ids = ids.ids(forced_[0] == "int64");
    table.id = options_.id;
    table.files = static_cast<std::int64_t>(files_.count());
    table.columns = std::move(columns_);
    for (const StoreColumn& column : table.columns) table.missing.push_back(missing_values(column));
    return table;
  }

 private:
  void refuse_nothing_wanted() const {
    if (wanted_.columns.size() < 2) {
      throw Error(ErrorKind::input, fmt::format("{} has no column beside '{}'", files_.given().string(), options_.id),
                  "", "A store holds what is known of each customer");
    }
    std::set<std::string> names;
    for (const SourceColumn& column : wanted_.columns) names.insert(column.name);
    for (const auto& [column, type] : options_.types) {
      if (names.count(column) > 0) continue;
      throw Error(ErrorKind::usage, fmt::format("Column '{}' is given a type but not used", column), "",
                  "Name a column that is taken");
    }
  }

  // What one file declares as whole and real numbers needs no look at what it holds, nor a way over its text. Nothing
  // where there is anything else, or an id occurs twice, which is then said by its rows.
  [[nodiscard]] std::optional<ImportedTable> read_as_numbers() {
    if (options_.columns.empty() || !options_.types.empty() || files_.count() != 1) return std::nullopt;
    const auto source = files_.open_first();
    const std::vector<std::size_t> columns = find_columns(*source, wanted_);
    source->select(columns);
    std::vector<std::int64_t> ids;
    std::vector<StoreColumn> read(columns.size() - 1);
    while (const auto block = source->next()) {
      const auto more = block->whole_numbers(columns[0]);
      if (!more) return std::nullopt;
      ids.insert(ids.end(), more->begin(), more->end());
      for (std::size_t i = 1; i < columns.size(); ++i) {
        if (!append_numbers(*block, columns[i], read[i - 1])) return std::nullopt;
      }
      context_.check_cancelled();
    }
    if (ids.empty() || (!std::ranges::is_sorted(ids, std::less_equal<>()) && holds_twice(ids))) return std::nullopt;
    ImportedTable table;
    table.ids = std::move(ids);
    table.id = options_.id;
    table.files = 1;
    for (std::size_t i = 0; i < read.size(); ++i) {
      StoreColumn column = described(wanted_.columns[i + 1].name, read[i].column.type);
      column.values = std::move(read[i].values);
      table.missing.push_back(missing_values(column));
      table.columns.push_back(std::move(column));
    }
    return table;
  }

  // False where the block has neither.
  static bool append_numbers(const Block& block, std::size_t place, StoreColumn& column) {
    constexpr std::int64_t exact = std::int64_t{1} << 53;
    if (const auto whole = block.whole_numbers(place)) {
      column.column.type = ColumnType::integer;
      const auto is_exact = [](std::int64_t value) { return value >= -exact && value <= exact; };
      if (!std::ranges::all_of(*whole, is_exact)) return false;
      for (const std::int64_t value : *whole) column.values.push_back(static_cast<double>(value));
      return true;
    }
    const auto real = block.real_numbers(place);
    if (real) column.values.insert(column.values.end(), real->begin(), real->end());
    return real.has_value();
  }

  ImportIds look() {
    const bool exact = forced_[0] == "string" || wanted_.columns[0].declared == DeclaredType::text;
    ImportIds ids(options_.id, exact);
    found_ = look_at_columns(
        files_, wanted_, forced_, dates_, format_, pool_, context_,
        [&](const SourcePart& part, const Block& block) { ids.add(part.source, block, block.cells(part.columns[0])); });
    if (ids.count() > 0) return ids;
    throw Error(ErrorKind::input, fmt::format("{} has a header but no rows", files_.given().string()), "", "");
  }

  void refuse_misfits() const {
    for (std::size_t i = 1; i < found_.size(); ++i) {
      if (!found_[i].misfit.empty()) {
        throw Error(ErrorKind::input, fmt::format("{} is not of type {}", found_[i].misfit, forced_[i]), "",
                    fmt::format("Correct it, or leave out --type {}", found_[i].name));
      }
      note_nearly_typed(found_[i], context_);
    }
  }

  void read(std::int64_t rows) {
    for (std::size_t i = 1; i < found_.size(); ++i) columns_.push_back(described(found_[i], rows));
    using Columns = std::vector<StoreColumn>;
    stream_parts<Columns>(
        files_, wanted_, "read", pool_, context_,
        [this](const SourcePart& part, const Block& block) { return read_block(part, block); },
        [this](const SourcePart&, const Block&, Columns read) {
          for (std::size_t i = 0; i < read.size(); ++i) append(columns_[i], std::move(read[i]));
        });
  }

  [[nodiscard]] StoreColumn described(const std::string& name_in_file, ColumnType type) const {
    StoreColumn column = typed_column({}, type, {});
    std::string name = name_in_file.empty() ? "column" : name_in_file;
    std::replace(name.begin(), name.end(), '/', '_');
    column.column.name = std::move(name);
    column.column.definition = name_in_file + " as imported";
    column.column.source = short_name(files_.given()) + ": " + name_in_file;
    return column;
  }

  [[nodiscard]] StoreColumn described(const FoundColumn& found, std::int64_t rows) const {
    StoreColumn column = described(found.name, type_of(found));
    if (found.kind.is_single()) column.column.type_name = "float32";
    column.column.units = found.kind.is_date() ? "date" : found.kind.currency();
    if (found.kind.is_date()) column.column.definition += ", YYYY-MM-DD, with the time where there is one";
    if (column.column.type == ColumnType::text) {
      column.text.reserve(static_cast<std::size_t>(rows));
    } else {
      column.values.reserve(static_cast<std::size_t>(rows));
    }
    return column;
  }

  static ColumnType type_of(const FoundColumn& found) {
    return found.kind.is_date() ? ColumnType::text : found.kind.type();
  }

  [[nodiscard]] std::vector<StoreColumn> read_block(const SourcePart& part, const Block& block) const {
    std::vector<StoreColumn> columns;
    for (std::size_t i = 1; i < found_.size(); ++i) {
      const auto cells = block.cells(part.columns[i]);
      StoreColumn column;
      column.column.type = type_of(found_[i]);
      const DeclaredType declared = part.source.columns()[part.columns[i]].declared;
      const NumberFormat format = format_of(declared, format_);
      for (const std::string_view cell : cells) {
        if (column.column.type != ColumnType::text) {
          column.values.push_back(number_in(cell, column.column.type, format));
        } else if (found_[i].kind.is_date()) {
          column.text.push_back(date_cell(cell, dates_, found_[i].kind.has_times()));
        } else {
          column.text.push_back(text_cell(cell, declared == DeclaredType::text));
        }
      }
      columns.push_back(std::move(column));
    }
    return columns;
  }

  // "NA" is Namibia, too. A file that declares text has its own way to say that there is none.
  static std::string text_cell(std::string_view cell, bool declared) {
    const std::string_view value = trimmed(cell);
    if (!declared && value != "NA" && is_missing(value)) return {};
    return recoded_to_utf8(cell).value_or(std::string(cell));
  }

  static void append(StoreColumn& column, StoreColumn read) {
    column.values.insert(column.values.end(), read.values.begin(), read.values.end());
    std::move(read.text.begin(), read.text.end(), std::back_inserter(column.text));
  }

  const ImportOptions& options_;
  const Context& context_;
  ThreadPool pool_;
  SourceFiles files_;
  DateReader dates_;
  NumberFormat format_;
  WantedColumns wanted_;
  std::vector<std::string> forced_;  // of each wanted column
  std::vector<FoundColumn> found_;
  std::vector<StoreColumn> columns_;
};

}  // namespace
}  // namespace features

ImportedTable import_table(const ImportOptions& options, const Context& context) {
  features::check_import_options(options);
  features::check(arrow::SetCpuThreadPoolCapacity(context.worker_threads()), options.table.string());
  return features::Importer(options, context).run();
}

}  // namespace segmenta
