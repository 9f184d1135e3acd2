// Fixed strings without their padding, and variable ones given back to HDF5 after they are copied.

#include "store/text.h"

#include <cstring>
#include <string_view>

namespace segmenta::h5 {

std::string unpadded(const char* bytes, std::size_t size, H5T_str_t padding) {
  if (padding == H5T_STR_NULLTERM) return {bytes, strnlen(bytes, size)};
  const char pad = padding == H5T_STR_SPACEPAD ? ' ' : '\0';
  while (size > 0 && bytes[size - 1] == pad) --size;
  return {bytes, size};
}

namespace {

std::vector<std::string> split(const std::vector<char>& bytes, std::size_t size, H5T_str_t padding) {
  std::vector<std::string> texts;
  texts.reserve(bytes.size() / size);
  for (std::size_t place = 0; place < bytes.size(); place += size) {
    texts.push_back(unpadded(bytes.data() + place, size, padding));
  }
  return texts;
}

std::vector<std::string> copied(const std::vector<char*>& pointers) {
  std::vector<std::string> texts;
  texts.reserve(pointers.size());
  for (const char* text : pointers) texts.emplace_back(text == nullptr ? "" : text);
  return texts;
}

// Variable strings that HDF5 allocated, given back when this goes.
class Variable {
 public:
  Variable(hid_t type, hsize_t count)
      : type_(type), space_(H5Screate_simple(1, &count, nullptr)), pointers(static_cast<std::size_t>(count), nullptr) {}
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { H5Dvlen_reclaim(type_, space_.get(), H5P_DEFAULT, pointers.data()); }

 private:
  hid_t type_;
  Handle space_;

 public:
  std::vector<char*> pointers;
};

}  // namespace

std::vector<std::string> read_text(const Selection& selection, hid_t string_type, const Subject& subject) {
  if (selection.count == 0) return {};
  const Handle space = own(H5Screate_simple(1, &selection.count, nullptr), subject, "cannot be read");
  const auto read = [&](void* values) {
    check(H5Dread(selection.dataset, selection.memory_type, space.get(), selection.file_space, H5P_DEFAULT, values),
          subject, "cannot be read");
  };
  if (H5Tis_variable_str(string_type) > 0) {
    Variable texts(selection.memory_type, selection.count);
    read(texts.pointers.data());
    return copied(texts.pointers);
  }
  const std::size_t size = H5Tget_size(string_type);
  std::vector<char> bytes(static_cast<std::size_t>(selection.count) * size);
  read(bytes.data());
  return split(bytes, size, H5Tget_strpad(string_type));
}

std::vector<std::string> read_text_attribute(hid_t attribute, const Subject& subject) {
  const Handle type = own(H5Aget_type(attribute), subject, "cannot be read");
  const Handle space = own(H5Aget_space(attribute), subject, "cannot be read");
  const hssize_t count = H5Sget_simple_extent_npoints(space.get());
  if (H5Tget_class(type.get()) != H5T_STRING || count <= 0) return {};
  if (H5Tis_variable_str(type.get()) > 0) {
    Variable texts(type.get(), static_cast<hsize_t>(count));
    check(H5Aread(attribute, type.get(), static_cast<void*>(texts.pointers.data())), subject, "cannot be read");
    return copied(texts.pointers);
  }
  const std::size_t size = H5Tget_size(type.get());
  std::vector<char> bytes(static_cast<std::size_t>(count) * size);
  check(H5Aread(attribute, type.get(), bytes.data()), subject, "cannot be read");
  return split(bytes, size, H5Tget_strpad(type.get()));
}

}  // namespace segmenta::h5
