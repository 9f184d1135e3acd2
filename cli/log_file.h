#pragma once
// --log-file: what a command said and when, added to the end of a file. The one file with times of the clock.

#include <fstream>
#include <functional>
#include <set>
#include <string>

namespace segmenta {

/// Not for several threads at once.
class LogFile {
 public:
  /// Opens or creates it. Throws Error(usage) where that cannot be, or where the file is something else than a log.
  /// `on_lost` is told, once, where it could not be written to: it ends there, and the job goes on.
  LogFile(const std::string& path, std::function<void(const std::string&)> on_lost);

  /// Each line of the text with the time before it: "2026-11-29T09:00:00Z note: ...".
  void add(const std::string& text);
  /// "began preparing", the first time that a step is named.
  void step(const std::string& name);

 private:
  std::string path_;
  std::function<void(const std::string&)> on_lost_;
  std::ofstream file_;
  std::set<std::string> steps_;
};

}  // namespace segmenta
