// Tells the format of a file by its first bytes, and refuses those of other programs by name.

#include "features/source.h"

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/number_text.h>

#include <algorithm>
#include <fstream>

#include "features/csv_source.h"
#include "features/delimiter.h"
#include "features/parquet_source.h"
#include "features/preamble.h"
#include "letter_case.h"

namespace segmenta::features {
namespace {

// Known by its first bytes, and not to be read.
struct Foreign {
  std::string_view magic;
  const char* what;
  const char* way_out;
};

constexpr Foreign foreign_formats[] = {
    {"PK\x03\x04", "it is a zip archive or an Excel workbook", "Save it as CSV, or unpack it"},
    {"\xff\xfe", "its text is UTF-16", "Convert it, for example with: iconv -f UTF-16 -t UTF-8"},
    {"\xfe\xff", "its text is UTF-16", "Convert it, for example with: iconv -f UTF-16 -t UTF-8"},
    {"\x89HDF\r\n", "it is an HDF5 file", "Order lines and joined sources are CSV, CSV.gz or Parquet"},
    {"BZh", "it is compressed with bzip2", "Unpack it, or compress it with gzip"},
    {"\x28\xb5\x2f\xfd", "it is compressed with zstd", "Unpack it, or compress it with gzip"},
    {"\xfd"
     "7zXZ",
     "it is compressed with xz", "Unpack it, or compress it with gzip"},
    {"\x04\x22\x4d\x18", "it is compressed with lz4", "Unpack it, or compress it with gzip"},
    {"ARROW1", "it is a Feather or Arrow file", "Write it as Parquet or CSV"},
    {"FEA1", "it is a Feather file", "Write it as Parquet or CSV"},
    {"Obj\x01", "it is an Avro file", "Write it as Parquet or CSV"},
    {"SQLite format 3", "it is an SQLite database", "Export the table as CSV"},
    {"\xd0\xcf\x11\xe0", "it is an Excel workbook of before 2007", "Save it as CSV"},
    {"\x93NUMPY", "it is an array of NumPy", "Write it as Parquet or CSV"},
    {"%PDF", "it is a PDF document", "Export the table as CSV"},
    {"<stata_dta>", "it is a Stata file", "Write it as Parquet or CSV"},
    {"$FL2", "it is an SPSS file", "Write it as Parquet or CSV"},
};

constexpr std::string_view gzip_magic = "\x1f\x8b";

// The rule is that of the format, which no CSV file keeps by chance.
bool has_control_character(std::string_view bytes) {
  return std::ranges::any_of(bytes, [](char c) { return c >= 0 && c < ' ' && c != '\t' && c != '\r' && c != '\n'; });
}

bool is_orc(std::string_view bytes) { return bytes.starts_with("ORC") && has_control_character(bytes); }

// Every other byte of letters of Europe is 0: the first of each pair, or the second. Empty for other text.
std::string utf_16_order(std::string_view bytes) {
  if (bytes.size() < 4) return {};
  const auto zeros_at = [&](std::size_t first) {
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
      if (bytes[i + first] != '\0' || bytes[i + 1 - first] == '\0') return false;
    }
    return true;
  };
  if (zeros_at(0)) return "BE";
  return zeros_at(1) ? "LE" : "";
}

bool is_json(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return false;
  const std::size_t second = text.find_first_not_of(blanks, first + 1);
  const char next = second == std::string_view::npos ? '\0' : text[second];
  return text[first] == '{' ? next == '"' || next == '}' : text[first] == '[' && (next == '{' || next == '[');
}

bool is_markup(std::string_view text) {
  return text.size() > 1 && text[0] == '<' &&
         (text[1] == '!' || text[1] == '?' || lower_case(std::string(text.substr(0, 5))) == "<html");
}

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& why, const std::string& way_out) {
  throw Error(ErrorKind::input, fmt::format("Cannot read {}", file.string()), why, way_out);
}

void refuse_utf_16(const std::filesystem::path& file, std::string_view text) {
  if (const std::string order = utf_16_order(text.substr(0, 64)); !order.empty()) {
    refuse(file, "its text is UTF-16", fmt::format("Convert it, for example with: iconv -f UTF-16{} -t UTF-8", order));
  }
}

// Text, unpacked, that is no CSV.
void refuse_other_text(const std::filesystem::path& file, std::string_view text) {
  if (is_json(text)) refuse(file, "it is JSON", "Write it as CSV or Parquet");
  if (is_markup(text)) refuse(file, "it is HTML or XML", "Export the table as CSV");
}

std::string first_bytes(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) refuse(file, "there is no such file", "Check the path");
  if (std::filesystem::is_directory(file, error)) refuse(file, "it is a folder", "Name the files in it");
  // It is read more than once, and opening a pipe would wait for its writer.
  if (!std::filesystem::is_regular_file(file, error)) {
    refuse(file, "it is a pipe or a device", "Write the lines into a file, and name that");
  }
  std::string bytes(64, '\0');
  std::ifstream stream(file, std::ios::binary);
  if (!stream) refuse(file, "it cannot be opened", "Check its permissions");
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  if (bytes.empty()) refuse(file, "it is empty", "A file starts with a header line");
  return bytes;
}

// Bytes of the lines to skip, of which the beginning of the file must have all.
std::size_t skipped_bytes(const std::filesystem::path& file, std::string_view text, bool whole, std::int64_t lines) {
  const auto bytes = bytes_of_lines(text, lines);
  if (bytes && !(whole && *bytes == text.size())) return *bytes;
  throw Error(ErrorKind::input, fmt::format("Cannot skip {} of {}", counted_text(lines, "line"), file.string()),
              whole ? "it has no line after them" : "they are longer than 64 KiB",
              "Give the number of lines before its header with --skip-lines");
}

std::string listed(const std::vector<SourceColumn>& columns) {
  std::string names;
  for (std::size_t i = 0; i < columns.size() && i < 50; ++i) names += (i == 0 ? "" : ", ") + columns[i].name;
  return columns.size() > 50 ? names + ", ..." : names;
}

// The columns, and the line that may be the header in place of theirs.
std::string what_there_is(const Source& source, const std::string& name) {
  const auto& columns = source.columns();
  const auto line = source.line_with(name);
  const std::string header =
      line ? fmt::format(
                 "Line {} has it: if that is the header, begin there with --skip-lines {} (of a joined file "
                 "FILE:{})",
                 *line, *line - 1, *line - 1)
           : "";
  if (columns.size() > 1) return fmt::format("Its columns are: {}{}{}", listed(columns), line ? ". " : "", header);
  return fmt::format("Its only column is '{}'{}", columns[0].name,
                     line ? ". " + header : ": check the delimiter, or skip lines before the header with --skip-lines");
}

}  // namespace

std::optional<std::int64_t> Source::line_with(const std::string& /*value*/) const { return std::nullopt; }

std::unique_ptr<Source> open_source(const std::filesystem::path& file, const CsvLayout& layout,
                                    const Context& context) {
  const std::string bytes = first_bytes(file);
  for (const Foreign& foreign : foreign_formats) {
    if (bytes.starts_with(foreign.magic)) refuse(file, foreign.what, foreign.way_out);
  }
  if (bytes.starts_with("PAR1")) {
    if (layout.skip_lines == 0) return open_parquet(file, context);
    throw Error(ErrorKind::input, fmt::format("Cannot skip lines of {}", file.string()),
                "it is a Parquet file, which has no lines", "Leave --skip-lines out");
  }
  if (is_orc(bytes)) refuse(file, "it is an ORC file", "Write it as Parquet or CSV");
  const bool gzip = bytes.starts_with(gzip_magic);
  const TextStart start = text_start(file, gzip);
  std::string_view text = start.text;
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  refuse_utf_16(file, text);
  const std::size_t skipped = skipped_bytes(file, text, start.whole, layout.skip_lines);
  text.remove_prefix(skipped);
  refuse_other_text(file, text);
  const Preamble preamble = preamble_of(text, start.whole);
  text.remove_prefix(preamble.bytes);
  const std::optional<char> given = layout.delimiter ? layout.delimiter : preamble.delimiter;
  return open_csv(file, gzip, given ? *given : found_delimiter(text, start.whole, layout.preferred_delimiter),
                  skipped + preamble.bytes);
}

bool is_blank(const std::filesystem::path& file) {
  const TextStart start = text_start(file, first_bytes(file).starts_with(gzip_magic));
  return start.whole && start.text.find_first_not_of("\r\n") == std::string::npos;
}

std::size_t find_column(const Source& source, const std::string& name) {
  const auto& columns = source.columns();
  const auto named = [&](const SourceColumn& column) { return column.name == name; };
  const auto found = std::find_if(columns.begin(), columns.end(), named);
  if (found == columns.end()) {
    throw Error(ErrorKind::input, fmt::format("{} has no column '{}'", source.name(), name), "",
                what_there_is(source, name));
  }
  if (std::find_if(found + 1, columns.end(), named) != columns.end()) {
    throw Error(ErrorKind::input, fmt::format("{} has two columns '{}'", source.name(), name), "",
                "Rename one of them");
  }
  return static_cast<std::size_t>(found - columns.begin());
}

std::string place(const Source& source, const Block& block, std::int64_t row) {
  return fmt::format("{} {} {}", source.name(), source.position_word(), block.position(row));
}

}  // namespace segmenta::features
