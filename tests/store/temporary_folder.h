#pragma once
// A folder for the files of one test, removed with everything in it.

#include <filesystem>
#include <random>
#include <string>

namespace segmenta {

class TemporaryFolder {
 public:
  TemporaryFolder() : path_(std::filesystem::temp_directory_path() / ("segmenta-" + std::to_string(draw()))) {
    std::filesystem::create_directories(path_);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code error;
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all, error);
    std::filesystem::remove_all(path_, error);
  }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  static unsigned long draw() {
    std::random_device random;
    return (static_cast<unsigned long>(random()) << 20) ^ random();
  }

  std::filesystem::path path_;
};

}  // namespace segmenta
