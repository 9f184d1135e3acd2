#pragma once
// Lines of a CSV file, taken apart by Arrow's parser.

#include <arrow/buffer.h>
#include <arrow/csv/options.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "features/source.h"

namespace arrow::csv {
class BlockParser;
}

namespace segmenta::features {

/// What all blocks of one file share.
struct CsvFormat {
  std::string file;
  std::int32_t columns = 0;
  arrow::csv::ParseOptions options;
};

/// Where the text of a block stands in its file.
struct CsvSlice {
  std::shared_ptr<arrow::Buffer> text;
  std::int64_t first_line = 1;
  std::int64_t lines = 0;
  bool last = false;  ///< may lack its line break
};

class CsvBlock : public Block {
 public:
  CsvBlock(std::shared_ptr<const CsvFormat> format, CsvSlice slice);
  ~CsvBlock() override;

  void decode() override;
  [[nodiscard]] std::int64_t rows() const override;
  [[nodiscard]] std::vector<std::string_view> cells(std::size_t column) const override;
  [[nodiscard]] std::int64_t position(std::int64_t row) const override;

 private:
  [[nodiscard]] std::string_view text() const;
  [[noreturn]] void refuse_row(const char* at, std::int32_t columns) const;
  void refuse_open_quote() const;

  std::shared_ptr<const CsvFormat> format_;
  CsvSlice slice_;
  std::unique_ptr<arrow::csv::BlockParser> parser_;
  mutable std::vector<std::int64_t> lines_of_rows_;  // found when first asked for, where rows are not lines
};

}  // namespace segmenta::features
