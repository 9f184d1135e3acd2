#pragma once
// A folder that appears whole or not at all: filled under a temporary name beside its target, then put in its place.

#include <segmenta/overwrite.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace segmenta {

/// The file by which a folder of ours is known: no other is replaced.
inline constexpr std::string_view manifest_name = "manifest.json";

/// Folders have mode 0700 and files 0600: what is in them is for those who made them.
class PendingFolder {
 public:
  /// Throws Error(usage) where something else is there, or may not be replaced; Error(resources) where it cannot be
  /// made.
  PendingFolder(std::filesystem::path target, Overwrite overwrite);
  PendingFolder(const PendingFolder&) = delete;
  PendingFolder& operator=(const PendingFolder&) = delete;
  ~PendingFolder();

  void add_folder(const std::string& name) const;
  /// Adds to the end of a file below, and makes it where it is not there.
  void append(const std::string& file, std::string_view bytes) const;
  void rename(const std::string& from, const std::string& to) const;
  void remove(const std::string& file) const;
  /// Brings a file to the disk.
  void sync(const std::string& file) const;
  void commit();

 private:
  [[noreturn]] void fail(const std::string& what, int reason) const;

  std::filesystem::path target_, temporary_;
  Overwrite overwrite_;
  bool committed_ = false;
};

}  // namespace segmenta
