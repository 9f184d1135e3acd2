// Tells the format of a file by its first bytes, and refuses those of other programs by name.

#include "features/source.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <fstream>

#include "features/csv_source.h"
#include "features/delimiter.h"
#include "features/parquet_source.h"

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
};

constexpr std::string_view gzip_magic = "\x1f\x8b";

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& why, const std::string& way_out) {
  throw Error(ErrorKind::input, fmt::format("Cannot read {}", file.string()), why, way_out);
}

std::string first_bytes(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) refuse(file, "there is no such file", "Check the path");
  if (std::filesystem::is_directory(file, error)) refuse(file, "it is a folder", "Name the files in it");
  std::string bytes(8, '\0');
  std::ifstream stream(file, std::ios::binary);
  if (!stream) refuse(file, "it cannot be opened", "Check its permissions");
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  if (bytes.empty()) refuse(file, "it is empty", "A file starts with a header line");
  return bytes;
}

std::string listed(const std::vector<SourceColumn>& columns) {
  std::string names;
  for (std::size_t i = 0; i < columns.size() && i < 50; ++i) names += (i == 0 ? "" : ", ") + columns[i].name;
  return columns.size() > 50 ? names + ", ..." : names;
}

}  // namespace

std::unique_ptr<Source> open_source(const std::filesystem::path& file, const Delimiter& delimiter,
                                    const Context& context) {
  const std::string bytes = first_bytes(file);
  for (const Foreign& foreign : foreign_formats) {
    if (bytes.starts_with(foreign.magic)) refuse(file, foreign.what, foreign.way_out);
  }
  if (bytes.starts_with("PAR1")) return open_parquet(file, context);
  const bool gzip = bytes.starts_with(gzip_magic);
  if (delimiter.given) return open_csv(file, gzip, *delimiter.given);
  const TextStart start = text_start(file, gzip);
  return open_csv(file, gzip, found_delimiter(start.text, start.whole, delimiter.preferred));
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
                columns.size() == 1 ? fmt::format("Its only column is '{}': check the delimiter", columns[0].name)
                                    : fmt::format("Its columns are: {}", listed(columns)));
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
