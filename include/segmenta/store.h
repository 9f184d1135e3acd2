#pragma once
// Feature stores in HDF5: reading any of the usual layouts, writing Segmenta's own.
//
// Layouts read: a group of equal-length 1-D datasets; a 2-D matrix with feature names and ids; a 1-D compound
// table; pandas tables (`to_hdf`, format "table" or "fixed"); AnnData (.h5ad); vaex. Numbers are integer,
// float16/32/64 or bool, either byte order; ids are integers or fixed or variable strings.
//
// @code
// const std::unique_ptr<segmenta::Store> store = segmenta::open_store("customers.h5");
// const std::size_t column = store->column_index("monetary");
// std::vector<double> values(static_cast<std::size_t>(store->rows()));
// store->read({&column, 1}, 0, store->rows(), values.data());
// @endcode

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <segmenta/columns.h>
#include <segmenta/export.h>
#include <segmenta/overwrite.h>
#include <segmenta/table.h>

namespace SEGMENTA_API segmenta {

struct StoreOptions {
  std::string table;  ///< path of the group or dataset inside the file; empty: the only candidate
  std::string id;     ///< name of the id column; empty: found by name ("id", "customer_id", ...) where there is one
  /// Links, raw bytes and virtual datasets in files that are not in the folder of this one, or below. A file that is
  /// not trusted could name any.
  bool follow_links = false;
  Labels labels{};  ///< what people call columns, see read_labels(); of columns that are not there they say nothing
};

/// What a file was found to be.
struct StoreLayout {
  std::string layout;   ///< "group", "matrix", "compound", "pandas", "anndata", "vaex"
  std::string table;    ///< path inside the file
  std::string id_type;  ///< "int64", "string", ...; empty without ids
};

/// A table in a file. Everything that can be refused without reading the data is refused by open_store.
/// Thread-safety: as Table; several stores may be read at the same time where HDF5 is built for threads.
class Store : public Table {
 public:
  [[nodiscard]] virtual const StoreLayout& layout() const = 0;
  /// A text attribute of the file as a whole, such as those of write_store(); empty where there is none.
  [[nodiscard]] virtual std::string attribute(const std::string& name) const = 0;
};

/// Opens a feature store for reading. Throws Error(input) that names file, dataset, reason and a way out for
/// anything that is not a readable table: no HDF5, truncated, zero rows, unequal lengths, a filter whose plugin is
/// missing, wrong rank, dangling or cyclic links, absurd sizes, several candidates and no StoreOptions::table.
std::unique_ptr<Store> open_store(const std::filesystem::path& file, const StoreOptions& options = {});

/// Throws Error(input) naming the first id that occurs twice, with both rows. Reads all ids.
void check_unique_ids(const Table& table);

/// Names and texts; empty texts are not written.
using Attributes = std::vector<std::pair<std::string, std::string>>;

/// Writes a store: `/features` group of 1-D chunked datasets in the given order, `/id`, attributes units,
/// definition, source and, where there is one, role on each feature, and `attributes` of the file as a whole, such as
/// as_of, the day that it is of. The file appears whole or not at all. Throws Error(resources) when it cannot be
/// written, and as Overwrite says.
void write_store(const std::filesystem::path& file, const Ids& ids, const std::vector<StoreColumn>& columns,
                 const Attributes& attributes = {}, Overwrite overwrite = Overwrite::allowed);

/// For programs that do one job and end, called once as they begin: where HDF5 crashes on a damaged file in spite of
/// all that is tried before, the process says so on stderr, names the file, and ends with exit code 3. Handles SIGSEGV,
/// SIGBUS, SIGABRT, SIGFPE and SIGILL; where HDF5 has no part in it these end the process as before.
void end_well_on_damaged_files();

}  // namespace segmenta
