// Creates the temporary file, and brings it to the disk and into its place.

#include "store/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <segmenta/error.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <vector>

#include "replaced_file.h"

namespace segmenta {
namespace {

namespace fs = std::filesystem;
using h5::way_out_of_full_disk;

fs::path folder_of(const fs::path& target) { return target.has_parent_path() ? target.parent_path() : fs::path("."); }

void refuse_unfit_target(const fs::path& target, const h5::Subject& subject) {
  std::error_code error;
  if (!fs::is_directory(folder_of(target), error)) {
    subject.fail("cannot be written", fmt::format("there is no folder {}", folder_of(target).string()), "Create it");
  }
  // Renaming over a device would replace it.
  if (fs::exists(target, error) && !fs::is_regular_file(target, error)) {
    subject.fail("cannot be written", "it is a folder or a device", "Name a file");
  }
}

h5::Handle create(const fs::path& temporary, const h5::Subject& subject) {
  h5::silence();
  const h5::Handle how = h5::own(H5Pcreate(H5P_FILE_ACCESS), subject, "cannot be created");
  const h5::Handle content = h5::without_times(H5P_FILE_CREATE, subject);
  h5::check(H5Pset_file_locking(how.get(), true, true), subject, "cannot be created");
  // Headers with checksums, by which damage is found; read by every HDF5 since 1.8, of 2008.
  h5::check(H5Pset_libver_bounds(how.get(), H5F_LIBVER_V18, H5F_LIBVER_V18), subject, "cannot be created");
  // So that an object whose closing failed does not hold the file open.
  h5::check(H5Pset_fclose_degree(how.get(), H5F_CLOSE_STRONG), subject, "cannot be created");
  h5::Handle file(H5Fcreate(temporary.c_str(), H5F_ACC_EXCL, content.get(), how.get()));
  if (file) return file;
  const std::string why = h5::last_complaint();
  std::error_code error;
  fs::remove(temporary, error);
  subject.fail("cannot be created", why, way_out_of_full_disk);
}

// Returns 0 or what errno said, for a file or a folder.
int sync(const fs::path& path, int flags) {
  const int descriptor = open(path.c_str(), flags | O_CLOEXEC);
  if (descriptor < 0) return errno;
  const int reason = fsync(descriptor) == 0 ? 0 : errno;
  close(descriptor);
  return reason;
}

// The file is in its place, whole: whether the disk confirms its name changes nothing of that, and some file systems do
// not sync folders.
void sync_folder_of(const fs::path& file) { static_cast<void>(sync(folder_of(file), O_RDONLY | O_DIRECTORY)); }

}  // namespace

AtomicFile::AtomicFile(const fs::path& target, Overwrite overwrite)
    : target_(replaced_file(target)), temporary_(temporary_name(target_)), overwrite_(overwrite) {
  remove_stale_files(folder_of(target_));
  file_.subject = {target.string(), {}, h5::Access::writing, {}};
  refuse_unfit_target(target_, file_.subject);
  file_.handle = create(temporary_, file_.subject);
}

AtomicFile::~AtomicFile() {
  if (!committed_) give_up();
}

void AtomicFile::give_up() noexcept {
  h5::divert_writes(file_.id());
  file_.handle.reset();
  H5Eclear2(H5E_DEFAULT);
  std::error_code error;
  fs::remove(temporary_, error);
}

// Brought to the disk under its temporary name.
void AtomicFile::finish() {
  h5::check(H5Fflush(file_.id(), H5F_SCOPE_GLOBAL), file_.subject, "cannot be written");
  h5::check(file_.handle.close(), file_.subject, "cannot be written");
  const int reason = sync(temporary_, O_RDONLY);
  if (reason != 0) file_.subject.fail("cannot be written to the disk", std::strerror(reason), way_out_of_full_disk);
}

void AtomicFile::put_in_its_place() {
  const std::error_code error = put_in_place(temporary_, target_, overwrite_);
  if (error == std::errc::file_exists) refuse_overwriting(target_);
  if (error) file_.subject.fail("cannot be put in place", error.message(), way_out_of_full_disk);
  committed_ = true;
}

void AtomicFile::commit() {
  finish();
  put_in_its_place();
  sync_folder_of(target_);
}

void AtomicFile::commit_together(std::span<const std::unique_ptr<AtomicFile>> files) {
  for (const auto& file : files) file->finish();
  std::vector<ReplacedFile> replaced;
  for (const auto& file : files) {
    ReplacedFile& one = replaced.emplace_back(file->target_);
    file->put_in_its_place();
    one.was_replaced();
  }
  for (ReplacedFile& one : replaced) one.let_go();
  for (const auto& file : files) sync_folder_of(file->target_);
}

}  // namespace segmenta
