// Files are open only while something is added: there may be more lists than a process may have files.

#include "audience/list_files.h"

#include <fmt/format.h>

#include <utility>

namespace segmenta {

ListFiles::ListFiles(const PendingFolder& folder, std::string name, std::string header, std::int64_t most_bytes,
                     std::size_t buffer)
    : folder_(folder), name_(std::move(name)), header_(std::move(header)), most_bytes_(most_bytes), buffer_(buffer) {}

std::string ListFiles::part_name(std::size_t number) const { return fmt::format("{}-{:02}.csv", name_, number); }

void ListFiles::begin() {
  gathered_ = header_;
  bytes_of_file_ = static_cast<std::int64_t>(header_.size());
  rows_of_file_ = 0;
}

void ListFiles::add(std::string_view line) {
  const auto bytes = static_cast<std::int64_t>(line.size());
  if (rows_ == 0) begin();
  if (most_bytes_ > 0 && rows_of_file_ > 0 && bytes_of_file_ + bytes > most_bytes_) {
    end();
    begin();
  }
  gathered_ += line;
  bytes_of_file_ += bytes;
  ++rows_of_file_;
  ++rows_;
  if (gathered_.size() >= buffer_) flush();
}

void ListFiles::flush() {
  digest_.add(gathered_);
  folder_.append(part_name(files_.size() + 1), gathered_);
  gathered_.clear();
}

void ListFiles::end() {
  flush();
  files_.push_back({part_name(files_.size() + 1), rows_of_file_, hex(digest_.finish())});
  folder_.sync(files_.back().file);
}

std::vector<ListFile> ListFiles::finish() {
  if (rows_ == 0) return {};
  end();
  if (files_.size() == 1) {
    const std::string only = name_ + ".csv";
    folder_.rename(files_[0].file, only);
    files_[0].file = only;
  }
  return std::move(files_);
}

void ListFiles::discard() {
  for (const ListFile& file : finish()) folder_.remove(file.file);
}

}  // namespace segmenta
