// A log file is told from others by how it begins, so that no table is ever added to by mistake.

#include "log_file.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <segmenta/error.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <regex>
#include <sstream>
#include <utility>

namespace segmenta {
namespace {

bool is_other_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string begin(40, '\0');
  file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  begin.resize(static_cast<std::size_t>(file.gcount()));
  static const std::regex log(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ segmenta )");
  return !begin.empty() && !std::regex_search(begin, log, std::regex_constants::match_continuous);
}

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw Error(ErrorKind::usage, "Cannot add to the log " + path, why, "Name another file for --log-file");
}

}  // namespace

LogFile::LogFile(const std::string& path, std::function<void(const std::string&)> on_lost)
    : path_(path), on_lost_(std::move(on_lost)) {
  if (std::filesystem::is_directory(path)) refuse(path, "it is a folder");
  if (std::filesystem::is_regular_file(path) && is_other_file(path)) refuse(path, "it is not a log of segmenta");
  file_.open(path, std::ios::app);
  if (!file_) refuse(path, "its folder does not exist, or may not be written to");
}

void LogFile::add(const std::string& text) {
  if (!file_) return;
  errno = 0;
  const std::string time = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) file_ << time << ' ' << line << '\n';
  file_.flush();
  if (file_) return;
  const std::string why = errno == 0 ? "a write failed" : std::strerror(errno);
  on_lost_(fmt::format("the log {} could not be written ({}): it ends here, the job goes on", path_, why));
}

void LogFile::step(const std::string& name) {
  if (steps_.insert(name).second) add("began " + name);
}

}  // namespace segmenta
