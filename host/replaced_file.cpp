// Follows a link to the file that is replaced, and names the file that is written in the meantime.

#include "replaced_file.h"

#include <fmt/format.h>

#include <random>
#include <system_error>

namespace segmenta {

namespace fs = std::filesystem;

fs::path replaced_file(const fs::path& target) {
  std::error_code error;
  fs::path path = fs::is_symlink(target, error) ? fs::weakly_canonical(target, error) : target;
  return error || path.empty() ? target : path;
}

fs::path temporary_name(const fs::path& target) {
  std::random_device random;
  return target.parent_path() / fmt::format(".{}.{:08x}.part", target.filename().string(), random());
}

}  // namespace segmenta
