// The ids of a table alone, such as a list of customers.

#include <arrow/util/thread_pool.h>
#include <segmenta/error.h>
#include <segmenta/import.h>

#include "features/arrow_errors.h"
#include "features/date_cells.h"
#include "features/found_columns.h"
#include "features/import_ids.h"
#include "features/options.h"
#include "features/source_files.h"

namespace segmenta {

Ids import_id_column(const ImportOptions& options, const Context& context) {
  using namespace features;
  check_delimiter(options.delimiter);
  check_skip_lines(options.skip_lines);
  check(arrow::SetCpuThreadPoolCapacity(context.worker_threads()), options.table.string());
  ThreadPool pool(context.worker_threads());
  SourceFiles files(options.table, {options.delimiter, {}, options.skip_lines}, context);
  const SourceColumn column = [&] {
    const auto source = files.open_first();
    return source->columns()[find_column(*source, options.id)];
  }();
  ImportIds ids(options.id, column.declared == DeclaredType::text, true);
  look_at_columns(
      files, {{column}}, {""}, DateReader(""), {}, pool, context,
      [&](const SourcePart& part, const Block& block) { ids.add(part.source, block, block.cells(part.columns[0])); });
  return ids.ids(false);
}

}  // namespace segmenta
