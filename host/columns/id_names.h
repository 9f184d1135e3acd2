#pragma once
// Names by which a column is known to be the id.

#include <string>

namespace segmenta {

/// How usual a name is for an id, 0 for the most usual; -1 where it is none. Case does not matter.
int id_rank(const std::string& name);
/// The same for a dataset beside a matrix, where a plural is usual too.
int id_rank_beside_matrix(const std::string& name);

}  // namespace segmenta
