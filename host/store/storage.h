#pragma once
// How a dataset is stored: whether that can be read here, and the cache that reading it in blocks needs.

#include <string>

#include "store/arrays.h"
#include "store/hdf5.h"

namespace segmenta {

/// Throws Error(input) for a filter that is not installed (named, with the package that has it) and for files that a
/// virtual or external dataset takes its values from and that are not there.
void refuse_unreadable_storage(const h5::Handle& dataset, const h5::Subject& subject, bool follows_links);

/// Throws Error(input) where fewer bytes are stored than the shape needs: a size that was declared and never filled, or
/// a damaged file, in which HDF5 would read beyond the end of what there is.
void refuse_unfit_size(const h5::Handle& dataset, const h5::Shape& shape, const h5::Subject& subject);

/// Opens a dataset again with a cache that holds the chunks of one block of rows, so that none is unpacked twice.
/// Closes `dataset` before: while one is open, HDF5 keeps to the cache that it was opened with.
h5::Handle open_with_cache(const h5::File& file, const std::string& path, h5::Handle dataset);

}  // namespace segmenta
