#pragma once
// A file that is written beside its target and then put in its place: names for it, and the last step.

#include <segmenta/overwrite.h>

#include <filesystem>
#include <system_error>

namespace segmenta {

/// Where a link leads, so that what it points to is replaced and not the link; else the path as it is.
std::filesystem::path replaced_file(const std::filesystem::path& target);

/// A name in the same folder that no other writer takes.
std::filesystem::path temporary_name(const std::filesystem::path& target);

/// Removes temporary files and folders that nobody has written to for a day: their programs were killed.
void remove_stale_files(const std::filesystem::path& folder);

/// A file that is about to be replaced, kept under another name until it is let go of. Else, once it was replaced, it
/// comes back; where there was none, what came goes.
class ReplacedFile {
 public:
  explicit ReplacedFile(std::filesystem::path target);
  ReplacedFile(ReplacedFile&& other) noexcept;
  ReplacedFile(const ReplacedFile&) = delete;
  ReplacedFile& operator=(const ReplacedFile&) = delete;
  ReplacedFile& operator=(ReplacedFile&&) = delete;
  ~ReplacedFile();
  void was_replaced() { is_replaced_ = true; }
  void let_go();

 private:
  std::filesystem::path target_, kept_;
  bool was_there_ = false, is_replaced_ = false;
};

/// Renames the temporary file to its target, and gives it mode and owner of the file that is there. Where a file that
/// is there may not be overwritten, that is decided by the system in the same step, so that of two programs one is
/// refused: std::errc::file_exists.
std::error_code put_in_place(const std::filesystem::path& temporary, const std::filesystem::path& target,
                             Overwrite overwrite);

/// Throws Error(usage): the target was not there when the work began.
[[noreturn]] void refuse_overwriting(const std::filesystem::path& target);

}  // namespace segmenta
