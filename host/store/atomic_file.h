#pragma once
// An HDF5 file that appears whole or not at all: written under a temporary name in the same folder, synced to the
// disk, then renamed over the old one. Whatever goes wrong before, the old file stays and the temporary one goes.

#include <segmenta/overwrite.h>

#include <filesystem>
#include <memory>
#include <span>

#include "store/hdf5.h"

namespace segmenta {

class AtomicFile {
 public:
  /// Creates the temporary file. Throws Error(resources) where that cannot be: an absent or read-only folder, a
  /// target that is a folder or a device.
  explicit AtomicFile(const std::filesystem::path& target, Overwrite overwrite = Overwrite::allowed);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();

  [[nodiscard]] const h5::File& file() const { return file_; }
  /// Closes, syncs and renames. Every handle into the file must be closed. Throws Error(resources), or as Overwrite
  /// says.
  void commit();
  /// The same of several, all of which appear or none: what a first one has replaced comes back where a later one
  /// cannot be put in place.
  static void commit_together(std::span<const std::unique_ptr<AtomicFile>> files);

 private:
  void finish();
  void put_in_its_place();
  void give_up() noexcept;

  std::filesystem::path target_;
  std::filesystem::path temporary_;
  Overwrite overwrite_;
  h5::File file_;
  bool committed_ = false;
};

}  // namespace segmenta
