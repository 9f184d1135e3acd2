// pread(), over the descriptor that HDF5 has opened.

#include "store/descriptor.h"

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace segmenta::h5 {

int descriptor_of(hid_t object) {
  const Handle file(H5Iget_file_id(object));
  if (!file) return -1;
  const Handle access(H5Fget_access_plist(file.get()));
  void* descriptor = nullptr;
  if (!access || H5Pget_driver(access.get()) != H5FD_SEC2) return -1;
  if (H5Fget_vfd_handle(file.get(), H5P_DEFAULT, &descriptor) < 0 || descriptor == nullptr) return -1;
  return *static_cast<const int*>(descriptor);
}

std::string read_at(int descriptor, std::uint64_t from, std::span<std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t done = pread(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(from));
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return std::generic_category().message(errno);
    if (done == 0) return "the file ends before them";
    bytes = bytes.subspan(static_cast<std::size_t>(done));
    from += static_cast<std::uint64_t>(done);
  }
  return "";
}

}  // namespace segmenta::h5
