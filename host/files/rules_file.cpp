// Segments by rules in HDF5.

#include <segmenta/files.h>
#include <segmenta/rules.h>

#include "files/segments_file.h"
#include "store/arrays.h"
#include "store/atomic_file.h"

namespace segmenta {

void write_rule_segments(const std::filesystem::path& path, const std::string& id_name, const Ids& ids,
                         const RuleSegments& segments, const Origin& origin, Overwrite overwrite) {
  AtomicFile output(path, overwrite);
  const h5::File& out = output.file();
  write_segments_into(out, id_name, ids, segments.segment, static_cast<int>(segments.names.size()), origin);
  h5::write_texts(out, "/", "segment_names", segments.names);
  h5::write_texts(out, "/", "segment_definitions", segments.definitions);
  output.commit();
}

}  // namespace segmenta
