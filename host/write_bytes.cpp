// write(), again after what interrupts it.

#include "write_bytes.h"

#include <unistd.h>

#include <cerrno>
#include <cstddef>

namespace segmenta {

int write_bytes(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return errno;
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace segmenta
