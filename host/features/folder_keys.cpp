// Wraps a source and its blocks; a key has the same value in every row.

#include "features/folder_keys.h"

#include <algorithm>
#include <utility>

namespace segmenta::features {
namespace {

class KeyedBlock : public Block {
 public:
  KeyedBlock(std::unique_ptr<Block> block, std::size_t columns, std::shared_ptr<const std::vector<std::string>> values)
      : block_(std::move(block)), columns_(columns), values_(std::move(values)) {}

  void decode() override { block_->decode(); }
  [[nodiscard]] std::int64_t rows() const override { return block_->rows(); }
  [[nodiscard]] std::int64_t position(std::int64_t row) const override { return block_->position(row); }
  [[nodiscard]] std::vector<std::string_view> cells(std::size_t column) const override {
    if (column < columns_) return block_->cells(column);
    std::vector<std::string_view> cells(static_cast<std::size_t>(rows()), (*values_)[column - columns_]);
    return cells;
  }

 private:
  std::unique_ptr<Block> block_;
  std::size_t columns_;  // of the file
  std::shared_ptr<const std::vector<std::string>> values_;
};

class KeyedSource : public Source {
 public:
  KeyedSource(std::unique_ptr<Source> source, const InputFile& file)
      : source_(std::move(source)), columns_(source_->columns()), of_file_(columns_.size()) {
    std::vector<std::string> values;
    for (const auto& [key, value] : file.keys) {
      const bool known = std::any_of(columns_.begin(), columns_.end(),
                                     [&name = key](const SourceColumn& column) { return column.name == name; });
      if (known) continue;
      columns_.push_back({key, DeclaredType::none});
      values.push_back(value);
    }
    values_ = std::make_shared<const std::vector<std::string>>(std::move(values));
  }

  [[nodiscard]] const std::string& name() const override { return source_->name(); }
  [[nodiscard]] const std::vector<SourceColumn>& columns() const override { return columns_; }
  [[nodiscard]] std::string_view position_word() const override { return source_->position_word(); }
  [[nodiscard]] char delimiter() const override { return source_->delimiter(); }
  [[nodiscard]] std::optional<std::int64_t> line_with(const std::string& value) const override {
    return source_->line_with(value);
  }
  [[nodiscard]] std::int64_t bytes_read() const override { return source_->bytes_read(); }

  void select(const std::vector<std::size_t>& columns) override {
    std::vector<std::size_t> of_file = columns;
    std::erase_if(of_file, [this](std::size_t column) { return column >= of_file_; });
    source_->select(of_file);
  }

  std::unique_ptr<Block> next() override {
    auto block = source_->next();
    if (block == nullptr) return nullptr;
    return std::make_unique<KeyedBlock>(std::move(block), of_file_, values_);
  }

 private:
  std::unique_ptr<Source> source_;
  std::vector<SourceColumn> columns_;
  std::size_t of_file_;
  std::shared_ptr<const std::vector<std::string>> values_;
};

}  // namespace

std::unique_ptr<Source> with_folder_keys(std::unique_ptr<Source> source, const InputFile& file) {
  if (file.keys.empty()) return source;
  return std::make_unique<KeyedSource>(std::move(source), file);
}

}  // namespace segmenta::features
