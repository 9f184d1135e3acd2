#pragma once
// The contacts block by block, of whichever kind of file: cells of the columns that are asked for.

#include <segmenta/audience.h>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "features/source_parts.h"
#include "parallel.h"

namespace segmenta {

using ContactBlock = std::vector<std::vector<std::string_view>>;  ///< [columns][rows]

/// Contacts that are columns of a store, as text.
class StoredContacts {
 public:
  /// `columns`: the id first.
  StoredContacts(const std::filesystem::path& file, const std::vector<std::string>& columns);
  ~StoredContacts();

  /// The next rows; none at the end.
  ContactBlock next();
  [[nodiscard]] std::string place(std::int64_t row) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

bool is_store(const std::filesystem::path& file);

/// Calls work(block) for blocks at the same time, then consume(result, place) for one after another, in the order of
/// the file; place(row) names a row of the block.
template <class Result, class Work, class Consume>
void stream_contacts(const AudienceOptions& options, const std::vector<std::string>& columns, ThreadPool& pool,
                     const Context& context, const Work& work, const Consume& consume) {
  if (is_store(options.contacts)) {
    StoredContacts contacts(options.contacts, columns);
    for (ContactBlock block = contacts.next(); !block.empty(); block = contacts.next()) {
      context.check_cancelled();
      consume(work(block), [&](std::int64_t row) { return contacts.place(row); });
    }
    return;
  }
  features::SourceFiles files(options.contacts, {options.delimiter, {}, options.skip_lines}, context);
  features::WantedColumns wanted;
  {
    const auto first = files.open_first();
    for (const std::string& name : columns) wanted.columns.push_back(first->columns()[find_column(*first, name)]);
  }
  features::stream_parts<Result>(
      files, wanted, "contacts", pool, context,
      [&](const features::SourcePart& part, const features::Block& block) {
        ContactBlock cells;
        for (const std::size_t column : part.columns) cells.push_back(block.cells(column));
        return work(cells);
      },
      [&](const features::SourcePart& part, const features::Block& block, Result result) {
        consume(std::move(result), [&](std::int64_t row) { return features::place(part.source, block, row); });
      });
}

}  // namespace segmenta
