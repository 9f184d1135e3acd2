#pragma once
// A source that was given by a path: its files, opened one after another.

#include <segmenta/context.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "features/input_files.h"
#include "features/source.h"

namespace segmenta::features {

class SourceFiles {
 public:
  /// Lists the files; parts without a line are left out with a note. Throws Error(input) where there is none.
  /// `context` must outlive it.
  SourceFiles(std::filesystem::path given, CsvLayout layout, const Context& context);

  /// As it was given.
  [[nodiscard]] const std::filesystem::path& given() const { return given_; }
  [[nodiscard]] std::size_t count() const { return files_.size(); }
  /// Of all files together, packed where they are.
  [[nodiscard]] std::int64_t bytes() const { return bytes_; }
  /// Opens a file, with the keys of its folders as columns. Says in a note, once, where values are separated by
  /// something else than a comma or than was given.
  std::unique_ptr<Source> open(std::size_t file);
  /// The first file, whose columns stand for all.
  std::unique_ptr<Source> open_first() { return open(0); }

 private:
  void tell_delimiter(const Source& source);

  std::filesystem::path given_;
  CsvLayout layout_;
  const Context* context_;
  std::vector<InputFile> files_;
  std::int64_t bytes_ = 0;
  char told_ = ',';  // the delimiter that was last spoken of
};

/// Throws Error(input) where a part of a source has not the `columns` that its first file has, in any order.
void check_same_columns(const Source& source, const std::vector<SourceColumn>& columns, const std::string& first);

}  // namespace segmenta::features
