#pragma once
// The files of one list: lines that are gathered and added to a file, several where a platform takes none so large.

#include <segmenta/audience.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "audience/pending_folder.h"
#include "sha256.h"

namespace segmenta {

class ListFiles {
 public:
  /// `name`: below the folder, without ".csv"; `header` begins each file; `buffer`: bytes gathered before they are
  /// written. `folder` must outlive it.
  ListFiles(const PendingFolder& folder, std::string name, std::string header, std::int64_t most_bytes,
            std::size_t buffer);

  /// A line, with its end.
  void add(std::string_view line);
  /// Writes what is left and names the files; none where there was no line.
  std::vector<ListFile> finish();
  /// Removes what was written.
  void discard();

 private:
  void begin();
  void flush();
  void end();
  [[nodiscard]] std::string part_name(std::size_t number) const;

  const PendingFolder& folder_;
  std::string name_, header_;
  std::int64_t most_bytes_;
  std::size_t buffer_;
  std::string gathered_;
  std::int64_t rows_ = 0, rows_of_file_ = 0, bytes_of_file_ = 0;
  Sha256 digest_;
  std::vector<ListFile> files_;
};

}  // namespace segmenta
