#pragma once
// A first look at all cells of a source: what its columns hold, before they are read into that.

#include <segmenta/context.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "features/column_kind.h"
#include "features/source_parts.h"

namespace segmenta::features {

struct FoundColumn {
  std::string name;
  ColumnKind kind;
  /// "table.csv line 7: spend 'n.a.'" of the first value that is no number, that is no date, that does not fit the type
  /// it was forced to; empty where there is none.
  std::string no_number{}, no_date{}, misfit{};
};

/// Reads every file of the source. `forced`: a type for each wanted column, or empty texts. `format`: of numbers.
/// `on_block` is called for
/// each block in the order of the files, for what else there is to learn.
std::vector<FoundColumn> look_at_columns(SourceFiles& files, const WantedColumns& wanted,
                                         const std::vector<std::string>& forced, const DateReader& dates,
                                         NumberFormat format, ThreadPool& pool, const Context& context,
                                         const std::function<void(const SourcePart&, const Block&)>& on_block);

/// Says in a note where a column is text for the sake of a few values, or since its numbers are written in another
/// format. `joined_file`: as options_of() has it.
void note_nearly_typed(const FoundColumn& column, const Context& context, const std::string& joined_file = {});

}  // namespace segmenta::features
