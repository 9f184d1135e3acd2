// Runs the program by a shell in a folder of its own, and keeps its outputs.

#include "cli/program.h"

#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace segmenta::testing {
namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

Workplace::Workplace() {
  std::string name = (std::filesystem::temp_directory_path() / "segmenta-XXXXXX").string();
  folder_ = mkdtemp(name.data());
  std::filesystem::create_directory(path(".output"));
}

Workplace::~Workplace() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Workplace::write(const std::string& name, const std::string& text) const { std::ofstream(path(name)) << text; }

std::vector<std::string> Workplace::files() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) names.push_back(entry.path().filename());
  std::erase(names, ".output");
  std::ranges::sort(names);
  return names;
}

Outcome Workplace::segmenta(const std::string& arguments, const std::string& before) const {
  const std::string command = fmt::format("cd {} && {} {} {} >.output/out 2>.output/err", folder_.string(), before,
                                          SEGMENTA_PROGRAM, arguments);
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, text_of(path(".output/out")), text_of(path(".output/err"))};
}

}  // namespace segmenta::testing
