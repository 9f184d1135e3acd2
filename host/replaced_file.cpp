// Follows a link to the file that is replaced, names the file that is written in the meantime, and renames it.

#include "replaced_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <segmenta/error.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <random>
#include <system_error>
#include <utility>
#include <vector>

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

void remove_stale_files(const fs::path& folder) {
  const auto is_temporary = [](const std::string& name) {
    const std::size_t ending = std::string(".00000000.part").size();
    return name.starts_with('.') && name.ends_with(".part") && name.size() > ending + 1 &&
           name[name.size() - ending] == '.' &&
           name.find_first_not_of("0123456789abcdef", name.size() - ending + 1) == name.size() - 5;
  };
  std::error_code error;
  std::vector<fs::path> stale;
  const auto yesterday = fs::file_time_type::clock::now() - std::chrono::hours(24);
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    std::error_code unknown;
    const bool is_ours = is_temporary(entry->path().filename().string()) &&
                         (entry->is_regular_file(unknown) || entry->is_directory(unknown));
    const bool is_old = is_ours && entry->last_write_time(unknown) < yesterday;
    if (is_old && !unknown) stale.push_back(entry->path());
  }
  for (const fs::path& file : stale) fs::remove_all(file, error);
}

ReplacedFile::ReplacedFile(fs::path target) : target_(std::move(target)) {
  std::error_code error;
  was_there_ = fs::exists(target_, error);
  if (!was_there_) return;
  kept_ = temporary_name(target_);
  fs::create_hard_link(target_, kept_, error);
  if (error) fs::copy_file(target_, kept_, error);
  if (error) kept_.clear();
}

ReplacedFile::ReplacedFile(ReplacedFile&& other) noexcept
    : target_(std::move(other.target_)),
      kept_(std::exchange(other.kept_, {})),
      was_there_(other.was_there_),
      is_replaced_(std::exchange(other.is_replaced_, false)) {}

ReplacedFile::~ReplacedFile() {
  std::error_code error;
  if (is_replaced_ && !was_there_) fs::remove(target_, error);
  if (is_replaced_ && !kept_.empty()) fs::rename(kept_, target_, error);
  if (!kept_.empty()) fs::remove(kept_, error);
}

void ReplacedFile::let_go() { is_replaced_ = false; }

namespace {

// What may not be given stays as it is: only root gives files away.
void take_mode_and_owner(const fs::path& file, const fs::path& of) {
  struct stat there {};
  if (stat(of.c_str(), &there) != 0 || !S_ISREG(there.st_mode)) return;
  const bool has_owner = chown(file.c_str(), there.st_uid, there.st_gid) == 0;
  if (has_owner || there.st_uid == geteuid()) static_cast<void>(chmod(file.c_str(), there.st_mode & 07777));
}

}  // namespace

std::error_code put_in_place(const fs::path& temporary, const fs::path& target, Overwrite overwrite) {
  if (overwrite == Overwrite::refused) return rename_to_free_name(temporary, target);
  take_mode_and_owner(temporary, target);
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
