// Reads vectors and attributes, with shape and type checked before.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "store/arrays.h"
#include "store/storage.h"
#include "store/text.h"

namespace segmenta::h5 {
namespace {

Handle type_of(const Handle& dataset, const Subject& subject) {
  return own(H5Dget_type(dataset.get()), subject, "has no type that can be read");
}

Handle text_type(const Handle& dataset, const Subject& subject) {
  Handle type = type_of(dataset, subject);
  if (H5Tget_class(type.get()) != H5T_STRING) subject.fail("holds no strings", "strings were expected", "");
  return type;
}

hsize_t length(const File& file, const Handle& dataset, const std::string& path) {
  const Shape shape = shape_of(file, dataset, path);
  if (shape.size() != 1) {
    file.subject.at(path).fail(fmt::format("has shape [{}]", fmt::join(shape, " x ")), "one dimension was expected");
  }
  return shape[0];
}

Handle open_attribute(const File& file, const std::string& path, const std::string& name) {
  return own(H5Aopen_by_name(file.id(), path.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT),
             file.subject.at(path + "@" + name), "the attribute is missing");
}

template <class T>
Ids whole_ids(const File& file, const std::string& path, hsize_t rows) {
  return read_array<T>(file, path, {rows});
}

}  // namespace

Shape shape_of(const File& file, const Handle& dataset, const std::string& path) {
  const Subject subject = file.subject.at(path);
  const Handle space = own(H5Dget_space(dataset.get()), subject, "has no shape that can be read");
  if (H5Sget_simple_extent_type(space.get()) == H5S_NULL) subject.fail("holds nothing", "it has no extent", "");
  Shape shape(static_cast<std::size_t>(check(H5Sget_simple_extent_ndims(space.get()), subject, "cannot be read")));
  check(H5Sget_simple_extent_dims(space.get(), shape.data(), nullptr), subject, "has no shape that can be read");
  refuse_unfit_size(dataset, shape, subject);
  return shape;
}

template <class T>
std::vector<T> read_array(const File& file, const std::string& path, const Shape& expected) {
  const Subject subject = file.subject.at(path);
  const Handle dataset = open_dataset(file, path);
  const Shape shape = shape_of(file, dataset, path);
  if (shape != expected) {
    subject.fail(fmt::format("has shape [{}]", fmt::join(shape, " x ")),
                 fmt::format("[{}] was expected", fmt::join(expected, " x ")), "The file is damaged: write it again");
  }
  std::size_t size = 1;
  for (const hsize_t extent : shape) size *= static_cast<std::size_t>(extent);
  std::vector<T> values(size);
  if (size > 0) {
    check(H5Dread(dataset.get(), memory_type<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), subject,
          "cannot be read");
  }
  return values;
}
template std::vector<std::int8_t> read_array(const File&, const std::string&, const Shape&);
template std::vector<std::int32_t> read_array(const File&, const std::string&, const Shape&);
template std::vector<std::int64_t> read_array(const File&, const std::string&, const Shape&);
template std::vector<std::uint64_t> read_array(const File&, const std::string&, const Shape&);
template std::vector<float> read_array(const File&, const std::string&, const Shape&);
template std::vector<double> read_array(const File&, const std::string&, const Shape&);

std::vector<std::uint8_t> read_flags(const File& file, const std::string& path, hsize_t expected) {
  const Subject subject = file.subject.at(path);
  const Handle dataset = open_dataset(file, path);
  const Handle type = type_of(dataset, subject);
  if (H5Tget_size(type.get()) != 1) subject.fail("holds no booleans", "one byte each was expected");
  if (length(file, dataset, path) != expected) subject.fail("has another length", fmt::format("{} expected", expected));
  std::vector<std::uint8_t> flags(static_cast<std::size_t>(expected));
  // As stored, since HDF5 converts no enumeration to a number.
  check(H5Dread(dataset.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, flags.data()), subject, "cannot be read");
  for (std::uint8_t& flag : flags) flag = flag != 0 ? 1 : 0;
  return flags;
}

std::vector<std::string> read_strings(const File& file, const std::string& path) {
  const Handle dataset = open_dataset(file, path);
  const hsize_t count = length(file, dataset, path);
  const Handle type = text_type(dataset, file.subject.at(path));
  return read_text({dataset.get(), H5S_ALL, count, {}}, type.get(), file.subject.at(path));
}

Ids read_ids(const File& file, const std::string& path) {
  const Handle dataset = open_dataset(file, path);
  const Handle type = type_of(dataset, file.subject.at(path));
  if (H5Tget_class(type.get()) != H5T_INTEGER) return read_strings(file, path);
  const hsize_t rows = length(file, dataset, path);
  const bool above_int64 = H5Tget_sign(type.get()) == H5T_SGN_NONE && H5Tget_size(type.get()) == 8;
  return above_int64 ? whole_ids<std::uint64_t>(file, path, rows) : whole_ids<std::int64_t>(file, path, rows);
}

template <class T>
T read_attribute(const File& file, const std::string& path, const std::string& name) {
  const Subject subject = file.subject.at(path + "@" + name);
  const Handle attribute = open_attribute(file, path, name);
  const Handle space = own(H5Aget_space(attribute.get()), subject, "cannot be read");
  if (H5Sget_simple_extent_npoints(space.get()) != 1) subject.fail("is not a single value", "one was expected", "");
  T value{};
  check(H5Aread(attribute.get(), memory_type<T>(), &value), subject, "is not a number");
  return value;
}
template std::int32_t read_attribute(const File&, const std::string&, const std::string&);
template std::int64_t read_attribute(const File&, const std::string&, const std::string&);
template std::uint64_t read_attribute(const File&, const std::string&, const std::string&);
template double read_attribute(const File&, const std::string&, const std::string&);
template <>
bool read_attribute(const File& file, const std::string& path, const std::string& name) {
  const Subject subject = file.subject.at(path + "@" + name);
  const Handle attribute = open_attribute(file, path, name);
  const Handle type = own(H5Aget_type(attribute.get()), subject, "cannot be read");
  if (H5Tget_class(type.get()) != H5T_ENUM || H5Tget_size(type.get()) != 1) {
    return read_attribute<std::int32_t>(file, path, name) != 0;
  }
  std::int8_t value = 0;
  check(H5Aread(attribute.get(), type.get(), &value), subject, "cannot be read");
  return value != 0;
}
template <>
std::string read_attribute<std::string>(const File& file, const std::string& path, const std::string& name) {
  const Handle attribute = open_attribute(file, path, name);
  const Subject subject = file.subject.at(path + "@" + name);
  const auto texts = read_text_attribute(attribute.get(), subject);
  if (texts.size() != 1) subject.fail("is not a string", "one was expected", "");
  return texts[0];
}

std::optional<std::string> find_text_attribute(const File& file, const std::string& path, const std::string& name) {
  if (!has_attribute(file, path, name)) return std::nullopt;
  const Handle attribute = open_attribute(file, path, name);
  auto texts = read_text_attribute(attribute.get(), file.subject.at(path + "@" + name));
  if (texts.size() != 1) return std::nullopt;
  return std::move(texts[0]);
}

void require_format(const File& file, const std::string& format) {
  const auto found = find_text_attribute(file, "/", "format");
  if (found != format) {
    file.subject.fail(fmt::format("is not a {} file", format),
                      found ? fmt::format("its attribute format says \"{}\"", *found) : "it has no attribute format",
                      "Name a file that segmenta wrote for this purpose");
  }
  const auto version = read_attribute<std::int32_t>(file, "/", "format_version");
  if (version != 1) {
    file.subject.fail(fmt::format("has format version {}", version), "this program knows version 1",
                      "Use the version of Segmenta that wrote it, or write it again with this one");
  }
}

}  // namespace segmenta::h5
