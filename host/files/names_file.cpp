// Names of segments in JSON.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/files.h>
#include <segmenta/names.h>

#include <algorithm>
#include <utility>

#include "atomic_text.h"
#include "files/json_file.h"

namespace segmenta {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* form =
    R"(Give {"segments": [{"segment": 0, "name": "Big spenders"}, ...]}, or have it written by explain --write-names)";

class NamesReader {
 public:
  NamesReader(std::string file, int k, Origin origin)
      : file_(std::move(file)), origin_(std::move(origin)), names_(static_cast<std::size_t>(k)) {}

  std::vector<SegmentName> read(const Json& json) {
    if (!json.is_object() || !json.contains("segments") || !json["segments"].is_array()) {
      throw Error(ErrorKind::input, fmt::format("{} is not a names file", file_), R"(it has no list "segments")", form);
    }
    refuse_other_model(json);
    for (const Json& entry : json["segments"]) {
      add(entry);
      ++entry_;
    }
    return names_;
  }

 private:
  void refuse_other_model(const Json& json) const {
    if (!json.contains("centroids_digest")) return;
    if (!has_text(json, "centroids_digest")) {
      throw Error(ErrorKind::input, fmt::format("{} cannot be used", file_), R"("centroids_digest" is not text)",
                  "Take it out");
    }
    const auto digest = json["centroids_digest"].get<std::string>();
    if (may_be_of_one_model({.centroids_digest = digest}, origin_)) return;
    throw Error(ErrorKind::input, fmt::format("{} names the segments of another model", file_),
                fmt::format("it is of centroids {}; the segments file {}", digest, origin_text(origin_)),
                "Name the segments file that it was written for by --names-of, so that names follow their customers; "
                "or have names written to another file by explain --write-names, and give yours there");
  }

  [[noreturn]] void refuse(const std::string& why, const std::string& way_out) const {
    throw Error(ErrorKind::input, fmt::format("Entry {} of {} cannot be used", entry_, file_), why, way_out);
  }

  static bool has_text(const Json& entry, const char* key) { return entry.contains(key) && entry[key].is_string(); }

  void add(const Json& entry) {
    if (!entry.is_object() || !entry.contains("segment") || !entry["segment"].is_number_integer() ||
        !has_text(entry, "name")) {
      refuse(R"(it has no number "segment" and no text "name")", form);
    }
    if (entry.contains("automatic") && !has_text(entry, "automatic")) refuse(R"("automatic" is not text)", form);
    const auto segment = entry["segment"].get<std::int64_t>();
    const auto name = entry["name"].get<std::string>();
    if (segment < 0 || segment >= static_cast<std::int64_t>(names_.size())) {
      refuse(fmt::format("there is no segment {}, they are 0 to {}", segment, names_.size() - 1),
             "Use a names file of these segments, or take the entry out");
    }
    if (name.find_first_not_of(" \t\n") == std::string::npos) {
      refuse(fmt::format("the name of segment {} is empty", segment), "Give it one, or take the entry out");
    }
    if (!names_[static_cast<std::size_t>(segment)].name.empty()) {
      refuse(fmt::format("segment {} is named before", segment), "Name each segment once");
    }
    refuse_repeated(name);
    names_[static_cast<std::size_t>(segment)] = {name, entry.value("automatic", std::string())};
  }

  void refuse_repeated(const std::string& name) const {
    const auto same =
        std::find_if(names_.begin(), names_.end(), [&](const SegmentName& one) { return one.name == name; });
    if (same == names_.end()) return;
    refuse(fmt::format("segment {} is called '{}' too", same - names_.begin(), name), "Give each segment its own name");
  }

  std::string file_;
  Origin origin_;
  std::vector<SegmentName> names_;
  int entry_ = 0;
};

// A name that the file has from a person is in `names` too.
void refuse_loss(const std::filesystem::path& file, const std::vector<SegmentName>& names, const Origin& origin) {
  const auto old = read_segment_names(file, static_cast<int>(names.size()), origin);
  for (std::size_t i = 0; i < old.size(); ++i) {
    if (!old[i].is_given() || old[i].name == names[i].name) continue;
    throw Error(ErrorKind::input,
                fmt::format("{} would lose the name '{}' of segment {}", file.string(), old[i].name, i),
                fmt::format("it would become '{}'", names[i].name), "Write to another file, or change the name there");
  }
}

}  // namespace

std::vector<SegmentName> read_segment_names(const std::filesystem::path& file, int k, const Origin& origin) {
  return NamesReader(file.string(), k, origin).read(read_json_file(file, form));
}

void write_names(const std::filesystem::path& file, const std::vector<SegmentName>& names, const Origin& origin,
                 Overwrite overwrite) {
  if (overwrite == Overwrite::allowed && std::filesystem::exists(file)) refuse_loss(file, names, origin);
  Json segments = Json::array();
  for (std::size_t i = 0; i < names.size(); ++i) {
    segments.push_back({{"segment", i}, {"name", names[i].name}, {"automatic", names[i].automatic}});
  }
  Json json = Json::object();
  if (!origin.centroids_digest.empty()) json["centroids_digest"] = origin.centroids_digest;
  json["segments"] = segments;
  write_text_atomically(file, json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n", overwrite);
}

}  // namespace segmenta
