// Fixed strings without their padding, and variable ones by their references.

#include "store/text.h"

#include <cstring>

#include "store/text_heap.h"

namespace segmenta::h5 {

std::string unpadded(const char* bytes, std::size_t size, H5T_str_t padding) {
  if (padding == H5T_STR_NULLTERM) return {bytes, strnlen(bytes, size)};
  const char pad = padding == H5T_STR_SPACEPAD ? ' ' : '\0';
  while (size > 0 && bytes[size - 1] == pad) --size;
  return {bytes, size};
}

namespace {

std::vector<std::string> split(const std::vector<std::byte>& bytes, std::size_t size, H5T_str_t padding) {
  std::vector<std::string> texts;
  texts.reserve(bytes.size() / size);
  for (std::size_t place = 0; place < bytes.size(); place += size) {
    texts.push_back(unpadded(reinterpret_cast<const char*>(bytes.data()) + place, size, padding));
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

bool has_foreign_texts(hid_t dataset) {
  const Handle creation(H5Dget_create_plist(dataset));
  H5D_fill_value_t fill = H5D_FILL_VALUE_UNDEFINED;
  H5Pfill_value_defined(creation.get(), &fill);
  return H5Pget_layout(creation.get()) == H5D_VIRTUAL || fill == H5D_FILL_VALUE_USER_DEFINED;
}

std::vector<std::string> read_text(const Selection& selection, hid_t string_type, const Subject& subject) {
  if (selection.count == 0) return {};
  const Handle space = own(H5Screate_simple(1, &selection.count, nullptr), subject, "cannot be read");
  const auto read = [&](hid_t type, void* values) {
    Handle only;
    if (!selection.member.empty()) {
      only = own(H5Tcreate(H5T_COMPOUND, H5Tget_size(type)), subject, "cannot be read");
      check(H5Tinsert(only.get(), selection.member.c_str(), 0, type), subject, "cannot be read");
    }
    const hid_t memory_type = only ? only.get() : type;
    check(H5Dread(selection.dataset, memory_type, space.get(), selection.file_space, H5P_DEFAULT, values), subject,
          "cannot be read");
  };
  const auto count = static_cast<std::size_t>(selection.count);
  if (H5Tis_variable_str(string_type) > 0 && has_foreign_texts(selection.dataset)) {
    Variable texts(string_type, selection.count);
    read(string_type, texts.pointers.data());
    return copied(texts.pointers);
  }
  const bool is_variable = H5Tis_variable_str(string_type) > 0;
  const hid_t type = is_variable ? reference_type().get() : string_type;
  std::vector<std::byte> bytes(count * H5Tget_size(type));
  read(type, bytes.data());
  if (is_variable) return TextHeap(selection.dataset, subject).texts(bytes);
  return split(bytes, H5Tget_size(type), H5Tget_strpad(type));
}

std::vector<std::string> read_text_attribute(hid_t attribute, const Subject& subject) {
  const Handle string_type = own(H5Aget_type(attribute), subject, "cannot be read");
  const Handle space = own(H5Aget_space(attribute), subject, "cannot be read");
  const hssize_t count = H5Sget_simple_extent_npoints(space.get());
  if (H5Tget_class(string_type.get()) != H5T_STRING || count <= 0) return {};
  const bool is_variable = H5Tis_variable_str(string_type.get()) > 0;
  const hid_t type = is_variable ? reference_type().get() : string_type.get();
  std::vector<std::byte> bytes(static_cast<std::size_t>(count) * H5Tget_size(type));
  check(H5Aread(attribute, type, bytes.data()), subject, "cannot be read");
  if (is_variable) return TextHeap(attribute, subject).texts(bytes);
  return split(bytes, H5Tget_size(type), H5Tget_strpad(type));
}

}  // namespace segmenta::h5
