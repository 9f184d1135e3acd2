#pragma once
// The blocks of all files of a source, one file after another, as block_stream.h has those of one.

#include <segmenta/context.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "features/block_stream.h"
#include "features/source_files.h"

namespace segmenta::features {

/// The columns that are read of each file of a source.
struct WantedColumns {
  std::vector<SourceColumn> columns;  ///< as the first file has them
  std::vector<SourceColumn> all{};    ///< of the first file, where every file must have the same; else empty
  std::string first{};                ///< the first file, for messages
};

/// A file of a source, and where it has the wanted columns.
struct SourcePart {
  const Source& source;
  const std::vector<std::size_t>& columns;
};

/// Where `source` has the wanted columns. Throws Error(input) where it lacks one, or has others than all have.
inline std::vector<std::size_t> find_columns(const Source& source, const WantedColumns& wanted) {
  if (!wanted.all.empty()) check_same_columns(source, wanted.all, wanted.first);
  std::vector<std::size_t> found;
  for (const SourceColumn& column : wanted.columns) found.push_back(find_column(source, column.name));
  return found;
}

/// Calls work(part, block), which returns a Result, for blocks at the same time; then consume(part, block, result) for
/// one after another, in the order of the files.
template <class Result, class Work, class Consume>
void stream_parts(SourceFiles& files, const WantedColumns& wanted, std::string_view step, ThreadPool& pool,
                  const Context& context, const Work& work, const Consume& consume) {
  std::int64_t done = 0;
  for (std::size_t file = 0; file < files.count(); ++file) {
    const auto source = files.open(file);
    const std::vector<std::size_t> columns = find_columns(*source, wanted);
    source->select(columns);
    const SourcePart part{*source, columns};
    stream_blocks<Result>(
        *source, pool, context, [&](const Block& block) { return work(part, block); },
        [&](const Block& block, Result result) {
          consume(part, block, std::move(result));
          context.progress(step, std::min(files.bytes(), done + source->bytes_read()), files.bytes());
        });
    done += source->bytes_read();
  }
}

}  // namespace segmenta::features
