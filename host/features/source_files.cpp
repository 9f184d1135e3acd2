// Opens the files of a source, and holds the columns of its parts against each other.

#include "features/source_files.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <utility>

#include "features/delimiter.h"
#include "features/folder_keys.h"

namespace segmenta::features {
namespace {

std::int64_t bytes_of(const std::filesystem::path& file) {
  std::error_code error;
  const auto bytes = std::filesystem::file_size(file, error);
  return error ? 0 : static_cast<std::int64_t>(bytes);
}

// A packed file of nothing has some bytes, too.
bool is_empty_part(const std::filesystem::path& file) { return bytes_of(file) < 1024 && is_blank(file); }

const SourceColumn* beyond(const std::vector<SourceColumn>& columns, const std::vector<SourceColumn>& known) {
  for (const SourceColumn& column : columns) {
    const auto same = [&](const SourceColumn& other) { return other.name == column.name; };
    if (std::none_of(known.begin(), known.end(), same)) return &column;
  }
  return nullptr;
}

}  // namespace

SourceFiles::SourceFiles(std::filesystem::path given, CsvLayout layout, const Context& context)
    : given_(std::move(given)), layout_(layout), context_(&context), files_(input_files(given_, context)) {
  if (files_.size() > 1) {
    std::vector<InputFile> parts;
    for (InputFile& file : files_) {
      if (is_empty_part(file.path)) {
        context.note(fmt::format("{} has no line and is left out", file.path.string()));
      } else {
        parts.push_back(std::move(file));
      }
    }
    files_ = std::move(parts);
  }
  if (files_.empty()) {
    throw Error(ErrorKind::input, fmt::format("Cannot read {}", given_.string()), "no file in it has a line",
                "Check that it was written to its end");
  }
  for (const InputFile& file : files_) bytes_ += bytes_of(file.path);
}

std::unique_ptr<Source> SourceFiles::open(std::size_t file) {
  const InputFile& input = files_[file];
  auto source = open_source(input.path, layout_, *context_);
  tell_delimiter(*source);
  return with_folder_keys(std::move(source), input);
}

void SourceFiles::tell_delimiter(const Source& source) {
  const char delimiter = source.delimiter();
  if (delimiter == '\0' || delimiter == told_) return;
  told_ = delimiter;
  if (delimiter == layout_.delimiter || delimiter == layout_.preferred_delimiter) return;
  context_->note(fmt::format("{} separates its values by {}", source.name(), delimiter_text(delimiter)));
}

void check_same_columns(const Source& source, const std::vector<SourceColumn>& columns, const std::string& first) {
  if (const SourceColumn* other = beyond(columns, source.columns())) {
    throw Error(ErrorKind::input, fmt::format("{} has no column '{}', which {} has", source.name(), other->name, first),
                "all files of a source have the same columns", "Leave the file out, or give it that column");
  }
  if (const SourceColumn* other = beyond(source.columns(), columns)) {
    throw Error(ErrorKind::input,
                fmt::format("{} has a column '{}', which {} has not", source.name(), other->name, first),
                "all files of a source have the same columns", "Leave the file out, or take that column from it");
  }
}

}  // namespace segmenta::features
