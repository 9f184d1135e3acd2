// What people call columns, in JSON.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/files.h>

#include <map>

#include "files/json_file.h"

namespace segmenta {
namespace {

constexpr const char* form = R"(Give {"recency_days": "days since last order", ...})";

}  // namespace

Labels read_labels(const std::filesystem::path& file) {
  const auto json = read_json_file(file, form);
  const auto refuse = [&](const std::string& why) {
    throw Error(ErrorKind::input, fmt::format("{} is not a labels file", file.string()), why, form);
  };
  if (!json.is_object()) refuse("it is no object");
  Labels labels;
  std::map<std::string, std::string> column_of;
  for (const auto& [column, value] : json.items()) {
    const std::string label = value.is_string() ? value.get<std::string>() : "";
    if (label.find_first_not_of(" \t\n") == std::string::npos) {
      refuse(fmt::format("the label of '{}' is not a text of some letters", column));
    }
    const auto [earlier, is_new] = column_of.emplace(label, column);
    if (!is_new) refuse(fmt::format("'{}' and '{}' are both '{}'", earlier->second, column, label));
    labels[column] = label;
  }
  return labels;
}

}  // namespace segmenta
