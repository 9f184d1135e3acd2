// Takes the rows of a slice of text apart, and says in which line of the file a row is that cannot be read.

#include "features/csv_block.h"

#include <arrow/csv/parser.h>
#include <fmt/format.h>
#include <segmenta/error.h>

#include <limits>
#include <utility>

#include "features/arrow_errors.h"
#include "features/line_count.h"

namespace segmenta::features {

CsvBlock::CsvBlock(std::shared_ptr<const CsvFormat> format, CsvSlice slice)
    : format_(std::move(format)), slice_(std::move(slice)) {}

CsvBlock::~CsvBlock() = default;

void CsvBlock::decode() {
  if (slice_.last) refuse_open_quote();
  struct {
    const char* at = nullptr;
    std::int32_t columns = 0;
  } invalid;
  arrow::csv::ParseOptions options = format_->options;
  options.invalid_row_handler = [&](const arrow::csv::InvalidRow& row) {
    invalid = {row.text.data(), row.actual_columns};
    return arrow::csv::InvalidRowResult::Error;
  };
  parser_ = std::make_unique<arrow::csv::BlockParser>(options, format_->columns, -1,
                                                      std::numeric_limits<std::int32_t>::max());
  std::uint32_t parsed = 0;
  const arrow::Status status = slice_.last ? parser_->ParseFinal(text(), &parsed) : parser_->Parse(text(), &parsed);
  if (invalid.at != nullptr) refuse_row(invalid.at, invalid.columns);
  check(status, format_->file);
}

std::int64_t CsvBlock::rows() const { return parser_->num_rows(); }

std::vector<std::string_view> CsvBlock::cells(std::size_t column) const {
  std::vector<std::string_view> cells;
  cells.reserve(static_cast<std::size_t>(rows()));
  const auto status = parser_->VisitColumn(static_cast<std::int32_t>(column),
                                           [&](const std::uint8_t* data, std::uint32_t size, bool, bool) {
                                             cells.emplace_back(reinterpret_cast<const char*>(data), size);
                                             return arrow::Status::OK();
                                           });
  check(status, format_->file);
  return cells;
}

std::int64_t CsvBlock::position(std::int64_t row) const {
  const bool rows_are_lines = rows() == slice_.lines;
  if (rows_are_lines) return slice_.first_line + row;
  if (lines_of_rows_.empty()) lines_of_rows_ = find_rows(text(), format_->options.delimiter).first_lines;
  return slice_.first_line + lines_of_rows_.at(static_cast<std::size_t>(row));
}

std::string_view CsvBlock::text() const { return static_cast<std::string_view>(*slice_.text); }

void CsvBlock::refuse_row(const char* at, std::int32_t columns) const {
  char previous = '\0';
  const auto before = text().substr(0, static_cast<std::size_t>(at - text().data()));
  throw Error(ErrorKind::input,
              fmt::format("{} line {} has {} fields where the header has {}", format_->file,
                          slice_.first_line + count_line_breaks(before, previous), columns, format_->columns),
              "",
              fmt::format("Values that hold '{}' or a line break must be quoted; --delimiter sets the separator",
                          format_->options.delimiter));
}

// Arrow takes the end of a file for the end of a quoted value, and so would swallow all lines after a stray quote.
void CsvBlock::refuse_open_quote() const {
  const auto open = find_rows(text(), format_->options.delimiter).open_quote;
  if (!open) return;
  throw Error(
      ErrorKind::input,
      fmt::format("{} line {} opens a quoted value that is never closed", format_->file, slice_.first_line + *open),
      "the file may be cut short", "Close the quote, or double it where it belongs to the value");
}

}  // namespace segmenta::features
