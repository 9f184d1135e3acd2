// Refuses missing filters, absent sources and absurd sizes, and sizes the cache by the chunks that one row touches.

#include "store/storage.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "store/links.h"

namespace segmenta {
namespace {

using h5::Handle;
using h5::Subject;
namespace fs = std::filesystem;

struct Filter {
  H5Z_filter_t id;
  const char* name;
  const char* debian_package;  ///< nullptr: none has it
  bool in_hdf5plugin;          ///< the Python package
};
constexpr std::array<Filter, 10> known_filters{{
    {H5Z_FILTER_SZIP, "szip", nullptr, false},
    {307, "bzip2", "hdf5-filter-plugin", true},
    {32000, "lzf", "hdf5-plugin-lzf", false},
    {32001, "blosc", "hdf5-filter-plugin-blosc-serial", true},
    {32004, "lz4", "hdf5-filter-plugin", true},
    {32008, "bitshuffle", "hdf5-filter-plugin", true},
    {32013, "zfp", "hdf5-filter-plugin-zfp-serial", true},
    {32015, "zstd", nullptr, true},
    {32017, "sz", nullptr, true},
    {32026, "blosc2", nullptr, true},
}};

std::string way_to_install(const Filter* filter) {
  constexpr const char* path = "set HDF5_PLUGIN_PATH to its folder";
  if (filter == nullptr) return fmt::format("Install its plugin and {}", path);
  std::string ways;
  if (filter->debian_package != nullptr) ways = fmt::format("Install the Debian package {}", filter->debian_package);
  if (filter->in_hdf5plugin) {
    ways += fmt::format("{} the Python package hdf5plugin and {} plugins", ways.empty() ? "Install" : ", or", path);
  }
  return ways.empty() ? "Use an HDF5 library that has it" : ways;
}

Handle creation_of(const Handle& dataset, const Subject& subject) {
  return h5::own(H5Dget_create_plist(dataset.get()), subject, "cannot be opened");
}

void refuse_filter(H5Z_filter_t id, const char* stored_name, const Subject& subject) {
  const auto* known =
      std::find_if(known_filters.begin(), known_filters.end(), [id](const Filter& filter) { return filter.id == id; });
  const bool found = known != known_filters.end();
  subject.fail(fmt::format("is packed by the filter {}", found ? known->name : stored_name),
               fmt::format("number {}, which is not installed here", id),
               way_to_install(found ? known : nullptr) + "; or write the file again with gzip or unpacked");
}

void refuse_missing_filters(hid_t creation, const Subject& subject) {
  const int filters = h5::check(H5Pget_nfilters(creation), subject, "cannot be opened");
  for (unsigned i = 0; i < static_cast<unsigned>(filters); ++i) {
    std::array<char, 64> name{};
    unsigned flags = 0, config = 0;
    std::size_t parameters = 0;
    const H5Z_filter_t id =
        H5Pget_filter2(creation, i, &flags, &parameters, nullptr, name.size() - 1, name.data(), &config);
    h5::check(static_cast<int>(id), subject, "has a filter that cannot be read");
    const bool available = H5Zfilter_avail(id) > 0;
    H5Eclear2(H5E_DEFAULT);
    if (!available) refuse_filter(id, name.data(), subject);
  }
}

// HDF5 reads values from an absent source as zeros and says nothing.
void refuse_missing_source(const std::string& source, const Subject& subject) {
  std::error_code error;
  const fs::path beside = fs::path(subject.file).parent_path() / source;
  const bool pattern = source.find('%') != std::string::npos;
  if (source == "." || pattern || fs::exists(source, error) || fs::exists(beside, error)) return;
  subject.fail(fmt::format("takes values from the file {}", source), "which is not there",
               "Put it beside this file, or write the data into one file");
}

void refuse_distant_source(const std::string& source, const Subject& subject) {
  if (is_beside(source)) return;
  subject.fail(fmt::format("takes its values from the file {}", source), "which is not in the folder of this one",
               "Put it there, write the data into one file, or add --follow-links where you trust this file");
}

void refuse_unfit_virtual_sources(hid_t creation, const Subject& subject, bool follows_links) {
  std::size_t sources = 0;
  h5::check(H5Pget_virtual_count(creation, &sources), subject, "cannot be opened");
  for (std::size_t i = 0; i < sources; ++i) {
    std::array<char, 4096> name{};
    if (H5Pget_virtual_filename(creation, i, name.data(), name.size() - 1) >= 0) {
      if (!follows_links) refuse_distant_source(name.data(), subject);
      refuse_missing_source(name.data(), subject);
    }
  }
}

void refuse_unfit_external_files(hid_t creation, const Subject& subject, bool follows_links) {
  const int files = H5Pget_external_count(creation);
  for (unsigned i = 0; static_cast<int>(i) < files; ++i) {
    std::array<char, 4096> name{};
    if (H5Pget_external(creation, i, name.size() - 1, name.data(), nullptr, nullptr) >= 0) {
      if (!follows_links) refuse_distant_source(name.data(), subject);
      refuse_missing_source(name.data(), subject);
    }
  }
}

double bytes_of(const Handle& dataset, const h5::Shape& shape, const Subject& subject) {
  const Handle type = h5::own(H5Dget_type(dataset.get()), subject, "has no type that can be read");
  auto bytes = static_cast<double>(H5Tget_size(type.get()));
  for (const hsize_t extent : shape) bytes *= static_cast<double>(extent);
  return bytes;
}

// The least that must be stored for so many bytes; nothing where space is taken only once values are written.
double least_stored(hid_t creation, double bytes, double stored) {
  // No filter in use packs values tighter than this.
  constexpr double best_compression = 1e5, small_enough = 1 << 30;
  switch (H5Pget_layout(creation)) {
    case H5D_COMPACT:
      return bytes;
    case H5D_CONTIGUOUS:
      return stored > 0 || bytes > small_enough ? bytes : 0;
    default:
      return bytes > small_enough ? bytes / best_compression : 0;
  }
}

void refuse_chunk_beyond_shape(hid_t creation, const Handle& dataset, const Subject& subject) {
  const Handle space = h5::own(H5Dget_space(dataset.get()), subject, "has no shape that can be read");
  const int rank = h5::check(H5Sget_simple_extent_ndims(space.get()), subject, "has no shape that can be read");
  h5::Shape chunk(static_cast<std::size_t>(rank)), largest(chunk.size());
  h5::check(H5Pget_chunk(creation, rank, chunk.data()), subject, "has no chunks that can be read");
  h5::check(H5Sget_simple_extent_dims(space.get(), nullptr, largest.data()), subject, "has no shape that can be read");
  for (std::size_t axis = 0; axis < chunk.size(); ++axis) {
    if (chunk[axis] <= largest[axis]) continue;
    subject.fail(fmt::format("has chunks of [{}]", fmt::join(chunk, " x ")),
                 fmt::format("it is never larger than [{}]", fmt::join(largest, " x ")),
                 "The file is damaged: write it again");
  }
}

// Bytes of all the chunks that one row touches.
double band_bytes(const Handle& dataset, hid_t creation, const h5::Shape& shape, const Subject& subject) {
  h5::Shape chunk(shape.size());
  h5::check(H5Pget_chunk(creation, static_cast<int>(chunk.size()), chunk.data()), subject, "cannot be opened");
  const Handle type = h5::own(H5Dget_type(dataset.get()), subject, "cannot be opened");
  double bytes = static_cast<double>(H5Tget_size(type.get())) * static_cast<double>(chunk[0]);
  for (std::size_t axis = 1; axis < shape.size(); ++axis) {
    const hsize_t chunks = (shape[axis] + chunk[axis] - 1) / chunk[axis];
    bytes *= static_cast<double>(chunks) * static_cast<double>(chunk[axis]);
  }
  return bytes;
}

}  // namespace

void refuse_unreadable_storage(const Handle& dataset, const Subject& subject, bool follows_links) {
  const Handle creation = creation_of(dataset, subject);
  refuse_missing_filters(creation.get(), subject);
  if (H5Pget_layout(creation.get()) == H5D_VIRTUAL)
    refuse_unfit_virtual_sources(creation.get(), subject, follows_links);
  refuse_unfit_external_files(creation.get(), subject, follows_links);
  H5Eclear2(H5E_DEFAULT);
}

void refuse_unfit_size(const Handle& dataset, const h5::Shape& shape, const Subject& subject) {
  const Handle creation = creation_of(dataset, subject);
  if (H5Pget_layout(creation.get()) == H5D_VIRTUAL || H5Pget_external_count(creation.get()) > 0) return;
  const double bytes = bytes_of(dataset, shape, subject);
  const auto stored = static_cast<double>(H5Dget_storage_size(dataset.get()));
  constexpr hsize_t most_of_nothing = 1 << 24;  // columns without a row, say, which are listed all the same
  const bool is_absurd =
      bytes == 0 && std::ranges::any_of(shape, [](hsize_t extent) { return extent > most_of_nothing; });
  if (is_absurd || stored < least_stored(creation.get(), bytes, stored)) {
    subject.fail("claims an absurd size", fmt::format("[{}] but {} bytes are stored", fmt::join(shape, " x "), stored),
                 "It was declared and never filled, or is damaged: write it again");
  }
  if (H5Pget_layout(creation.get()) == H5D_CHUNKED) refuse_chunk_beyond_shape(creation.get(), dataset, subject);
}

Handle open_with_cache(const h5::File& file, const std::string& path, Handle dataset) {
  constexpr double least = 1 << 20, most = 1 << 30;
  constexpr std::size_t slots = 12421;
  const Subject subject = file.subject.at(path);
  const Handle creation = creation_of(dataset, subject);
  const Handle access = h5::own(H5Pcreate(H5P_DATASET_ACCESS), subject, "cannot be opened");
  if (H5Pget_layout(creation.get()) == H5D_CHUNKED && H5Pget_nfilters(creation.get()) > 0) {
    const h5::Shape shape = h5::shape_of(file, dataset, path);
    const double bytes = std::clamp(2 * band_bytes(dataset, creation.get(), shape, subject), least, most);
    h5::check(H5Pset_chunk_cache(access.get(), slots, static_cast<std::size_t>(bytes), 1.0), subject,
              "cannot be opened");
  }
  dataset.reset();
  return h5::own(H5Dopen2(file.id(), path.c_str(), access.get()), subject, "cannot be opened");
}

}  // namespace segmenta
