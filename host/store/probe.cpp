// A child that walks through a file and leaves without a word; how it ended tells.

#include "store/probe.h"

#include <fcntl.h>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <fstream>
#include <vector>

#include "store/arrays.h"
#include "store/text.h"
#include "store/text_heap.h"

namespace segmenta::h5 {
namespace {

constexpr rlim_t most_seconds = 10;              // of the processor
constexpr rlim_t most_seconds_of_small = 2;      // which are read a hundred times as fast
constexpr unsigned most_seconds_waiting = 60;    // for a disk
constexpr rlim_t most_bytes = rlim_t{1} << 32;   // beyond what this process has
constexpr std::uintmax_t small_file = 32 << 20;  // of which every value is read
constexpr hsize_t first_and_last = 4096;         // rows of a larger one
constexpr std::size_t piece_bytes = 8 << 20;

// Everything here is in the child. A failure that HDF5 reports is none: whoever reads the file will meet it again.
class Walk {
 public:
  explicit Walk(bool reads_all) : reads_all_(reads_all) {}

  void through(const std::filesystem::path& path) {
    const Handle how(H5Pcreate(H5P_FILE_ACCESS));
    H5Pset_file_locking(how.get(), true, true);
    const Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, how.get()));
    if (!file) return;
    list(file);
    H5Ovisit2(file.get(), H5_INDEX_NAME, H5_ITER_NATIVE, visit_object, this, H5O_INFO_BASIC);
  }

 private:
  static herr_t visit_object(hid_t parent, const char* name, const H5O_info_t* /*info*/, void* walk) {
    const Handle object(H5Oopen(parent, name, H5P_DEFAULT));
    if (!object) return 0;
    H5Aiterate2(object.get(), H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, visit_attribute, walk);
    if (H5Iget_type(object.get()) == H5I_DATASET) static_cast<Walk*>(walk)->read_dataset(object);
    if (H5Iget_type(object.get()) == H5I_GROUP) list(object);
    return 0;
  }

  static herr_t visit_link(hid_t group, const char* name, const H5L_info_t* info, void* /*walk*/) {
    if (info->type == H5L_TYPE_EXTERNAL) return 0;
    const Handle object(H5Oopen(group, name, H5P_DEFAULT));
    return 0;
  }

  // In both orders that a group may have.
  static void list(const Handle& group) {
    for (const H5_index_t index : {H5_INDEX_NAME, H5_INDEX_CRT_ORDER}) {
      H5Literate(group.get(), index, H5_ITER_INC, nullptr, visit_link, nullptr);
    }
  }

  static herr_t visit_attribute(hid_t object, const char* name, const H5A_info_t* /*info*/, void* /*walk*/) {
    const Handle attribute(H5Aopen(object, name, H5P_DEFAULT));
    const Handle type(H5Aget_type(attribute.get())), space(H5Aget_space(attribute.get()));
    if (is_variable(type)) return 0;
    const hssize_t count = H5Sget_simple_extent_npoints(space.get());
    const std::size_t size = H5Tget_size(type.get());
    if (count <= 0 || size == 0 || static_cast<std::size_t>(count) > piece_bytes / size) return 0;
    std::vector<std::byte> values(static_cast<std::size_t>(count) * size);
    H5Aread(attribute.get(), type.get(), values.data());
    return 0;
  }

  // What is of variable length is read by references (text_heap.h), where those are of the file itself.
  static bool is_variable(const Handle& type) {
    return H5Tdetect_class(type.get(), H5T_VLEN) > 0 || H5Tis_variable_str(type.get()) > 0;
  }

  void read_dataset(const Handle& dataset) const {
    Handle type(H5Dget_type(dataset.get()));
    const Handle space(H5Dget_space(dataset.get()));
    const int rank = H5Sget_simple_extent_ndims(space.get());
    const bool foreign = is_variable(type) && has_foreign_texts(dataset.get());
    if (is_variable(type) && !foreign) {
      if (H5Tis_variable_str(type.get()) <= 0) return;  // a compound that has one, say
      type = Handle(H5Tcopy(reference_type().get()));
    }
    if (rank <= 0 || H5Dget_storage_size(dataset.get()) == 0) return;
    Shape shape(static_cast<std::size_t>(rank));
    if (H5Sget_simple_extent_dims(space.get(), shape.data(), nullptr) < 0) return;
    std::size_t row_bytes = H5Tget_size(type.get());
    for (std::size_t axis = 1; axis < shape.size(); ++axis) {
      if (shape[axis] == 0 || row_bytes > piece_bytes / shape[axis]) return;
      row_bytes *= shape[axis];
    }
    if (row_bytes == 0 || row_bytes > piece_bytes) return;
    const hsize_t rows = shape[0];
    if (reads_all_ || rows <= 2 * first_and_last) return read_rows(dataset, type, shape, 0, rows, row_bytes);
    if (!foreign) return;
    read_rows(dataset, type, shape, 0, first_and_last, row_bytes);
    read_rows(dataset, type, shape, rows - first_and_last, rows, row_bytes);
  }

  static void read_rows(const Handle& dataset, const Handle& type, Shape shape, hsize_t first, hsize_t end,
                        std::size_t row_bytes) {
    const hsize_t at_once = piece_bytes / row_bytes;
    for (Shape offset(shape.size()); first < end; first += at_once) {
      offset[0] = first;
      shape[0] = std::min(at_once, end - first);
      const int rank = static_cast<int>(shape.size());
      const Handle from(H5Dget_space(dataset.get())), to(H5Screate_simple(rank, shape.data(), nullptr));
      H5Sselect_hyperslab(from.get(), H5S_SELECT_SET, offset.data(), nullptr, shape.data(), nullptr);
      std::vector<std::byte> values(shape[0] * row_bytes);
      if (H5Dread(dataset.get(), type.get(), to.get(), from.get(), H5P_DEFAULT, values.data()) < 0) return;
      H5Dvlen_reclaim(type.get(), to.get(), H5P_DEFAULT, values.data());
    }
  }

  bool reads_all_;
};

void limit(int what, rlim_t most) {
  rlimit limits{};
  getrlimit(static_cast<__rlimit_resource>(what), &limits);
  limits.rlim_cur = std::min({most, limits.rlim_cur, limits.rlim_max});
  setrlimit(static_cast<__rlimit_resource>(what), &limits);
}

// Address space of this process, in bytes; 0 where that is not known.
rlim_t address_space() {
  rlim_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
}

[[noreturn]] void walk_and_leave(const std::filesystem::path& path, bool reads_all) {
  for (const int signal :
       {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGALRM, SIGXCPU, SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
    std::signal(signal, SIG_DFL);
  }
  if (const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC); nowhere >= 0) {
    dup2(nowhere, STDERR_FILENO);  // for what the C library says of a broken heap
  }
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, reads_all ? most_seconds_of_small : most_seconds);
  if (const rlim_t now = address_space(); now > 0) limit(RLIMIT_AS, now + most_bytes);
  alarm(most_seconds_waiting);
  mallopt(M_PERTURB, 0x55);  // what HDF5 takes for set, and is not, shows
  try {
    Walk(reads_all).through(path);
  } catch (...) {
    _exit(1);  // too little memory, say
  }
  _exit(0);
}

}  // namespace

void probe(const std::filesystem::path& path, const Subject& subject) {
  std::error_code error;
  const bool is_small = std::filesystem::file_size(path, error) <= small_file;
  const pid_t child = fork();
  if (child == 0) walk_and_leave(path, is_small);
  if (child < 0) return;  // no more processes: then without
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return;  // somebody else asked for it
  }
  if (!WIFSIGNALED(status)) return;
  const int signal = WTERMSIG(status);
  for (const int from_without : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGKILL}) {
    if (signal == from_without) return;
  }
  const bool endless = signal == SIGXCPU || signal == SIGALRM;
  subject.fail("is damaged", endless ? "HDF5 does not come to an end of it" : "HDF5 crashes where it reads it",
               "Write it again, or look at it with h5dump");
}

}  // namespace segmenta::h5
