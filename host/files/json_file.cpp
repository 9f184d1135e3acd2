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
  auto json = nlohmann::ordered_json::parse(stream, nullptr, false);
  if (json.is_discarded()) {
    throw Error(ErrorKind::input, fmt::format("Cannot read {}", file.string()), "it is not JSON", way_out);
  }
  return json;
}

}  // namespace segmenta
