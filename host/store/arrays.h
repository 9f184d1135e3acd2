#pragma once
// Whole datasets and attributes of Segmenta's own files, written and read as vectors.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include <segmenta/table.h>

#include "store/hdf5.h"

namespace segmenta::h5 {

using Shape = std::vector<hsize_t>;

/// The HDF5 type of T in memory: int8_t, int32_t, int64_t, uint64_t, float, double.
template <class T>
hid_t memory_type() {
  if constexpr (std::is_same_v<T, std::int8_t>) return H5T_NATIVE_INT8;
  if constexpr (std::is_same_v<T, std::int32_t>) return H5T_NATIVE_INT32;
  if constexpr (std::is_same_v<T, std::int64_t>) return H5T_NATIVE_INT64;
  if constexpr (std::is_same_v<T, std::uint64_t>) return H5T_NATIVE_UINT64;
  if constexpr (std::is_same_v<T, float>) return H5T_NATIVE_FLOAT;
  if constexpr (std::is_same_v<T, double>) return H5T_NATIVE_DOUBLE;
}

/// A string type for UTF-8: of a fixed size, padded with zeros, or variable.
Handle fixed_string(std::size_t size);
Handle variable_string();
/// One byte false or true, as h5py writes bool.
Handle boolean_type();

/// How a dataset is laid out in the file.
enum class Layout { contiguous, chunked };

void write_raw(const File& file, const std::string& path, hid_t type, const void* values, const Shape& shape,
               Layout layout);
template <class T>
void write_array(const File& file, const std::string& path, std::span<const T> values, const Shape& shape,
                 Layout layout = Layout::contiguous) {
  write_raw(file, path, memory_type<T>(), values.data(), shape, layout);
}
/// Fixed size where no string is far longer than the others (fast), else variable.
void write_strings(const File& file, const std::string& path, std::span<const std::string> values,
                   Layout layout = Layout::contiguous);
void write_variable_strings(const File& file, const std::string& path, std::span<const std::string> values);
void write_ids(const File& file, const std::string& path, const Ids& ids, Layout layout = Layout::contiguous);

/// Attributes of the object at `path` ("/" is the root).
template <class T>
void write_attribute(const File& file, const std::string& path, const std::string& name, T value);
void write_attribute(const File& file, const std::string& path, const std::string& name, const std::string& value);
void write_texts(const File& file, const std::string& path, const std::string& name,
                 const std::vector<std::string>& values);
/// The three root attributes that every file of Segmenta has.
void write_format(const File& file, const std::string& format);

/// Extent of a dataset. Throws where it has none, or where it claims more than the file can hold.
Shape shape_of(const File& file, const Handle& dataset, const std::string& path);
/// Throws where the dataset is absent, or its shape another than expected.
template <class T>
std::vector<T> read_array(const File& file, const std::string& path, const Shape& expected);
/// A 1-D dataset of booleans, or of integers that stand for them, as bytes of 0 and 1.
std::vector<std::uint8_t> read_flags(const File& file, const std::string& path, hsize_t expected);
/// All strings of a 1-D dataset.
std::vector<std::string> read_strings(const File& file, const std::string& path);
/// All ids of a 1-D dataset: integers or strings.
Ids read_ids(const File& file, const std::string& path);

template <class T>
T read_attribute(const File& file, const std::string& path, const std::string& name);
template <>
std::string read_attribute<std::string>(const File& file, const std::string& path, const std::string& name);
/// The same for a string; nothing where there is no such attribute, or where it is no single string.
std::optional<std::string> find_text_attribute(const File& file, const std::string& path, const std::string& name);
/// Throws Error(input) unless the root attributes say that this is the format, in a version known here.
void require_format(const File& file, const std::string& format);

}  // namespace segmenta::h5
