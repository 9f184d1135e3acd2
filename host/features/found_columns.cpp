// Threads look at the blocks, whose findings are merged in the order of the files.

#include "features/found_columns.h"

#include <fmt/format.h>
#include <segmenta/number_text.h>

#include <utility>

#include "features/utf8.h"

namespace segmenta::features {
namespace {

using Kinds = std::vector<ColumnKind>;

// Fewer of another kind are taken for mistakes.
constexpr double nearly_all = 0.9;

class Looker {
 public:
  Looker(const WantedColumns& wanted, const std::vector<std::string>& forced, const DateReader& dates,
         NumberFormat format)
      : forced_(forced), dates_(dates), format_(format) {
    for (std::size_t i = 0; i < wanted.columns.size(); ++i) {
      const SourceColumn& column = wanted.columns[i];
      found_.push_back({column.name, ColumnKind(forced[i], column.declared, dates, format)});
    }
  }

  [[nodiscard]] Kinds look(const SourcePart& part, const Block& block) const {
    Kinds kinds;
    for (std::size_t i = 0; i < found_.size(); ++i) {
      const std::size_t column = part.columns[i];
      ColumnKind kind(forced_[i], part.source.columns()[column].declared, dates_, format_);
      for (const std::string_view cell : block.cells(column)) kind.observe(cell);
      kinds.push_back(std::move(kind));
    }
    return kinds;
  }

  void merge(const SourcePart& part, const Block& block, const Kinds& kinds) {
    for (std::size_t i = 0; i < found_.size(); ++i) {
      FoundColumn& found = found_[i];
      const auto name = [&](std::string& text, const std::optional<std::int64_t>& row) {
        if (text.empty() && row) text = cell_text(part, block, i, *row);
      };
      name(found.no_number, kinds[i].first_no_number());
      name(found.no_date, kinds[i].first_no_date());
      name(found.misfit, kinds[i].first_misfit());
      found.kind.merge(kinds[i]);
    }
  }

  [[nodiscard]] std::vector<FoundColumn> found() && { return std::move(found_); }

 private:
  [[nodiscard]] std::string cell_text(const SourcePart& part, const Block& block, std::size_t column,
                                      std::int64_t row) const {
    const auto cells = block.cells(part.columns[column]);
    const std::string cell(cells[static_cast<std::size_t>(row)].substr(0, 60));
    return fmt::format("{}: {} '{}'", place(part.source, block, row), found_[column].name,
                       recoded_to_utf8(cell).value_or(cell));
  }

  const std::vector<std::string>& forced_;
  const DateReader& dates_;
  NumberFormat format_;
  std::vector<FoundColumn> found_;
};

bool is_nearly(std::int64_t count, std::int64_t values) {
  return count < values && static_cast<double>(count) >= nearly_all * static_cast<double>(values);
}

}  // namespace

std::vector<FoundColumn> look_at_columns(SourceFiles& files, const WantedColumns& wanted,
                                         const std::vector<std::string>& forced, const DateReader& dates,
                                         NumberFormat format, ThreadPool& pool, const Context& context,
                                         const std::function<void(const SourcePart&, const Block&)>& on_block) {
  Looker looker(wanted, forced, dates, format);
  stream_parts<Kinds>(
      files, wanted, "look", pool, context,
      [&](const SourcePart& part, const Block& block) { return looker.look(part, block); },
      [&](const SourcePart& part, const Block& block, const Kinds& kinds) {
        looker.merge(part, block, kinds);
        if (on_block) on_block(part, block);
      });
  return std::move(looker).found();
}

void note_nearly_typed(const FoundColumn& column, const Context& context, const std::string& joined_file) {
  const ColumnKind& kind = column.kind;
  if (const std::string why = kind.why_text(joined_file); !why.empty()) {
    context.note(fmt::format("{} is text: {}", column.name, why));
    return;
  }
  if (kind.type() != ColumnType::text || kind.is_date()) return;
  const auto note = [&](const char* what, std::int64_t count, const std::string& first) {
    context.note(fmt::format("{} is text, though {} of its {} values are {}: first other {}", column.name,
                             count_text(count), count_text(kind.values()), what, first));
  };
  if (is_nearly(kind.numbers(), kind.values())) {
    note("numbers", kind.numbers(), column.no_number);
  } else if (is_nearly(kind.dates(), kind.values())) {
    note("dates", kind.dates(), column.no_date);
  }
}

}  // namespace segmenta::features
