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

/// Throw Error(input) where a file says what cannot be: texts that are not as many as segments, unless there are none;
/// more segments than a few customers may be in; a value that is not from `lowest` to k - 1.
void refuse_other_count(const h5::File& file, const std::string& attribute, const std::vector<std::string>& texts,
                        int k);
void refuse_absurd_count(const h5::File& file, int k, std::int64_t customers);
void refuse_outside(const h5::File& file, const std::string& path, const std::vector<std::int32_t>& values, int lowest,
                    int k);

}  // namespace segmenta
