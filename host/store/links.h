#pragma once
// What a file takes from other files: by external links, as raw bytes, or as a virtual dataset. A file that came from
// elsewhere could name any file of this machine, whose values would come out as those of a table.

#include <string>

#include "store/hdf5.h"

namespace segmenta {

/// Whether a file that is named in another one lies in its folder or below, by its name.
bool is_beside(const std::string& source);

/// Throws Error(input) naming the first external link to a file that is not.
void refuse_distant_links(const h5::File& file);

}  // namespace segmenta
