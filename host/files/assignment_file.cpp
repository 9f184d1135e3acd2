// Writes and reads assignment files: who is in which arm of a campaign.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/files.h>
#include <segmenta/fit.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>
#include <utility>
#include <variant>

#include "files/segments_file.h"
#include "holds_twice.h"
#include "store/arrays.h"
#include "store/atomic_file.h"
#include "store/scan.h"

namespace segmenta {
namespace {

using h5::File;
using Json = nlohmann::ordered_json;

constexpr const char* format = "segmenta-assignment";
constexpr const char* way_out = "The file is damaged: write it again by segmenta holdout";

std::string text_of(const std::vector<Arm>& arms) {
  Json list = Json::array();
  for (const Arm& arm : arms) list.push_back({{"name", arm.name}, {"share", arm.share}});
  return list.dump();
}

std::vector<Arm> arms_in(const File& file) {
  const auto text = h5::find_text_attribute(file, "/", "arms");
  const Json list = Json::parse(text.value_or(""), nullptr, false);
  std::vector<Arm> arms;
  const auto is_arm = [](const Json& one) {
    return one.is_object() && one.contains("name") && one["name"].is_string() && one.contains("share") &&
           one["share"].is_number();
  };
  constexpr std::size_t most = 1000;
  if (list.is_array() && list.size() <= most && std::ranges::all_of(list, is_arm)) {
    for (const Json& one : list) arms.push_back({one["name"].get<std::string>(), one["share"].get<double>()});
  }
  constexpr double close = 1e-6;
  double sum = 0;
  bool is_share = true;
  for (const Arm& arm : arms) {
    is_share = is_share && arm.share > 0 && arm.share <= 1;
    sum += arm.share;
  }
  if (arms.size() < 2) file.subject.at("/@arms").fail("does not list the arms", "", way_out);
  if (!is_share || std::abs(sum - 1) > close) {
    file.subject.at("/@arms").fail("has shares that are none", fmt::format("they add up to {}", sum), way_out);
  }
  return arms;
}

void refuse_other_digest(const File& file, const std::string& name, const std::string& digest) {
  if (h5::find_text_attribute(file, "/", name).value_or("") == digest) return;
  file.subject.at("/@" + name).fail("does not fit what is in the file", "", way_out);
}

// Nobody is in two arms.
void refuse_twice(const File& file, const Ids& ids) {
  const bool is_twice = std::visit(
      [](const auto& all) { return !std::ranges::is_sorted(all, std::less_equal<>()) && holds_twice(all); }, ids);
  if (is_twice) file.subject.at("/id").fail("holds a customer twice", "who would be in two arms", way_out);
}

}  // namespace

void write_assignment(const std::filesystem::path& path, const std::string& id_name, const Assignment& assignment,
                      Overwrite overwrite) {
  AtomicFile output(path, overwrite);
  const File& out = output.file();
  h5::write_format(out, format);
  h5::write_attribute(out, "/", "id_name", id_name);
  h5::write_attribute(out, "/", "salt", assignment.salt);
  h5::write_attribute(out, "/", "arms", text_of(assignment.arms));
  h5::write_attribute(out, "/", "arms_digest", labels_digest(assignment.arm));
  h5::write_attribute(out, "/", "ids_digest", ids_digest(assignment.ids));
  if (!assignment.command.empty()) h5::write_attribute(out, "/", "command", assignment.command);
  h5::write_ids(out, "/id", assignment.ids);
  h5::write_array<std::int32_t>(out, "/arm", assignment.arm, {assignment.arm.size()});
  if (!assignment.segment.empty()) {
    h5::write_attribute(out, "/", "labels_digest", assignment.labels_digest);
    h5::write_attribute<std::int32_t>(out, "/", "k", assignment.k);
    h5::write_array<std::int32_t>(out, "/segment", assignment.segment, {assignment.segment.size()});
    if (!assignment.names.empty()) h5::write_texts(out, "/", "segment_names", assignment.names);
  }
  output.commit();
}

Assignment read_assignment(const std::filesystem::path& path) {
  const File file = h5::open_file(path);
  h5::require_format(file, format);
  Assignment read{.ids = h5::read_ids(file, "/id"), .arms = arms_in(file), .file = path.string()};
  const auto rows = static_cast<hsize_t>(size(read.ids));
  read.id_name = h5::find_text_attribute(file, "/", "id_name").value_or("");
  read.salt = h5::find_text_attribute(file, "/", "salt").value_or("");
  read.command = h5::find_text_attribute(file, "/", "command").value_or("");
  read.arm = h5::read_array<std::int32_t>(file, "/arm", {rows});
  refuse_outside(file, "/arm", read.arm, 0, static_cast<int>(read.arms.size()));
  refuse_other_digest(file, "arms_digest", labels_digest(read.arm));
  refuse_other_digest(file, "ids_digest", ids_digest(read.ids));
  refuse_twice(file, read.ids);
  if (!h5::exists(file, "/segment")) return read;
  read.labels_digest = h5::find_text_attribute(file, "/", "labels_digest").value_or("");
  read.k = h5::read_attribute<std::int32_t>(file, "/", "k");
  read.segment = h5::read_array<std::int32_t>(file, "/segment", {rows});
  read.names = find_texts(file, "/", "segment_names");
  refuse_other_count(file, "segment_names", read.names, read.k);
  refuse_absurd_count(file, read.k, size(read.ids));
  refuse_outside(file, "/segment", read.segment, 0, read.k);
  return read;
}

}  // namespace segmenta
