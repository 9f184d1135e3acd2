#pragma once
// Runs the program as a user does, in a folder of its own.

#include <string>
#include <vector>

#include <filesystem>

namespace segmenta::testing {

struct Outcome {
  int exit_code = 0;
  std::string out;  ///< what it wrote to stdout
  std::string err;  ///< and to stderr
};

/// A folder that is gone with the object, and the program in it.
class Workplace {
 public:
  Workplace();
  ~Workplace();
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;

  [[nodiscard]] std::filesystem::path path(const std::string& name) const { return folder_ / name; }
  void write(const std::string& name, const std::string& text) const;
  [[nodiscard]] bool exists(const std::string& name) const { return std::filesystem::exists(path(name)); }
  [[nodiscard]] std::vector<std::string> files() const;
  /// `segmenta ARGUMENTS` by the shell, with this folder as the current one. `before` goes before the program's name.
  [[nodiscard]] Outcome segmenta(const std::string& arguments, const std::string& before = "") const;

 private:
  std::filesystem::path folder_;
};

}  // namespace segmenta::testing
