#pragma once
// A table as a layout describes it: columns, and where each is stored.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <segmenta/table.h>

#include "store/column_set.h"
#include "store/hdf5.h"
#include "store/stored_rows.h"

namespace segmenta {

struct Field {
  Column column;
  std::shared_ptr<ColumnSet> set;
  std::size_t member = 0;
};

struct TableParts {
  std::string layout;
  std::string path;
  std::vector<Field> fields;    ///< columns of the table, one of which may be the id
  std::vector<Field> id_only;   ///< what may be the id but is never a column: an index, a dataset beside a matrix
  std::string usual_id;         ///< of id_only: the id unless another is named or found by name; may be empty
  bool ids_lie_beside = false;  ///< the id is of id_only where both have its name
};

/// A table that was found in a file, not yet opened.
struct Candidate {
  std::string layout;
  std::string path;
};

/// A column of a dataset of one dimension, or of two of which one is 1 (`row_axis` is the other), with its attributes
/// units, definition, source and role; dates where its attributes say so.
Field column_field(const h5::File& file, const std::string& path, const std::string& name, std::size_t row_axis = 0);
/// A member of a set under that name.
Field member_field(const std::shared_ptr<StoredRows>& set, std::size_t member, const std::string& name);
/// Every value of a 1-D dataset as text: names of features.
std::vector<std::string> all_as_text(const h5::File& file, const std::string& path);

TableParts group_parts(const h5::File& file, const std::string& group);
TableParts matrix_parts(const h5::File& file, const std::string& dataset);
TableParts compound_parts(const h5::File& file, const std::string& dataset);
TableParts pandas_parts(const h5::File& file, const std::string& group);
TableParts anndata_parts(const h5::File& file, const std::string& group);
TableParts vaex_parts(const h5::File& file, const std::string& group);

}  // namespace segmenta
