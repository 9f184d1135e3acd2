// Writes vectors and attributes in chunks of a block of rows; strings padded where that is cheaper.

#include <fmt/format.h>
#include <segmenta/version.h>

#include <algorithm>
#include <numeric>

#include "store/arrays.h"

namespace segmenta::h5 {
namespace {

// One block of rows a chunk, so that blocked reading takes whole chunks, and a chunk fits HDF5's default cache.
constexpr hsize_t chunk_rows = 65536;

Handle creation(hid_t type, const Shape& shape, Layout layout, const Subject& subject) {
  Handle how = without_times(H5P_DATASET_CREATE, subject);
  if (layout == Layout::chunked && shape[0] > 0) {
    Shape chunk = shape;
    chunk[0] = std::min(chunk[0], chunk_rows);
    check(H5Pset_chunk(how.get(), static_cast<int>(chunk.size()), chunk.data()), subject, "cannot be created");
  }
  // Every value is written at once; filling the space before would write it twice. Variable strings insist on it.
  if (H5Tis_variable_str(type) > 0) return how;
  check(H5Pset_fill_time(how.get(), H5D_FILL_TIME_NEVER), subject, "cannot be created");
  return how;
}

std::size_t longest(std::span<const std::string> values) {
  std::size_t size = 1;
  for (const std::string& value : values) size = std::max(size, value.size());
  return size;
}

// The space of padded strings against that of the strings themselves, with what a variable string costs each.
bool padding_is_cheap(std::span<const std::string> values, std::size_t size) {
  constexpr std::size_t variable_cost = 40;
  const std::size_t bytes = std::accumulate(values.begin(), values.end(), std::size_t{0},
                                            [](std::size_t sum, const std::string& s) { return sum + s.size(); });
  return size * values.size() <= bytes + variable_cost * values.size();
}

std::vector<char> padded(std::span<const std::string> values, std::size_t size) {
  std::vector<char> bytes(values.size() * size, '\0');
  char* place = bytes.data();
  for (const std::string& value : values) {
    std::copy(value.begin(), value.end(), place);
    place += size;
  }
  return bytes;
}

void write_into(const Handle& space, const File& file, const std::string& path, const std::string& name, hid_t type,
                const void* value) {
  const Subject subject = file.subject.at(path + "@" + name);
  const Handle object = own(H5Oopen(file.id(), path.c_str(), H5P_DEFAULT), subject, "cannot be created");
  const Handle attribute = own(H5Acreate2(object.get(), name.c_str(), type, space.get(), H5P_DEFAULT, H5P_DEFAULT),
                               subject, "cannot be created");
  check(H5Awrite(attribute.get(), type, value), subject, "cannot be written");
}

void write_scalar(const File& file, const std::string& path, const std::string& name, hid_t type, const void* value) {
  write_into(own(H5Screate(H5S_SCALAR), file.subject.at(path + "@" + name), "cannot be created"), file, path, name,
             type, value);
}

}  // namespace

void write_raw(const File& file, const std::string& path, hid_t type, const void* values, const Shape& shape,
               Layout layout) {
  const Subject subject = file.subject.at(path);
  const int rank = static_cast<int>(shape.size());
  const Handle space = own(H5Screate_simple(rank, shape.data(), nullptr), subject, "cannot be created");
  const Handle how = creation(type, shape, layout, subject);
  const Handle dataset =
      own(H5Dcreate2(file.id(), path.c_str(), type, space.get(), H5P_DEFAULT, how.get(), H5P_DEFAULT), subject,
          "cannot be created");
  const bool empty = std::find(shape.begin(), shape.end(), hsize_t{0}) != shape.end();
  // Flushed, so that a failure to write what is still in the chunk cache shows here.
  const bool written = empty || (H5Dwrite(dataset.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0 &&
                                 H5Dflush(dataset.get()) >= 0);
  if (written) return;
  const std::string why = last_complaint();
  divert_writes(file.id());
  subject.fail("cannot be written", why, way_out_of_full_disk);
}

void write_variable_strings(const File& file, const std::string& path, std::span<const std::string> values) {
  std::vector<const char*> pointers;
  pointers.reserve(values.size());
  for (const std::string& value : values) pointers.push_back(value.c_str());
  write_raw(file, path, variable_string().get(), pointers.data(), {values.size()}, Layout::contiguous);
}

void write_strings(const File& file, const std::string& path, std::span<const std::string> values, Layout layout) {
  const std::size_t size = longest(values);
  if (!padding_is_cheap(values, size)) return write_variable_strings(file, path, values);
  write_raw(file, path, fixed_string(size).get(), padded(values, size).data(), {values.size()}, layout);
}

void write_ids(const File& file, const std::string& path, const Ids& ids, Layout layout) {
  if (const auto* text = std::get_if<std::vector<std::string>>(&ids)) return write_strings(file, path, *text, layout);
  if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&ids)) {
    return write_array<std::int64_t>(file, path, *whole, {whole->size()}, layout);
  }
  const auto& whole = std::get<std::vector<std::uint64_t>>(ids);
  write_array<std::uint64_t>(file, path, whole, {whole.size()}, layout);
}

template <class T>
void write_attribute(const File& file, const std::string& path, const std::string& name, T value) {
  write_scalar(file, path, name, memory_type<T>(), &value);
}
template void write_attribute(const File&, const std::string&, const std::string&, std::int32_t);
template void write_attribute(const File&, const std::string&, const std::string&, std::int64_t);
template void write_attribute(const File&, const std::string&, const std::string&, std::uint64_t);
template void write_attribute(const File&, const std::string&, const std::string&, double);
template <>
void write_attribute(const File& file, const std::string& path, const std::string& name, bool value) {
  const std::int8_t byte = value ? 1 : 0;
  write_scalar(file, path, name, boolean_type().get(), &byte);
}

void write_attribute(const File& file, const std::string& path, const std::string& name, const std::string& value) {
  const char* text = value.c_str();
  write_scalar(file, path, name, variable_string().get(), &text);
}

void write_texts(const File& file, const std::string& path, const std::string& name,
                 const std::vector<std::string>& values) {
  std::vector<const char*> texts;
  for (const std::string& value : values) texts.push_back(value.c_str());
  const hsize_t size = texts.size();
  const Handle space =
      own(H5Screate_simple(1, &size, nullptr), file.subject.at(path + "@" + name), "cannot be created");
  write_into(space, file, path, name, variable_string().get(), texts.data());
}

void write_format(const File& file, const std::string& format) {
  write_attribute(file, "/", "format", format);
  write_attribute<std::int32_t>(file, "/", "format_version", 1);
  write_attribute(file, "/", "created_by", fmt::format("segmenta {}", version));
}

}  // namespace segmenta::h5
