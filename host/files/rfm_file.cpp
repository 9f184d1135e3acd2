// RFM scores and cut points in HDF5, and cut points in JSON.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/files.h>
#include <segmenta/number_text.h>
#include <segmenta/rfm.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "files/segments_file.h"
#include "store/arrays.h"
#include "store/atomic_file.h"

namespace segmenta {
namespace {

void refuse_cuts(const std::string& file, const std::string& name, const CutPoints& cuts) {
  if (std::is_sorted(cuts.begin(), cuts.end()) && std::isfinite(cuts.front()) && std::isfinite(cuts.back())) return;
  throw Error(ErrorKind::input, fmt::format("The cut points of {} in {} cannot be used", name, file),
              "they are not ascending numbers", "Give four ascending numbers");
}

void refuse_count(const std::string& file, const std::string& name, std::size_t count) {
  if (count == CutPoints().size()) return;
  throw Error(ErrorKind::input,
              fmt::format("{} has {} of {}", file, counted_text(static_cast<std::int64_t>(count), "cut point"), name),
              fmt::format("scores from 1 to {} have {} between them", rfm_scores, CutPoints().size()),
              "Give four ascending numbers, such as the 20, 40, 60 and 80 percent points");
}

CutPoints cuts_of(const nlohmann::json& json, const std::string& file, const std::string& name) {
  const auto found = json.is_object() ? json.find(name) : json.end();
  const bool are_numbers = found != json.end() && found->is_array() &&
                           std::all_of(found->begin(), found->end(), [](const auto& cut) { return cut.is_number(); });
  if (are_numbers) refuse_count(file, name, found->size());
  if (!are_numbers) {
    throw Error(ErrorKind::input, fmt::format("{} has no cut points of {}", file, name), "",
                R"(Give {"recency": [20, 50, 90, 200], "frequency": [...], "monetary": [...]})");
  }
  CutPoints cuts{};
  std::copy(found->begin(), found->end(), cuts.begin());
  refuse_cuts(file, name, cuts);
  return cuts;
}

CutPoints cuts_of(const h5::File& file, const std::string& path, const std::string& name) {
  const auto values = h5::read_array<double>(file, "/cuts/" + name, {CutPoints().size()});
  CutPoints cuts{};
  std::copy(values.begin(), values.end(), cuts.begin());
  refuse_cuts(path, name, cuts);
  return cuts;
}

template <class Source>
RfmCuts all_cuts_of(const Source& source, const std::string& file) {
  return {cuts_of(source, file, "recency"), cuts_of(source, file, "frequency"), cuts_of(source, file, "monetary")};
}

bool is_hdf5(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::string start(4, ' ');
  stream.read(start.data(), 4);
  return start == "\x89HDF";
}

void write_cuts(const h5::File& file, const std::string& name, const CutPoints& cuts) {
  h5::write_array<double>(file, "/cuts/" + name, cuts, {cuts.size()});
}

}  // namespace

RfmCuts read_rfm_cuts(const std::filesystem::path& path) {
  if (is_hdf5(path)) return all_cuts_of(h5::open_file(path), path.string());
  std::ifstream stream(path);
  const auto json = nlohmann::json::parse(stream, nullptr, false);
  if (json.is_discarded()) {
    throw Error(ErrorKind::input, fmt::format("Cannot read {}", path.string()),
                "it is neither JSON nor a file of segmenta rfm", "See segmenta rfm --help");
  }
  return all_cuts_of(json, path.string());
}

void write_rfm(const std::filesystem::path& path, const std::string& id_name, const Ids& ids, const Rfm& rfm,
               const Origin& origin, Overwrite overwrite) {
  AtomicFile output(path, overwrite);
  const h5::File& out = output.file();
  write_segments_into(out, id_name, ids, rfm.segment, static_cast<int>(rfm.names.size()), origin);
  h5::write_texts(out, "/", "segment_names", rfm.names);
  h5::write_texts(out, "/", "segment_definitions", rfm.definitions);
  h5::create_group(out, "/cuts");
  const hsize_t rows = rfm.segment.size();
  h5::write_array<std::int8_t>(out, "/recency_score", rfm.recency_score, {rows});
  h5::write_array<std::int8_t>(out, "/frequency_score", rfm.frequency_score, {rows});
  h5::write_array<std::int8_t>(out, "/monetary_score", rfm.monetary_score, {rows});
  write_cuts(out, "recency", rfm.cuts.recency);
  write_cuts(out, "frequency", rfm.cuts.frequency);
  write_cuts(out, "monetary", rfm.cuts.monetary);
  output.commit();
}

}  // namespace segmenta
