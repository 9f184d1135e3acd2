// Writes what a campaign brought: each customer's outcome, and the results as JSON.

#include <segmenta/files.h>
#include <segmenta/fit.h>

#include "store/arrays.h"
#include "store/atomic_file.h"

namespace segmenta {
namespace {

using h5::File;

void write_if_any(const File& file, const std::string& path, const std::vector<double>& values) {
  if (!values.empty()) h5::write_array<double>(file, path, values, {values.size()});
}

}  // namespace

void write_measurement(const std::filesystem::path& path, const std::string& id_name, const Assignment& assignment,
                       const Outcomes& outcomes, const std::string& result, const std::string& command,
                       Overwrite overwrite) {
  AtomicFile output(path, overwrite);
  const File& out = output.file();
  h5::write_format(out, "segmenta-measurement");
  h5::write_attribute(out, "/", "id_name", id_name);
  h5::write_attribute(out, "/", "salt", assignment.salt);
  h5::write_attribute(out, "/", "arms_digest", labels_digest(assignment.arm));
  h5::write_attribute(out, "/", "ids_digest", ids_digest(assignment.ids));
  h5::write_attribute(out, "/", "command", command);
  h5::write_strings(out, "/result", std::vector<std::string>{result});
  h5::write_ids(out, "/id", assignment.ids);
  h5::write_array<std::int32_t>(out, "/arm", assignment.arm, {assignment.arm.size()});
  if (!assignment.segment.empty()) {
    h5::write_array<std::int32_t>(out, "/segment", assignment.segment, {assignment.segment.size()});
  }
  write_if_any(out, "/orders", outcomes.orders);
  write_if_any(out, "/value", outcomes.value);
  write_if_any(out, "/value_before", outcomes.before);
  output.commit();
}

}  // namespace segmenta
