// Reads a Parquet file in blocks of rows by Arrow, and casts its columns to text.

#include "features/parquet_source.h"

#include <arrow/api.h>
#include <arrow/compute/cast.h>
#include <arrow/compute/exec.h>
#if __has_include(<arrow/compute/initialize.h>)
#include <arrow/compute/initialize.h>
#endif
#include <arrow/io/file.h>
#include <fmt/format.h>
#include <parquet/arrow/reader.h>
#include <parquet/file_reader.h>
#include <segmenta/error.h>

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <utility>

#include "features/arrow_errors.h"

namespace segmenta::features {
namespace {

constexpr std::int64_t rows_of_block = 65536;

DeclaredType declared_type(const arrow::DataType& type) {
  if (type.id() == arrow::Type::DICTIONARY) {
    return declared_type(*static_cast<const arrow::DictionaryType&>(type).value_type());
  }
  if (arrow::is_base_binary_like(type.id()) || type.id() == arrow::Type::FIXED_SIZE_BINARY) return DeclaredType::text;
  if (type.id() == arrow::Type::EXTENSION) {
    return declared_type(*static_cast<const arrow::ExtensionType&>(type).storage_type());
  }
  if (type.id() == arrow::Type::DOUBLE) return DeclaredType::real;
  if (arrow::is_floating(type.id())) return DeclaredType::single;
  return DeclaredType::other;
}

bool is_flat(const arrow::DataType& type) { return type.num_fields() == 0 || type.id() == arrow::Type::DICTIONARY; }

using Array = std::shared_ptr<arrow::Array>;

void initialize_compute() {
#if __has_include(<arrow/compute/initialize.h>)  // from Arrow 21 on
  static const arrow::Status status = arrow::compute::Initialize();
  check(status, "time zones");
#endif
}

// On the calendar of its zone, as the same table written to CSV has it.
arrow::Result<Array> without_zone(const Array& array) {
  const auto& type = static_cast<const arrow::TimestampType&>(*array->type());
  if (type.timezone().empty()) return array;
  if (type.timezone() == "UTC" || type.timezone() == "Z") return array->View(arrow::timestamp(type.unit()));
  initialize_compute();
  ARROW_ASSIGN_OR_RAISE(const arrow::Datum local, arrow::compute::CallFunction("local_timestamp", {array}));
  return local.make_array();
}

// Whole numbers that pandas turned into floats read as whole numbers again.
Array as_whole_numbers(const Array& array) {
  const auto whole = arrow::compute::Cast(*array, arrow::int64());
  return whole.ok() ? *whole : array;
}

// Sixteen bytes are a UUID nearly always: 123e4567-e89b-12d3-a456-426614174000.
arrow::Result<Array> uuid_text(const Array& array) {
  const auto& uuids = static_cast<const arrow::FixedSizeBinaryArray&>(*array);
  arrow::StringBuilder builder;
  for (std::int64_t row = 0; row < uuids.length(); ++row) {
    std::string text;
    for (std::int32_t i = 0; uuids.IsValid(row) && i < uuids.byte_width(); ++i) {
      text += fmt::format("{}{:02x}", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", uuids.GetValue(row)[i]);
    }
    ARROW_RETURN_NOT_OK(text.empty() ? builder.AppendNull() : builder.Append(text));
  }
  return builder.Finish();
}

arrow::Result<Array> as_text(Array array) {
  const auto type = array->type()->id();
  if (type == arrow::Type::EXTENSION) return as_text(static_cast<const arrow::ExtensionArray&>(*array).storage());
  if (type == arrow::Type::FIXED_SIZE_BINARY && array->type()->byte_width() == 16) return uuid_text(array);
  if (type == arrow::Type::DICTIONARY) {
    const auto& values = static_cast<const arrow::DictionaryType&>(*array->type()).value_type();
    ARROW_ASSIGN_OR_RAISE(array, arrow::compute::Cast(*array, values));
    return as_text(array);
  }
  if (type == arrow::Type::BINARY || type == arrow::Type::STRING) return array;
  if (type == arrow::Type::TIMESTAMP) {
    ARROW_ASSIGN_OR_RAISE(array, without_zone(array));
  }
  if (arrow::is_floating(type)) array = as_whole_numbers(array);
  return arrow::compute::Cast(*array, arrow::utf8());
}

class ParquetBlock : public Block {
 public:
  ParquetBlock(std::string file, std::shared_ptr<arrow::RecordBatch> batch, std::vector<std::size_t> columns,
               std::int64_t first_row)
      : file_(std::move(file)), batch_(std::move(batch)), columns_(std::move(columns)), first_row_(first_row) {}

  void decode() override {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      texts_[columns_[i]] = check(as_text(batch_->column(static_cast<int>(i))), file_);
    }
  }

  [[nodiscard]] std::int64_t rows() const override { return batch_->num_rows(); }

  [[nodiscard]] std::vector<std::string_view> cells(std::size_t column) const override {
    const auto& array = static_cast<const arrow::BinaryArray&>(*texts_.at(column));
    std::vector<std::string_view> cells(static_cast<std::size_t>(rows()));
    for (std::int64_t row = 0; row < rows(); ++row) {
      if (array.IsValid(row)) cells[static_cast<std::size_t>(row)] = array.GetView(row);
    }
    return cells;
  }

  [[nodiscard]] std::optional<std::vector<std::int64_t>> whole_numbers(std::size_t column) const override {
    const Array array = array_of(column);
    const auto type = array->type_id();
    if (!arrow::is_integer(type) || type == arrow::Type::UINT64 || array->null_count() > 0) return std::nullopt;
    const Array whole = check(arrow::compute::Cast(*array, arrow::int64()), file_);
    const auto* values = static_cast<const arrow::Int64Array&>(*whole).raw_values();
    return std::vector<std::int64_t>(values, values + whole->length());
  }
  [[nodiscard]] std::optional<std::vector<double>> real_numbers(std::size_t column) const override {
    const Array array = array_of(column);
    if (array->type_id() != arrow::Type::DOUBLE) return std::nullopt;
    const auto& reals = static_cast<const arrow::DoubleArray&>(*array);
    std::vector<double> values(reals.raw_values(), reals.raw_values() + reals.length());
    for (std::int64_t row = 0; reals.null_count() > 0 && row < reals.length(); ++row) {
      if (reals.IsNull(row)) values[static_cast<std::size_t>(row)] = std::numeric_limits<double>::quiet_NaN();
    }
    return values;
  }
  [[nodiscard]] std::int64_t position(std::int64_t row) const override { return first_row_ + row; }

 private:
  [[nodiscard]] Array array_of(std::size_t column) const {
    return batch_->column(static_cast<int>(std::ranges::lower_bound(columns_, column) - columns_.begin()));
  }

  std::string file_;
  std::shared_ptr<arrow::RecordBatch> batch_;
  std::vector<std::size_t> columns_;  // in order
  std::int64_t first_row_;
  std::map<std::size_t, Array> texts_;
};

class ParquetSource : public Source {
 public:
  ParquetSource(std::string name, const std::shared_ptr<arrow::io::ReadableFile>& file, const Context& context)
      : name_(std::move(name)), file_(file) {
    parquet::ArrowReaderProperties properties;
    properties.set_batch_size(rows_of_block);
    properties.set_use_threads(context.worker_threads() > 1);
    parquet::arrow::FileReaderBuilder builder;
    check(builder.Open(file), name_);
    check(builder.properties(properties)->Build(&reader_), name_);
    check(reader_->GetSchema(&schema_), name_);
    for (const auto& field : schema_->fields()) columns_.push_back({field->name(), declared_type(*field->type())});
    std::vector<std::size_t> all(columns_.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    selected_ = std::move(all);
  }

  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] const std::vector<SourceColumn>& columns() const override { return columns_; }
  [[nodiscard]] std::string_view position_word() const override { return "row"; }
  void select(const std::vector<std::size_t>& columns) override {
    selected_ = columns;
    std::sort(selected_.begin(), selected_.end());
    selected_.erase(std::unique(selected_.begin(), selected_.end()), selected_.end());
  }
  [[nodiscard]] std::int64_t bytes_read() const override { return file_->Tell().ValueOr(0); }

  std::unique_ptr<Block> next() override {
    if (batches_ == nullptr) open_batches();
    std::shared_ptr<arrow::RecordBatch> batch;
    check(batches_->ReadNext(&batch), name_);
    if (batch == nullptr) return nullptr;
    const std::int64_t first = std::exchange(next_row_, next_row_ + batch->num_rows());
    return std::make_unique<ParquetBlock>(name_, std::move(batch), selected_, first);
  }

 private:
  void open_batches() {
    std::vector<int> row_groups(static_cast<std::size_t>(reader_->num_row_groups()));
    std::iota(row_groups.begin(), row_groups.end(), 0);
    std::vector<int> leaves;
    for (const std::size_t column : selected_) leaves.push_back(leaf_of(column));
    batches_ = check(reader_->GetRecordBatchReader(row_groups, leaves), name_);
  }

  // Parquet counts leaves: those of nested columns before this one too.
  int leaf_of(std::size_t column) const {
    const auto& fields = schema_->fields();
    if (!is_flat(*fields[column]->type())) {
      throw Error(ErrorKind::input, fmt::format("Cannot read column '{}' of {}", columns_[column].name, name_),
                  "it is nested: " + fields[column]->type()->ToString(), "Flatten it into columns of plain values");
    }
    const auto* parquet_schema = reader_->parquet_reader()->metadata()->schema();
    for (int leaf = 0; leaf < parquet_schema->num_columns(); ++leaf) {
      if (parquet_schema->GetColumnRoot(leaf) == parquet_schema->group_node()->field(static_cast<int>(column)).get()) {
        return leaf;
      }
    }
    throw Error(ErrorKind::input, fmt::format("Cannot read column '{}' of {}", columns_[column].name, name_), "",
                "The file may be damaged");
  }

  std::string name_;
  std::shared_ptr<arrow::io::ReadableFile> file_;
  std::unique_ptr<parquet::arrow::FileReader> reader_;
  std::shared_ptr<arrow::Schema> schema_;
  std::vector<SourceColumn> columns_;
  std::vector<std::size_t> selected_;
  std::unique_ptr<arrow::RecordBatchReader> batches_;
  std::int64_t next_row_ = 1;
};

}  // namespace

std::unique_ptr<Source> open_parquet(const std::filesystem::path& file, const Context& context) {
  const std::string name = file.string();
  try {
    return std::make_unique<ParquetSource>(name, check(arrow::io::ReadableFile::Open(name), name), context);
  } catch (const parquet::ParquetException& error) {
    check(arrow::Status::IOError(error.what()), name);
    throw;
  }
}

}  // namespace segmenta::features
