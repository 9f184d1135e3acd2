// Written beside its target, synced, then renamed over it, by plain system calls: each failure has its errno.

#include "atomic_text.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <segmenta/error.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "replaced_file.h"
#include "write_bytes.h"

namespace segmenta {
namespace {

namespace fs = std::filesystem;

// Returns 0 or what errno said.
int write_all(int descriptor, const std::string& text) {
  if (const int reason = write_bytes(descriptor, text); reason != 0) return reason;
  return fsync(descriptor) == 0 ? 0 : errno;
}

int write_file(const fs::path& file, const std::string& text) {
  const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) return errno;
  const int reason = write_all(descriptor, text);
  return close(descriptor) == 0 || reason != 0 ? reason : errno;
}

}  // namespace

void write_text_atomically(const fs::path& file, const std::string& text, Overwrite overwrite) {
  std::error_code error;
  const fs::path target = replaced_file(file);
  remove_stale_files(target.parent_path().empty() ? "." : target.parent_path());
  const fs::path temporary = temporary_name(target);
  const int reason = write_file(temporary, text);
  if (reason == 0) error = put_in_place(temporary, target, overwrite);
  if (reason == 0 && !error) return;
  const std::string why = reason != 0 ? std::strerror(reason) : error.message();
  const bool is_taken = error == std::errc::file_exists;
  fs::remove(temporary, error);
  if (is_taken) refuse_overwriting(file);
  throw Error(ErrorKind::resources, fmt::format("Cannot write {}", file.string()), why,
              "Free some space, or name another folder");
}

}  // namespace segmenta
