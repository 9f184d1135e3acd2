#pragma once
// Files of lines (CSV, CSV.gz, Parquet) as blocks of text cells. Parquet's numbers and times are written out as
// text too, so that the same lines give the same features whatever the format of the file.

#include <segmenta/context.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segmenta::features {

/// What a file declares of a column. CSV declares nothing. `single`: float32; `real`: float64.
enum class DeclaredType { none, text, single, real, other };

struct SourceColumn {
  std::string name;
  DeclaredType declared = DeclaredType::none;
};

/// Some lines of a file, one after another. What it hands out lives as long as it does. Thread-safety: one thread at a
/// time, but several blocks of a source may be worked on at once.
class Block {
 public:
  virtual ~Block() = default;

  /// Takes the lines apart; to be called once, before anything else. Blocks may do so at the same time.
  virtual void decode() = 0;
  [[nodiscard]] virtual std::int64_t rows() const = 0;
  /// Cells of one column (index into Source::columns()) that was selected; a missing one is empty.
  [[nodiscard]] virtual std::vector<std::string_view> cells(std::size_t column) const = 0;
  /// Cells of one column as the file has them, where it has whole numbers and misses none; nothing elsewhere. To be
  /// asked in place of decode().
  [[nodiscard]] virtual std::optional<std::vector<std::int64_t>> whole_numbers(std::size_t /*column*/) const {
    return {};
  }
  /// The same of float64, where NaN is missing.
  [[nodiscard]] virtual std::optional<std::vector<double>> real_numbers(std::size_t /*column*/) const { return {}; }
  /// Number in the file, from 1, of the line (CSV) or row (Parquet) that holds `row`. Not thread-safe.
  [[nodiscard]] virtual std::int64_t position(std::int64_t row) const = 0;
};

/// A file of lines. Thread-safety: one call at a time; blocks that it has given may be worked on meanwhile.
class Source {
 public:
  virtual ~Source() = default;

  /// File name as messages and attributes give it.
  [[nodiscard]] virtual const std::string& name() const = 0;
  [[nodiscard]] virtual const std::vector<SourceColumn>& columns() const = 0;
  /// "line" or "row": what positions count.
  [[nodiscard]] virtual std::string_view position_word() const = 0;
  /// What separates the values; 0 where nothing does.
  [[nodiscard]] virtual char delimiter() const { return '\0'; }
  /// Number of a line among the first ones after the header that has that value, and so may be the header itself, where
  /// other lines stand before it; nothing where there is none, or where columns have names of their own.
  [[nodiscard]] virtual std::optional<std::int64_t> line_with(const std::string& value) const;
  /// Says which columns will be asked for; every other one may be left unread.
  virtual void select(const std::vector<std::size_t>& columns) = 0;
  /// The next block, in the order of the file; null at its end.
  virtual std::unique_ptr<Block> next() = 0;
  /// Bytes of the file read so far, compressed where the file is.
  [[nodiscard]] virtual std::int64_t bytes_read() const = 0;
};

/// How a CSV file is laid out.
struct CsvLayout {
  std::optional<char> delimiter{};            ///< this, where it is given; else the one that its first rows show,
  std::optional<char> preferred_delimiter{};  ///< which is this one where it may be
  std::int64_t skip_lines = 0;                ///< before the header, as an editor counts them
};

/// Opens a file by what its first bytes say it is. Throws Error(input) for one that cannot be read, or that has no
/// lines to skip where some should be.
std::unique_ptr<Source> open_source(const std::filesystem::path& file, const CsvLayout& layout, const Context& context);

/// Whether a file is text that has no line but empty ones.
bool is_blank(const std::filesystem::path& file);

/// Index of the column of that name. Throws Error(input) that lists the columns when there is none, or two.
std::size_t find_column(const Source& source, const std::string& name);

/// "orders.csv line 17"
std::string place(const Source& source, const Block& block, std::int64_t row);

}  // namespace segmenta::features
