// By plain system calls: each failure has its errno.

#include "audience/pending_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <segmenta/error.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <utility>

#include "replaced_file.h"
#include "write_bytes.h"

namespace segmenta {
namespace {

namespace fs = std::filesystem;

constexpr mode_t folder_mode = 0700, file_mode = 0600;

// "lists/" and "lists" are the same.
fs::path without_slash(const fs::path& path) { return path.has_filename() ? path : path.parent_path(); }

void refuse_what_is_there(const fs::path& target, Overwrite overwrite) {
  std::error_code error;
  if (!fs::exists(fs::symlink_status(target, error))) return;
  if (overwrite == Overwrite::refused) refuse_overwriting(target);
  if (fs::is_directory(fs::symlink_status(target, error)) && fs::exists(target / manifest_name, error)) return;
  throw Error(ErrorKind::usage, fmt::format("Cannot write {}", target.string()),
              fmt::format("it is there already, and is no folder with a {}, as an audience is", manifest_name),
              "Name a folder that is not there yet");
}

}  // namespace

PendingFolder::PendingFolder(fs::path target, Overwrite overwrite)
    : target_(without_slash(target)), temporary_(temporary_name(target_)), overwrite_(overwrite) {
  refuse_what_is_there(target_, overwrite);
  const fs::path parent = target_.has_parent_path() ? target_.parent_path() : fs::path(".");
  remove_stale_files(parent);
  if (mkdir(temporary_.c_str(), folder_mode) != 0) fail("made", errno);
}

PendingFolder::~PendingFolder() {
  std::error_code error;
  if (!committed_) fs::remove_all(temporary_, error);
}

void PendingFolder::fail(const std::string& what, int reason) const {
  throw Error(ErrorKind::resources, fmt::format("{} cannot be {}", target_.string(), what), std::strerror(reason),
              "Free space there, or write to another folder");
}

void PendingFolder::add_folder(const std::string& name) const {
  if (mkdir((temporary_ / name).c_str(), folder_mode) != 0) fail("written", errno);
}

void PendingFolder::append(const std::string& file, std::string_view bytes) const {
  const int descriptor = open((temporary_ / file).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, file_mode);
  if (descriptor < 0) fail("written", errno);
  int reason = write_bytes(descriptor, bytes);
  if (close(descriptor) != 0 && reason == 0) reason = errno;
  if (reason != 0) fail("written", reason);
}

void PendingFolder::rename(const std::string& from, const std::string& to) const {
  if (std::rename((temporary_ / from).c_str(), (temporary_ / to).c_str()) != 0) fail("written", errno);
}

void PendingFolder::remove(const std::string& file) const {
  if (unlink((temporary_ / file).c_str()) != 0) fail("written", errno);
}

void PendingFolder::sync(const std::string& file) const {
  const int descriptor = open((temporary_ / file).c_str(), O_RDONLY | O_CLOEXEC);
  const int reason = descriptor < 0 || fsync(descriptor) != 0 ? errno : 0;
  if (descriptor >= 0) close(descriptor);
  if (reason != 0) fail("written to the disk", reason);
}

void PendingFolder::commit() {
  std::error_code error;
  const bool replaces = fs::exists(fs::symlink_status(target_, error));
  if (replaces) refuse_what_is_there(target_, overwrite_);
  // Two folders change places in one step; what was there then goes under the temporary name.
  const unsigned how = replaces ? RENAME_EXCHANGE : RENAME_NOREPLACE;
  if (renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, target_.c_str(), how) != 0) {
    const bool knows_no_such_renaming = errno == EINVAL || errno == ENOSYS;
    if (!knows_no_such_renaming) fail("put in place", errno);
    if (replaces) fs::remove_all(target_, error);
    if (std::rename(temporary_.c_str(), target_.c_str()) != 0) fail("put in place", errno);
  }
  committed_ = true;
  if (replaces) fs::remove_all(temporary_, error);
}

}  // namespace segmenta
