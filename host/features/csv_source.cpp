// Reads a CSV file, packed or not, in slices of whole rows, the header first.

#include "features/csv_source.h"

#include <arrow/csv/chunker.h>
#include <arrow/csv/parser.h>
#include <arrow/io/compressed.h>
#include <arrow/io/file.h>
#include <arrow/util/compression.h>
#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "features/arrow_errors.h"
#include "features/csv_block.h"
#include "features/line_count.h"
#include "features/utf8.h"

namespace segmenta::features {
namespace {

constexpr std::int64_t block_bytes = std::int64_t{1} << 20;
constexpr std::int64_t longest_row = std::int64_t{64} << 20;

arrow::csv::ParseOptions parse_options(char delimiter) {
  auto options = arrow::csv::ParseOptions::Defaults();
  options.delimiter = delimiter;
  options.newlines_in_values = true;
  return options;
}

// Whether a line has a value, by whatever its values are separated.
bool has_value(std::string_view line, const std::string& value) {
  constexpr std::string_view around = ",;\t|\" ";
  for (std::size_t at = line.find(value); at != std::string_view::npos; at = line.find(value, at + 1)) {
    const std::size_t end = at + value.size();
    const bool begins = at == 0 || around.find(line[at - 1]) != std::string_view::npos;
    if (begins && (end == line.size() || around.find(line[end]) != std::string_view::npos)) return true;
  }
  return false;
}

// Counted from 0.
std::optional<std::int64_t> first_line_with(std::string_view text, const std::string& value) {
  constexpr std::int64_t most_lines = 50;
  if (value.empty()) return std::nullopt;
  for (std::int64_t line = 0; line < most_lines && !text.empty(); ++line) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    if (has_value(text.substr(0, end), value)) return line;
    text.remove_prefix(std::min(text.size(), end + (text.substr(end).starts_with("\r\n") ? 2 : 1)));
  }
  return std::nullopt;
}

// The text of a file, unpacked where it is packed.
class TextInput {
 public:
  TextInput(const std::string& name, bool gzip)
      : file_(check(arrow::io::ReadableFile::Open(name), name)), input_(file_) {
    if (!gzip) return;
    codec_ = check(arrow::util::Codec::Create(arrow::Compression::GZIP), name);
    input_ = check(arrow::io::CompressedInputStream::Make(codec_.get(), file_), name);
  }

  // Reads so many bytes, fewer at the end of the file.
  std::int64_t read(std::int64_t bytes, std::uint8_t* to, const std::string& name) {
    std::int64_t filled = 0;
    while (filled < bytes) {
      const auto more = check(input_->Read(bytes - filled, to + filled), name);
      if (more == 0) break;
      filled += more;
    }
    return filled;
  }

  [[nodiscard]] std::int64_t bytes_read() const { return file_->Tell().ValueOr(0); }

 private:
  std::shared_ptr<arrow::io::ReadableFile> file_;
  std::unique_ptr<arrow::util::Codec> codec_;
  std::shared_ptr<arrow::io::InputStream> input_;
};

class CsvSource : public Source {
 public:
  CsvSource(std::string name, bool gzip, char delimiter, std::size_t preamble)
      : name_(std::move(name)),
        input_(name_, gzip),
        format_(std::make_shared<CsvFormat>()),
        chunker_(arrow::csv::MakeChunker(parse_options(delimiter))) {
    format_->file = name_;
    format_->options = parse_options(delimiter);
    pass_preamble(static_cast<std::int64_t>(preamble));
    read_header();
  }

  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] const std::vector<SourceColumn>& columns() const override { return columns_; }
  [[nodiscard]] std::string_view position_word() const override { return "line"; }
  [[nodiscard]] char delimiter() const override { return format_->options.delimiter; }
  void select(const std::vector<std::size_t>&) override {}
  [[nodiscard]] std::optional<std::int64_t> line_with(const std::string& value) const override {
    const auto line = first_line_with(static_cast<std::string_view>(*first_.text), value);
    return line ? std::optional(first_.first_line + *line) : std::nullopt;
  }
  [[nodiscard]] std::int64_t bytes_read() const override { return input_.bytes_read(); }

  std::unique_ptr<Block> next() override {
    CsvSlice slice = std::exchange(first_, {});
    if (slice.text == nullptr) slice = read_slice();
    if (slice.text == nullptr) return nullptr;
    return std::make_unique<CsvBlock>(format_, std::move(slice));
  }

 private:
  // Whole lines: what was left over of the last block, and what follows. No text at the end of the file.
  CsvSlice read_slice() {
    CsvSlice slice;
    while (!slice.last && (slice.text == nullptr || slice.text->size() == 0)) {
      const std::int64_t wanted = std::max(block_bytes, rest_ == nullptr ? 0 : rest_->size());
      slice.last = !append_to_rest(wanted);
      if (slice.last) {
        slice.text = std::exchange(rest_, nullptr);
      } else {
        const auto text = std::exchange(rest_, nullptr);
        check(chunker_->Process(text, &slice.text, &rest_), name_);
        refuse_endless_row();
      }
    }
    if (slice.text != nullptr) count_lines(slice);
    return slice;
  }

  // False at the end of the file.
  bool append_to_rest(std::int64_t bytes) {
    const std::int64_t kept = rest_ == nullptr ? 0 : rest_->size();
    auto buffer = check(arrow::AllocateResizableBuffer(kept + bytes), name_);
    if (kept > 0) std::memcpy(buffer->mutable_data(), rest_->data(), static_cast<std::size_t>(kept));
    const std::int64_t read = input_.read(bytes, buffer->mutable_data() + kept, name_);
    if (read == 0) return false;
    check(buffer->Resize(kept + read, false), name_);
    rest_ = std::move(buffer);
    return true;
  }

  void refuse_endless_row() const {
    if (rest_->size() <= longest_row) return;
    throw Error(ErrorKind::input,
                fmt::format("{} line {} does not end within {} MiB", name_, next_line_, longest_row >> 20),
                "a quoted value may never be closed", "Close the quote, or double it where it belongs to the value");
  }

  void count_lines(CsvSlice& slice) {
    const auto text = static_cast<std::string_view>(*slice.text);
    slice.first_line = next_line_;
    slice.lines = count_line_breaks(text, previous_);
    next_line_ += slice.lines;
    if (slice.last && !text.empty() && previous_ != '\n' && previous_ != '\r') ++slice.lines;
  }

  // Before lines are taken apart, since its quotes mean nothing.
  void pass_preamble(std::int64_t bytes) {
    append_to_rest(static_cast<std::int64_t>(byte_order_mark.size()) + bytes);
    if (rest_ == nullptr) return;
    const auto text = static_cast<std::string_view>(*rest_);
    const auto mark = static_cast<std::int64_t>(text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0);
    next_line_ +=
        count_line_breaks(text.substr(static_cast<std::size_t>(mark), static_cast<std::size_t>(bytes)), previous_);
    rest_ = arrow::SliceBuffer(rest_, mark + bytes);
  }

  void read_header() {
    first_ = read_slice();
    if (first_.text == nullptr) refuse_empty();
    if (static_cast<std::string_view>(*first_.text).find_first_not_of("\r\n") == std::string_view::npos) refuse_empty();
    arrow::csv::BlockParser parser(format_->options, -1, -1, 1);
    std::uint32_t bytes = 0;
    const auto text = static_cast<std::string_view>(*first_.text);
    check(first_.last ? parser.ParseFinal(text, &bytes) : parser.Parse(text, &bytes), name_);
    check(parser.VisitLastRow([&](const std::uint8_t* data, std::uint32_t size, bool, bool) {
      const std::string_view name(reinterpret_cast<const char*>(data), size);
      columns_.push_back({recoded_to_utf8(name).value_or(std::string(name)), DeclaredType::none});
      return arrow::Status::OK();
    }),
          name_);
    format_->columns = static_cast<std::int32_t>(columns_.size());
    pass(bytes);
  }

  void pass(std::uint32_t bytes) {
    char previous = '\0';
    const auto passed = static_cast<std::string_view>(*first_.text).substr(0, bytes);
    const std::int64_t lines = count_line_breaks(passed, previous);
    first_.first_line += lines;
    first_.lines -= lines;
    first_.text = arrow::SliceBuffer(first_.text, bytes);
  }

  [[noreturn]] void refuse_empty() const {
    throw Error(ErrorKind::input, "Cannot read " + name_, "it has no line but empty ones",
                "A file starts with a header line");
  }

  std::string name_;
  TextInput input_;
  std::shared_ptr<CsvFormat> format_;
  std::vector<SourceColumn> columns_;
  std::unique_ptr<arrow::Chunker> chunker_;
  std::shared_ptr<arrow::Buffer> rest_;  // read, but not yet handed out
  CsvSlice first_;                       // what follows the header in the first slice
  std::int64_t next_line_ = 1;
  char previous_ = '\0';  // last character handed out
};

}  // namespace

TextStart text_start(const std::filesystem::path& file, bool gzip) {
  constexpr std::int64_t bytes = 64 << 10;
  TextStart start;
  start.text.resize(static_cast<std::size_t>(bytes));
  TextInput input(file.string(), gzip);
  const std::int64_t read = input.read(bytes, reinterpret_cast<std::uint8_t*>(start.text.data()), file.string());
  start.text.resize(static_cast<std::size_t>(read));
  start.whole = read < bytes;
  return start;
}

std::unique_ptr<Source> open_csv(const std::filesystem::path& file, bool gzip, char delimiter, std::size_t preamble) {
  return std::make_unique<CsvSource>(file.string(), gzip, delimiter, preamble);
}

}  // namespace segmenta::features
