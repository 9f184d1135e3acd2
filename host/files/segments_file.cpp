// Writes and reads segments files, and refuses figures that do not fit their rows.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/files.h>
#include <segmenta/fit.h>

#include <algorithm>
#include <array>
#include <utility>

#include "files/segments_file.h"
#include "store/arrays.h"
#include "store/atomic_file.h"
#include "store/scan.h"

namespace segmenta {
namespace {

using h5::File;

constexpr const char* format = "segmenta-segments";

constexpr std::array<std::pair<const char*, std::string Origin::*>, 4> origin_facts{
    {{"command", &Origin::command},
     {"as_of", &Origin::as_of},
     {"centroids_digest", &Origin::centroids_digest},
     {"weights", &Origin::weights}}};

Origin read_origin(const File& file) {
  Origin origin;
  for (const auto& [name, fact] : origin_facts) {
    origin.*fact = h5::find_text_attribute(file, "/", name).value_or("");
  }
  origin.features = find_texts(file, "/", "features");
  return origin;
}

// A file of release 0.1 states none.
void refuse_other_digest(const File& file, const std::string& attribute, const std::string& digest) {
  const auto stated = h5::find_text_attribute(file, "/", attribute);
  if (!stated || *stated == digest) return;
  file.subject.at("/@" + attribute)
      .fail("does not fit", fmt::format("it is {}, of what is in the file {}", *stated, digest),
            "The file was damaged or changed: write it again");
}

void refuse_other_length(std::size_t rows, std::size_t length, const char* name, bool optional) {
  if (length == rows || (optional && length == 0)) return;
  throw Error(ErrorKind::defect, fmt::format("{} has {} rows", name, length), fmt::format("there are {} ids", rows),
              "");
}

void refuse_unfit(std::size_t rows, const Segments& segments) {
  refuse_other_length(rows, segments.segment.size(), "segment", false);
  refuse_other_length(rows, segments.distance.size(), "distance", true);
  refuse_other_length(rows, segments.runner_up.size(), "runner_up", true);
  refuse_other_length(rows, segments.margin.size(), "margin", true);
}

template <class T>
void write_if_any(const File& file, const std::string& path, const std::vector<T>& values) {
  if (!values.empty()) h5::write_array<T>(file, path, values, {values.size()});
}

template <class T>
std::vector<T> read_if_any(const File& file, const std::string& path, hsize_t rows) {
  if (!h5::exists(file, path)) return {};
  return h5::read_array<T>(file, path, {rows});
}

std::string level_path(int segments) { return fmt::format("/level_{}", segments); }

}  // namespace

void refuse_other_count(const File& file, const std::string& attribute, const std::vector<std::string>& texts, int k) {
  if (texts.empty() || texts.size() == static_cast<std::size_t>(k)) return;
  file.subject.at("/@" + attribute)
      .fail("does not fit", fmt::format("{} texts, {} segments", texts.size(), k),
            "The file is damaged: write it again");
}

// Figures of each are kept, so that a damaged number would take all memory. A few customers may be assigned to many.
void refuse_absurd_count(const File& file, int k, std::int64_t customers) {
  constexpr std::int64_t always_believed = 10'000;
  if (k >= 1 && k <= std::max(always_believed, customers)) return;
  file.subject.at("/@k").fail(fmt::format("claims {} segments", k), fmt::format("there are {} customers", customers),
                              "The file is damaged: write it again");
}

void refuse_outside(const File& file, const std::string& path, const std::vector<std::int32_t>& values, int lowest,
                    int k) {
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (values[row] >= lowest && values[row] < k) continue;
    file.subject.at(path).fail(fmt::format("holds {} in row {}", values[row], row),
                               fmt::format("they are {} to {}", lowest, k - 1), "The file is damaged: write it again");
  }
}

void write_segments_into(const File& out, const std::string& id_name, const Ids& ids,
                         const std::vector<std::int32_t>& segment, int k, const Origin& origin) {
  h5::write_format(out, format);
  h5::write_attribute(out, "/", "id_name", id_name);
  h5::write_attribute<std::int32_t>(out, "/", "k", k);
  h5::write_attribute(out, "/", "labels_digest", labels_digest(segment));
  h5::write_attribute(out, "/", "ids_digest", ids_digest(ids));
  for (const auto& [name, fact] : origin_facts) {
    if (!(origin.*fact).empty()) h5::write_attribute(out, "/", name, origin.*fact);
  }
  if (!origin.features.empty()) h5::write_texts(out, "/", "features", origin.features);
  h5::write_ids(out, "/id", ids);
  h5::write_array<std::int32_t>(out, "/segment", segment, {segment.size()});
}

void write_segments_into(const File& out, const std::string& id_name, const Ids& ids, const Segments& segments, int k,
                         const Origin& origin) {
  refuse_unfit(static_cast<std::size_t>(size(ids)), segments);
  write_segments_into(out, id_name, ids, segments.segment, k, origin);
  write_if_any(out, "/distance", segments.distance);
  write_if_any(out, "/runner_up", segments.runner_up);
  write_if_any(out, "/margin", segments.margin);
  for (const Level& level : segments.levels) {
    std::vector<std::int32_t> nested(segments.segment.size());
    std::transform(segments.segment.begin(), segments.segment.end(), nested.begin(),
                   [&](std::int32_t segment) { return level.of_segment[static_cast<std::size_t>(segment)]; });
    write_if_any(out, level_path(level.segments), nested);
  }
}

void write_segments(const std::filesystem::path& file, const std::string& id_name, const Ids& ids,
                    const Segments& segments, int k, const Origin& origin, Overwrite overwrite) {
  AtomicFile output(file, overwrite);
  write_segments_into(output.file(), id_name, ids, segments, k, origin);
  output.commit();
}

CustomerSegments read_segments(const std::filesystem::path& path, int level) {
  const File file = h5::open_file(path);
  h5::require_format(file, format);
  CustomerSegments read;
  read.file = path.string();
  read.origin = read_origin(file);
  read.k = h5::read_attribute<std::int32_t>(file, "/", "k");
  read.ids = h5::read_ids(file, "/id");
  const auto rows = static_cast<hsize_t>(size(read.ids));
  refuse_absurd_count(file, read.k, size(read.ids));
  read.segments.segment = h5::read_array<std::int32_t>(file, "/segment", {rows});
  refuse_other_digest(file, "ids_digest", ids_digest(read.ids));
  refuse_other_digest(file, "labels_digest", labels_digest(read.segments.segment));
  read.segments.distance = read_if_any<float>(file, "/distance", rows);
  read.segments.runner_up = read_if_any<std::int32_t>(file, "/runner_up", rows);
  read.segments.margin = read_if_any<float>(file, "/margin", rows);
  read.names = find_texts(file, "/", "segment_names");
  read.definitions = find_texts(file, "/", "segment_definitions");
  refuse_other_count(file, "segment_names", read.names, read.k);
  refuse_other_count(file, "segment_definitions", read.definitions, read.k);
  if (level > 0) {
    const std::string nested = level_path(level);
    if (!h5::exists(file, nested)) {
      file.subject.at(nested).fail("is not there", fmt::format("the file has no level of {} segments", level),
                                   "Make it by segmenta fit --levels");
    }
    read.k = level;
    read.names.clear();
    read.definitions.clear();
    read.segments = {h5::read_array<std::int32_t>(file, nested, {rows}), {}, {}, {}, {}};
    refuse_outside(file, nested, read.segments.segment, 0, level);
    return read;
  }
  refuse_outside(file, "/segment", read.segments.segment, 0, read.k);
  refuse_outside(file, "/runner_up", read.segments.runner_up, -1, read.k);
  return read;
}

}  // namespace segmenta
