// Reads tables of one column, or of columns that are called as those of the contacts.

#include "audience/suppression.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <segmenta/error.h>
#include <segmenta/number_text.h>

#include <algorithm>
#include <string>
#include <vector>

#include "audience/normal_forms.h"
#include "features/cell.h"
#include "features/source_parts.h"

namespace segmenta {
namespace {

using features::Block;
using features::SourcePart;

enum class Kind { id, email, phone, any };

struct ListedColumn {
  features::SourceColumn column;
  Kind kind;
};

std::vector<ListedColumn> columns_of(const features::Source& source, const ContactColumns& contacts) {
  std::vector<ListedColumn> listed;
  for (const features::SourceColumn& column : source.columns()) {
    if (column.name.empty()) continue;
    if (column.name == contacts.email) listed.push_back({column, Kind::email});
    if (column.name == contacts.phone) listed.push_back({column, Kind::phone});
    if (column.name == contacts.id) listed.push_back({column, Kind::id});
  }
  if (listed.empty() && source.columns().size() == 1) listed.push_back({source.columns()[0], Kind::any});
  if (!listed.empty()) return listed;
  std::vector<std::string> names;
  for (const features::SourceColumn& column : source.columns()) names.push_back(column.name);
  throw Error(ErrorKind::input, fmt::format("{} does not say whom it is about", source.name()),
              fmt::format("its columns are {}", fmt::join(names, ", ")),
              "Give it a single column, or call one as the id, e-mail or phone of the contacts");
}

}  // namespace

class Suppression::Reader {
 public:
  Reader(Suppression& into, const AudienceOptions& options)
      : into_(into), options_(options), persons_(options.region, true) {}

  void read(const std::filesystem::path& file, ThreadPool& pool, const Context& context) {
    features::SourceFiles files(file, {options_.delimiter, {}, options_.skip_lines}, context);
    const std::vector<ListedColumn> listed = columns_of(*files.open_first(), options_.columns);
    features::WantedColumns wanted;
    for (const ListedColumn& one : listed) wanted.columns.push_back(one.column);
    using Cells = std::vector<std::vector<std::string_view>>;
    unreadable_ = 0;
    features::stream_parts<Cells>(
        files, wanted, "suppressed", pool, context,
        [](const SourcePart& part, const Block& block) {
          Cells cells;
          for (const std::size_t column : part.columns) cells.push_back(block.cells(column));
          return cells;
        },
        [&](const SourcePart&, const Block&, const Cells& cells) {
          for (std::size_t i = 0; i < cells.size(); ++i) {
            for (const std::string_view cell : cells[i]) add(features::trimmed(cell), listed[i].kind);
          }
        });
    if (unreadable_ == 0) return;
    context.note(fmt::format("{}: {} can be read neither as e-mail nor as phone: nobody is found by them",
                             file.string(), counted_text(unreadable_, "value")));
  }

 private:
  void add(std::string_view value, Kind kind) {
    if (features::is_missing(value)) return;
    const bool is_address = kind == Kind::email || (kind == Kind::any && value.find('@') != std::string_view::npos);
    if (kind == Kind::id || (kind == Kind::any && !is_address)) into_.ids_.insert(features::hash_of(value));
    if (kind == Kind::id) return;
    ContactCells cells;
    (is_address ? cells.email : cells.phone) = value;
    const Person person = persons_.person(cells);
    const PersonKeys keys = persons_.keys(person, false);
    if (keys.all.empty() && kind != Kind::any) ++unreadable_;
    if (keys.all.empty() && kind == Kind::any && is_address) ++unreadable_;
    for (const features::Hash128& key : keys.all) into_.persons_.insert(key);
  }

  Suppression& into_;
  const AudienceOptions& options_;
  PersonReader persons_;
  std::int64_t unreadable_ = 0;
};

Suppression::Suppression(const AudienceOptions& options, const Context& context) {
  if (options.suppressed.empty()) return;
  ThreadPool pool(context.worker_threads());
  Reader reader(*this, options);
  for (const std::filesystem::path& file : options.suppressed) reader.read(file, pool, context);
}

bool Suppression::holds(const PersonKeys& keys) const {
  return std::ranges::any_of(keys.all, [this](const features::Hash128& key) { return persons_.contains(key); });
}

}  // namespace segmenta
