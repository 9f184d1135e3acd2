// Opening and closing of handles, and HDF5's stack of errors as the reason in a message.

#include "store/hdf5.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <segmenta/error.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>

namespace segmenta::h5 {
namespace {

herr_t take_first(unsigned /*n*/, const H5E_error2_t* error, void* text) {
  auto& reason = *static_cast<std::string*>(text);
  if (reason.empty() && error->desc != nullptr) reason = error->desc;
  return 0;
}

}  // namespace

void silence() {
  // A dataset whose last write failed (disk full) stays open in HDF5, which crashes when it tries again as the process
  // ends. Everything here is closed by its handle; nothing needs that last attempt.
  static const bool leaves_quietly = H5dont_atexit() >= 0;
  static_cast<void>(leaves_quietly);
  // Where HDF5 is built for threads, each thread has a printing of its own to switch off.
  thread_local const bool silenced = H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr) >= 0;
  static_cast<void>(silenced);
}

Handle& Handle::operator=(Handle&& other) noexcept {
  if (this != &other) {
    reset();
    id_ = std::exchange(other.id_, H5I_INVALID_HID);
  }
  return *this;
}

void Handle::reset() noexcept { close(); }

int Handle::close() noexcept {
  const hid_t id = std::exchange(id_, H5I_INVALID_HID);
  // Lowering the count closes whatever kind of object it is.
  return id < 0 ? 0 : H5Idec_ref(id);
}

std::string Subject::text() const {
  if (path.empty()) return file;
  return fmt::format("{}, '{}'{}{}", file, path, part.empty() ? "" : " ", part);
}

void Subject::fail(const std::string& problem, const std::string& why, const std::string& suggestion) const {
  const ErrorKind kind = access == Access::reading ? ErrorKind::input : ErrorKind::resources;
  throw Error(kind, fmt::format("{}: {}", text(), problem), why, suggestion);
}

std::string last_complaint() {
  std::string reason;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_first, &reason);
  H5Eclear2(H5E_DEFAULT);
  // The system's own word for it stands within a dump of the call's arguments.
  const std::string before = "error message = '";
  if (const auto word = reason.find(before); word != std::string::npos) {
    reason.erase(0, word + before.size());
    reason.resize(std::min(reason.find('\''), reason.size()));
  }
  return reason.empty() ? "HDF5 gives no reason" : reason;
}

Handle own(hid_t id, const Subject& subject, const char* problem) {
  check(id < 0 ? -1 : 0, subject, problem);
  return Handle(id);
}

int check(int status, const Subject& subject, const char* problem) {
  if (status >= 0) return status;
  const bool reading = subject.access == Access::reading;
  subject.fail(problem, last_complaint(),
               reading ? "The file may be damaged: write it again, or look at it with h5dump" : way_out_of_full_disk);
}

void divert_writes(hid_t file) noexcept {
  void* descriptor = nullptr;
  if (file < 0 || H5Fget_vfd_handle(file, H5P_DEFAULT, &descriptor) < 0) return;
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0) return;
  dup2(null, *static_cast<int*>(descriptor));
  ::close(null);
}

namespace {

bool is_group(const File& file, const std::string& path) {
  H5O_info_t info;
  return H5Oget_info_by_name2(file.id(), path.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT) >= 0 &&
         info.type == H5O_TYPE_GROUP;
}

// Of a group that cannot be read a link that is there would look absent.
bool has_link(const File& file, const std::string& group, const std::string& path) {
  const htri_t found = H5Lexists(file.id(), path.c_str(), H5P_DEFAULT);
  if (found >= 0) return found > 0;
  if (is_group(file, group)) check(found, file.subject.at(path), "cannot be read");
  return false;
}

}  // namespace

bool exists(const File& file, const std::string& path) {
  silence();
  // Asked step by step: H5Lexists fails where an earlier part of the path is absent.
  std::string group = "/";
  for (std::size_t end = path.find('/', 1); end != std::string::npos; end = path.find('/', end + 1)) {
    if (!has_link(file, group, path.substr(0, end))) return false;
    group = path.substr(0, end);
  }
  if (path != "/" && !has_link(file, group, path)) return false;
  const htri_t leads_somewhere = H5Oexists_by_name(file.id(), path.c_str(), H5P_DEFAULT);
  H5L_info_t link;
  const bool is_hard = leads_somewhere < 0 && path != "/" &&
                       H5Lget_info(file.id(), path.c_str(), &link, H5P_DEFAULT) >= 0 && link.type == H5L_TYPE_HARD;
  if (is_hard) check(leads_somewhere, file.subject.at(path), "cannot be read");
  H5Eclear2(H5E_DEFAULT);
  return leads_somewhere > 0;
}

bool has_attribute(const File& file, const std::string& path, const std::string& name) {
  silence();
  const htri_t found = H5Aexists_by_name(file.id(), path.c_str(), name.c_str(), H5P_DEFAULT);
  if (found < 0 && exists(file, path)) check(found, file.subject.at(path + "@" + name), "cannot be read");
  return found > 0;
}

Handle open_dataset(const File& file, const std::string& path) {
  const Subject subject = file.subject.at(path);
  Handle object = own(H5Oopen(file.id(), path.c_str(), H5P_DEFAULT), subject, "cannot be opened");
  if (H5Iget_type(object.get()) != H5I_DATASET) subject.fail("is not a dataset", "it is a group or a type", "");
  return object;
}

Handle open_group(const File& file, const std::string& path) {
  return own(H5Gopen2(file.id(), path.c_str(), H5P_DEFAULT), file.subject.at(path), "cannot be opened as a group");
}

Handle create_group(const File& file, const std::string& path) {
  silence();
  const Subject subject = file.subject.at(path);
  const Handle how = without_times(H5P_GROUP_CREATE, subject);
  // Readers list features in the order in which they were written.
  check(H5Pset_link_creation_order(how.get(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED), subject,
        "cannot be created");
  return own(H5Gcreate2(file.id(), path.c_str(), H5P_DEFAULT, how.get(), H5P_DEFAULT), subject, "cannot be created");
}

Handle without_times(hid_t property_class, const Subject& subject) {
  Handle how = own(H5Pcreate(property_class), subject, "cannot be created");
  check(H5Pset_obj_track_times(how.get(), false), subject, "cannot be created");
  return how;
}

}  // namespace segmenta::h5
