#pragma once
// The thin layer over HDF5's C API: handles that close themselves, and calls whose failure is a segmenta::Error that
// names the file and the object in it, with the reason HDF5 gives. HDF5's own printing of errors is switched off.

#include <hdf5.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

namespace segmenta {
class UnpackThreads;
}

namespace segmenta::h5 {

/// Owns any HDF5 identifier (file, group, dataset, type, dataspace, property list, attribute).
class Handle {
 public:
  Handle() = default;
  explicit Handle(hid_t id) : id_(id) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)) {}
  Handle& operator=(Handle&& other) noexcept;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { reset(); }

  [[nodiscard]] hid_t get() const { return id_; }
  explicit operator bool() const { return id_ >= 0; }
  void reset() noexcept;
  /// Closes at once; negative where that fails, which for a file can mean that its last bytes were not written.
  int close() noexcept;

 private:
  hid_t id_ = H5I_INVALID_HID;
};

enum class Access { reading, writing };

inline constexpr const char* way_out_of_full_disk = "Free space there, or write to another folder";

/// What a call is about. A failure to read is Error(input), a failure to write Error(resources).
struct Subject {
  std::string file;
  std::string path;  ///< of the dataset, group or attribute; empty: the file itself
  Access access = Access::reading;
  std::string part{};  ///< of that object: "rows 0 to 99"; empty: all of it

  /// "store.h5, '/features/age' rows 0 to 99"
  [[nodiscard]] std::string text() const;
  [[nodiscard]] Subject at(const std::string& object) const { return {file, object, access, {}}; }
  /// Throws the Error: "store.h5, '/features/age': PROBLEM (WHY) SUGGESTION".
  [[noreturn]] void fail(const std::string& problem, const std::string& why = {},
                         const std::string& suggestion = {}) const;
};

/// Switches off HDF5's printing of errors on this thread. Every entry into the library calls it.
void silence();

/// What HDF5 last complained of on this thread, most specific first; forgotten afterwards.
std::string last_complaint();

/// Takes over an identifier, or throws with HDF5's reason.
Handle own(hid_t id, const Subject& subject, const char* problem);
/// Throws with HDF5's reason where a status says that the call failed; else returns the status.
int check(int status, const Subject& subject, const char* problem);

/// A file and how messages name it.
struct File {
  Handle handle;
  Subject subject;
  std::shared_ptr<UnpackThreads> threads{};  ///< for the datasets of a file that is read
  bool follows_links = false;                ///< to files that are not beside it

  [[nodiscard]] hid_t id() const { return handle.get(); }
};

/// To be called once a write has failed. HDF5 would try again when the dataset is closed, when the file is, and at the
/// end of the process, and lose memory each time: what it writes from now on goes nowhere, and succeeds.
void divert_writes(hid_t file) noexcept;

/// Opens a file for reading. Throws Error(input) for what is absent, a folder, empty, truncated or no HDF5, for damage
/// that HDF5 does not survive, and unless they may be followed for links to files that are not beside it.
File open_file(const std::filesystem::path& path, bool follow_links = false);

/// Whether a link of that path is there and leads to an object.
bool exists(const File& file, const std::string& path);
/// Whether what the path leads to has an attribute of that name. Both throw where that cannot be read.
bool has_attribute(const File& file, const std::string& path, const std::string& name);
Handle open_dataset(const File& file, const std::string& path);
Handle open_group(const File& file, const std::string& path);
Handle create_group(const File& file, const std::string& path);

/// A list of properties of that class (of files, groups or datasets to be created) by which no time is kept: the same
/// content makes the same file.
Handle without_times(hid_t property_class, const Subject& subject);

}  // namespace segmenta::h5
