// Follows a link to the file that is replaced, names the file that is written in the meantime, and renames it.

#include "replaced_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <segmenta/error.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <random>
#include <system_error>

namespace segmenta {

namespace fs = std::filesystem;

namespace {

std::error_code last_error() { return {errno, std::generic_category()}; }

// Of file systems that know no such renaming (NFS), a second name is made, which fails where the name is taken.
std::error_code rename_to_free_name(const fs::path& from, const fs::path& to) {
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return {};
  if (errno != EINVAL && errno != ENOSYS) return last_error();
  if (link(from.c_str(), to.c_str()) != 0) return last_error();
  return unlink(from.c_str()) == 0 ? std::error_code() : last_error();
}

}  // namespace

fs::path replaced_file(const fs::path& target) {
  std::error_code error;
  fs::path path = fs::is_symlink(target, error) ? fs::weakly_canonical(target, error) : target;
  return error || path.empty() ? target : path;
}

fs::path temporary_name(const fs::path& target) {
  std::random_device random;
  return target.parent_path() / fmt::format(".{}.{:08x}.part", target.filename().string(), random());
}

std::error_code put_in_place(const fs::path& temporary, const fs::path& target, Overwrite overwrite) {
  if (overwrite == Overwrite::refused) return rename_to_free_name(temporary, target);
  std::error_code error;
  fs::rename(temporary, target, error);
  return error;
}

void refuse_overwriting(const fs::path& target) {
  throw Error(ErrorKind::usage, fmt::format("Cannot write {}", target.string()),
              "it is there already: another program wrote it in the meantime",
              "Name another file, or leave --no-clobber out");
}

}  // namespace segmenta
