// Reads a file as JSON, in the order in which it is written.

#include "files/json_file.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include <fstream>

namespace segmenta {

nlohmann::ordered_json read_json_file(const std::filesystem::path& file, const std::string& way_out) {
  std::ifstream stream(file);
  if (!stream)
    throw Error(ErrorKind::input, fmt::format("Cannot read {}", file.string()), "it cannot be opened", way_out);
  const auto refuse = [&](const char* why) {
    throw Error(ErrorKind::input, fmt::format("Cannot read {}", file.string()), why, way_out);
  };
  const auto watch = [&](int depth, nlohmann::ordered_json::parse_event_t, nlohmann::ordered_json&) {
    if (depth > deepest_json) refuse("it has lists within lists without end");
    return true;
  };
  auto json = nlohmann::ordered_json::parse(stream, watch, false);
  if (json.is_discarded()) refuse("it is not JSON");
  return json;
}

}  // namespace segmenta
