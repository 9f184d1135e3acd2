// Opens a file for reading, and says what it is where it is not HDF5.

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <system_error>

#include "store/crashes.h"
#include "store/hdf5.h"
#include "store/links.h"
#include "store/probe.h"
#include "store/unpack.h"

namespace segmenta::h5 {
namespace {

namespace fs = std::filesystem;

// The first bytes, quoted where they are text.
std::string beginning(const fs::path& path) {
  std::array<char, 24> bytes{};
  std::ifstream stream(path, std::ios::binary);
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  std::string text(bytes.data(), static_cast<std::size_t>(stream.gcount()));
  text = text.substr(0, text.find_first_of("\r\n"));
  const bool printable = std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isprint(c) != 0; });
  return printable && !text.empty() ? fmt::format("it begins with the text \"{}\"", text)
                                    : "it does not begin with the mark of HDF5";
}

void refuse_what_is_no_file(const fs::path& path, const Subject& subject) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) subject.fail("cannot be read", "no such file", "Check the path");
  if (error) subject.fail("cannot be read", error.message(), "Check the path");
  if (fs::is_directory(status)) subject.fail("is a folder", "an HDF5 file was expected", "Name a file in it");
  if (!fs::is_regular_file(status)) subject.fail("is not a regular file", "it is a device, pipe or socket");
  if (!std::ifstream(path)) subject.fail("cannot be read", "permission denied", "Check its permissions");
  if (fs::file_size(path, error) == 0) subject.fail("is empty", "it has 0 bytes", "Write it again");
}

void refuse_what_is_no_hdf5(const fs::path& path, const Subject& subject) {
  const htri_t is_hdf5 = H5Fis_hdf5(path.c_str());
  H5Eclear2(H5E_DEFAULT);
  if (is_hdf5 > 0) return;
  subject.fail(
      "is not an HDF5 file", beginning(path),
      "Segmenta reads feature stores in HDF5; `segmenta features` makes one from order lines in CSV or Parquet");
}

Handle open_for_reading(const fs::path& path, const Subject& subject) {
  const Handle how = own(H5Pcreate(H5P_FILE_ACCESS), subject, "cannot be opened");
  // Locks are taken where the file system has them, and done without where it has not (NFS, Lustre).
  check(H5Pset_file_locking(how.get(), true, true), subject, "cannot be opened");
  Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, how.get()));
  if (file) return file;
  const std::string why = last_complaint();
  const bool truncated = why.find("truncated") != std::string::npos;
  subject.fail(truncated ? "is truncated" : "cannot be opened", why,
               truncated ? "It was not written or copied in full: do that again"
                         : "The file may be damaged or still being written: write it again");
}

}  // namespace

File open_file(const fs::path& path, bool follow_links) {
  Subject subject{path.string(), {}, Access::reading, {}};
  refuse_what_is_no_file(path, subject);
  silence();
  refuse_what_is_no_hdf5(path, subject);
  probe(path, subject);
  note_file(path);
  Handle handle = open_for_reading(path, subject);
  File file{std::move(handle), std::move(subject), std::make_shared<UnpackThreads>(), follow_links};
  if (!follow_links) refuse_distant_links(file);
  return file;
}

}  // namespace segmenta::h5
