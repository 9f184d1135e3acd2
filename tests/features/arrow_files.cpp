// Parquet and packed files for the tests, written by Arrow.

#include "features/arrow_files.h"

#include <arrow/api.h>
#include <arrow/compute/cast.h>
#include <arrow/io/compressed.h>
#include <arrow/io/file.h>
#include <arrow/io/memory.h>
#include <arrow/util/compression.h>
#include <parquet/arrow/writer.h>

#include <cmath>
#include <memory>
#include <stdexcept>
#include <vector>

namespace segmenta {
namespace {

void require(const arrow::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.ToString());
}

using Array = std::shared_ptr<arrow::Array>;

template <class Builder, class Value>
Array array(Builder&& builder, const std::vector<Value>& values) {
  for (const Value& value : values) require(builder.Append(value));
  return builder.Finish().ValueOrDie();
}

Array ids() {
  arrow::Int64Builder builder;
  require(builder.AppendValues({17, 4000000000000018}));
  require(builder.AppendNull());
  require(builder.AppendValues({17, 4000000000000018}));
  return builder.Finish().ValueOrDie();
}

Array cast(const Array& array, const std::shared_ptr<arrow::DataType>& type) {
  return arrow::compute::Cast(*array, type).ValueOrDie();
}

Array days() {
  const auto texts = array(arrow::StringBuilder(),
                           std::vector<std::string>{"2020-01-01T10:00:00", "2020-01-02T11:30:00", "2020-02-01T00:00:00",
                                                    "2020-01-05T00:00:00", "2020-01-09T23:59:59"});
  return cast(texts, arrow::timestamp(arrow::TimeUnit::MICRO));
}

void write(const std::filesystem::path& file, const std::vector<std::string>& names, const std::vector<Array>& arrays) {
  arrow::FieldVector fields;
  for (std::size_t i = 0; i < names.size(); ++i) fields.push_back(arrow::field(names[i], arrays[i]->type()));
  const auto table = arrow::Table::Make(arrow::schema(fields), arrays);
  const auto stream = arrow::io::FileOutputStream::Open(file.string()).ValueOrDie();
  // With its schema, as pandas writes it: Parquet by itself keeps no time zones.
  const auto properties = parquet::ArrowWriterProperties::Builder().store_schema()->build();
  require(parquet::arrow::WriteTable(*table, arrow::default_memory_pool(), stream, 2,
                                     parquet::default_writer_properties(), properties));
  require(stream->Close());
}

}  // namespace

const char* const parquet_as_csv =
    "id,day,order,product,quantity,price\n"
    "17,2020-01-01T10:00:00,A1,501,2,1.25\n"
    "4000000000000018,2020-01-02T11:30:00,A2,502,1,99.99\n"
    ",2020-02-01T00:00:00,A3,501,1,1.25\n"
    "17,2020-01-05T00:00:00,C1,501,-1,1.25\n"
    "4000000000000018,2020-01-09T23:59:59,A4,503,3,0.1\n";

std::string gzip(const std::string& bytes) {
  const auto codec = arrow::util::Codec::Create(arrow::Compression::GZIP).ValueOrDie();
  const auto sink = arrow::io::BufferOutputStream::Create().ValueOrDie();
  const auto stream = arrow::io::CompressedOutputStream::Make(codec.get(), sink).ValueOrDie();
  require(stream->Write(bytes.data(), static_cast<std::int64_t>(bytes.size())));
  require(stream->Close());
  return sink->Finish().ValueOrDie()->ToString();
}

void write_parquet(const std::filesystem::path& file, bool pandas_floats, bool decimals) {
  const auto order = array(arrow::StringBuilder(), std::vector<std::string>{"A1", "A2", "A3", "C1", "A4"});
  const auto price = array(arrow::DoubleBuilder(), std::vector<double>{1.25, 99.99, 1.25, 1.25, 0.1});
  write(file, {"id", "day", "order", "product", "quantity", "price"},
        {pandas_floats ? cast(ids(), arrow::float64()) : ids(), days(),
         cast(order, arrow::dictionary(arrow::int32(), arrow::utf8())),
         array(arrow::Int32Builder(), std::vector<std::int32_t>{501, 502, 501, 501, 503}),
         array(arrow::Int32Builder(), std::vector<std::int32_t>{2, 1, 1, -1, 3}),
         decimals ? cast(price, arrow::decimal128(10, 2)) : price});
}

void write_nested_parquet(const std::filesystem::path& file) {
  auto values = std::make_shared<arrow::DoubleBuilder>();
  arrow::ListBuilder lists(arrow::default_memory_pool(), values);
  require(lists.Append());
  require(values->AppendValues({1, 2}));
  write(file, {"list", "id", "day", "amount"},
        {lists.Finish().ValueOrDie(), array(arrow::Int64Builder(), std::vector<std::int64_t>{1}),
         array(arrow::StringBuilder(), std::vector<std::string>{"2020-01-01"}),
         array(arrow::DoubleBuilder(), std::vector<double>{5})});
}

void write_customers_parquet(const std::filesystem::path& file) {
  const auto with_missing = [](auto builder, const auto& values) {
    for (const auto& value : values) require(builder.Append(value));
    require(builder.AppendNull());
    return builder.Finish().ValueOrDie();
  };
  const std::vector<double> infinite{1, HUGE_VAL, -HUGE_VAL};
  const std::string bytes("\0\1\2\3\4\5\6\7\x8\x9\xa\xb\xc\xd\xe\xf", 16);
  arrow::FixedSizeBinaryBuilder uuids(arrow::fixed_size_binary(16));
  require(uuids.Append(bytes));
  require(uuids.AppendNulls(2));
  write(file, {"id", "whole", "single", "infinite", "flag", "code", "day", "uuid"},
        {array(arrow::StringBuilder(), std::vector<std::string>{"007", "12", "1.0"}),
         with_missing(arrow::DoubleBuilder(), std::vector<double>{1, 2}),
         array(arrow::FloatBuilder(), std::vector<float>{0.1F, 1e-30F, 3}), array(arrow::DoubleBuilder(), infinite),
         with_missing(arrow::BooleanBuilder(), std::vector<bool>{true, false}),
         with_missing(arrow::StringBuilder(), std::vector<std::string>{"1", "NaN"}),
         with_missing(arrow::Date32Builder(), std::vector<std::int32_t>{18292, 18293}), uuids.Finish().ValueOrDie()});
}

void write_codes_parquet(const std::filesystem::path& file) {
  write(file, {"id", "day", "amount", "code"},
        {array(arrow::Int64Builder(), std::vector<std::int64_t>{1, 2}),
         array(arrow::StringBuilder(), std::vector<std::string>{"2020-01-01", "2020-01-02"}),
         array(arrow::DoubleBuilder(), std::vector<double>{5, 6}),
         array(arrow::StringBuilder(), std::vector<std::string>{"12", "13"})});
}

void write_zoned_parquet(const std::filesystem::path& file, const std::string& zone) {
  const auto texts = array(arrow::StringBuilder(), std::vector<std::string>{"2024-01-05T13:00:00"});
  const auto times = cast(texts, arrow::timestamp(arrow::TimeUnit::MICRO));
  write(file, {"id", "day", "amount"},
        {array(arrow::Int64Builder(), std::vector<std::int64_t>{1}),
         times->View(arrow::timestamp(arrow::TimeUnit::MICRO, zone)).ValueOrDie(),
         array(arrow::DoubleBuilder(), std::vector<double>{5})});
}

}  // namespace segmenta
