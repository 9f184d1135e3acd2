#pragma once
// What every segments file has.

#include <cstdint>
#include <string>
#include <vector>

#include <segmenta/origin.h>
#include <segmenta/segments.h>
#include <segmenta/table.h>

#include "store/hdf5.h"

namespace segmenta {

/// The root attributes, /id and /segment.
void write_segments_into(const h5::File& file, const std::string& id_name, const Ids& ids,
                         const std::vector<std::int32_t>& segment, int k, const Origin& origin);

/// These, and what segments of a model have beside them.
void write_segments_into(const h5::File& file, const std::string& id_name, const Ids& ids, const Segments& segments,
                         int k, const Origin& origin);

}  // namespace segmenta
