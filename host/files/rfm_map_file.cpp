// Which segment each RFM code is in, from JSON.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/files.h>

#include "files/json_file.h"

namespace segmenta {
namespace {

bool matches(const std::string& pattern, const std::string& code) {
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (pattern[i] != '*' && pattern[i] != code[i]) return false;
  }
  return true;
}

class MapReader {
 public:
  explicit MapReader(std::string file) : file_(std::move(file)) { map_.segments.fill(-1); }

  RfmMap read(const nlohmann::json& list) {
    if (!list.is_array() || list.empty()) refuse("is not a list of segments");
    for (const nlohmann::json& entry : list) add(entry);
    for (const auto& [r, f, m] : rfm_codes()) {
      if (map_.segment(r, f, m) < 0) refuse(fmt::format("has code {}{}{} in no segment", r, f, m));
    }
    return map_;
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(ErrorKind::input, fmt::format("The map {} {}", file_, what), "",
                R"(Give a list of {"name": "Champions", "codes": ["555", "54*"]} that has each of the 125 codes once)");
  }

  void add(const nlohmann::json& entry) {
    if (!entry.is_object() || !entry.contains("name") || !entry["name"].is_string() || !entry.contains("codes") ||
        !entry["codes"].is_array()) {
      refuse(fmt::format(R"(has no "name" and "codes" in entry {})", map_.names.size()));
    }
    map_.names.push_back(entry["name"].get<std::string>());
    for (const nlohmann::json& code : entry["codes"]) {
      if (!code.is_string()) refuse(fmt::format("has a code that is not text in '{}'", map_.names.back()));
      take(code.get<std::string>());
    }
  }

  void take(const std::string& pattern) {
    bool found = false;
    for (const auto& [r, f, m] : rfm_codes()) {
      const std::string code = fmt::format("{}{}{}", r, f, m);
      if (pattern.size() != code.size() || !matches(pattern, code)) continue;
      found = true;
      std::int32_t& segment = map_.segments[RfmMap::place(r, f, m)];
      if (segment >= 0) {
        refuse(fmt::format("has code {} in '{}' and in '{}'", code, map_.names[static_cast<std::size_t>(segment)],
                           map_.names.back()));
      }
      segment = static_cast<std::int32_t>(map_.names.size()) - 1;
    }
    if (!found) refuse(fmt::format("has '{}' in '{}', which is not a code", pattern, map_.names.back()));
  }

  std::string file_;
  RfmMap map_;
};

}  // namespace

RfmMap read_rfm_map(const std::filesystem::path& file) {
  return MapReader(file.string()).read(read_json_file(file, "See segmenta rfm --help"));
}

}  // namespace segmenta
