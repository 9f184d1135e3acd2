// Reads collections of the global heap whole, keeps some, and cuts texts out of them.

#include "store/text_heap.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstring>

#include "store/descriptor.h"

namespace segmenta::h5 {
namespace {

constexpr std::size_t reference_bytes = 16;  // length (4), address of the collection (8), number in it (4)
constexpr std::size_t header_bytes = 16;     // of a collection, and of each object in it
constexpr std::size_t most_cached = 64 << 20;
constexpr std::uint64_t most_collection_bytes = std::uint64_t{1} << 30;

template <class T>
T number_at(const std::byte* bytes) {
  T number;
  std::memcpy(&number, bytes, sizeof(T));
  return number;
}

// What HDF5 takes for a conversion from strings of variable length to bytes: in the file each is its reference.
herr_t keep_reference(hid_t source, hid_t target, H5T_cdata_t* step, std::size_t, std::size_t, std::size_t, void*,
                      void*, hid_t) {
  if (step->command != H5T_CONV_INIT) return 0;
  step->need_bkg = H5T_BKG_NO;
  return H5Tget_size(source) == reference_bytes && H5Tget_size(target) == reference_bytes ? 0 : -1;
}

Handle registered_type() {
  Handle type(H5Tcreate(H5T_OPAQUE, reference_bytes));
  const Handle any_variable(H5Tvlen_create(H5T_NATIVE_CHAR));
  H5Tregister(H5T_PERS_SOFT, "reference of a text", any_variable.get(), type.get(), keep_reference);
  return type;
}

}  // namespace

const Handle& reference_type() {
  static const Handle type = registered_type();
  return type;
}

TextHeap::TextHeap(hid_t object, Subject subject) : subject_(std::move(subject)), descriptor_(descriptor_of(object)) {
  const Handle file = own(H5Iget_file_id(object), subject_, "cannot be read");
  const Handle creation = own(H5Fget_create_plist(file.get()), subject_, "cannot be read");
  hsize_t user_block = 0;
  check(H5Pget_userblock(creation.get(), &user_block), subject_, "cannot be read");
  std::size_t address_bytes = 0, length_bytes = 0;
  check(H5Pget_sizes(creation.get(), &address_bytes, &length_bytes), subject_, "cannot be read");
  struct stat status {};
  if (descriptor_ < 0 || fstat(descriptor_, &status) != 0 || address_bytes != 8 || length_bytes != 8) {
    subject_.fail("has texts that cannot be read", "their places are not those of a usual file",
                  "Write it again, with strings of fixed length");
  }
  base_ = user_block;
  const auto bytes = static_cast<std::uint64_t>(status.st_size);
  file_size_ = bytes - std::min(base_, bytes);
}

void TextHeap::refuse() const {
  subject_.fail("is damaged", "a text of it lies outside of what the file holds",
                "Write the file again, or look at it with h5dump");
}

std::vector<std::string> TextHeap::texts(std::span<const std::byte> references) {
  std::vector<std::string> texts;
  texts.reserve(references.size() / reference_bytes);
  for (std::size_t place = 0; place < references.size(); place += reference_bytes) {
    texts.push_back(text(references.data() + place));
  }
  return texts;
}

std::string TextHeap::text(const std::byte* reference) {
  const std::size_t length = number_at<std::uint32_t>(reference);
  const auto address = number_at<std::uint64_t>(reference + 4);
  if (length == 0 || address == 0) return {};
  text_bytes_ += length;
  const Collection& within = collection(address);
  const std::size_t number = number_at<std::uint32_t>(reference + 12);
  if (text_bytes_ > file_size_ || number >= within.objects.size()) refuse();
  const auto [place, size] = within.objects[number];
  if (length > size) refuse();
  const char* const first = reinterpret_cast<const char*>(within.bytes.data()) + place;
  return {first, strnlen(first, length)};
}

const TextHeap::Collection& TextHeap::collection(std::uint64_t address) {
  if (const auto known = collections_.find(address); known != collections_.end()) return known->second;
  std::byte header[header_bytes];
  if (address > file_size_ || file_size_ - address < header_bytes) refuse();
  if (!read_at(descriptor_, base_ + address, header).empty()) refuse();
  const auto size = number_at<std::uint64_t>(header + 8);
  if (std::memcmp(header, "GCOL\1", 5) != 0 || size < header_bytes || size > file_size_ - address) refuse();
  if (size > most_collection_bytes) refuse();
  Collection read;
  read.bytes.resize(static_cast<std::size_t>(size));
  if (!read_at(descriptor_, base_ + address, read.bytes).empty()) refuse();
  // Each object: number (2), uses (2), nothing (4), size (8), then its bytes up to a multiple of 8. Number 0 is the
  // rest.
  for (std::size_t place = header_bytes; read.bytes.size() - place >= header_bytes;) {
    const auto number = number_at<std::uint16_t>(&read.bytes[place]);
    const auto bytes = number_at<std::uint64_t>(&read.bytes[place + 8]);
    place += header_bytes;
    if (number == 0) break;
    if (bytes > read.bytes.size() - place) refuse();
    if (number >= read.objects.size()) read.objects.resize(number + std::size_t{1});
    read.objects[number] = {place, static_cast<std::size_t>(bytes)};
    place += std::min((static_cast<std::size_t>(bytes) + 7) / 8 * 8, read.bytes.size() - place);
  }
  if (cached_bytes_ + read.bytes.size() > most_cached) {
    collections_.clear();
    cached_bytes_ = 0;
  }
  cached_bytes_ += read.bytes.size();
  return collections_.emplace(address, std::move(read)).first->second;
}

}  // namespace segmenta::h5
