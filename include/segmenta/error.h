#pragma once
// Errors. Everything the library throws on purpose is a segmenta::Error, whose kind maps to the exit code
// of the command line. Messages read PROBLEM (WHY) SUGGESTION and never hold a stack trace.

#include <stdexcept>
#include <string>

#include <segmenta/export.h>

namespace SEGMENTA_API segmenta {

/// What went wrong; the value is the exit code of the command line.
enum class ErrorKind {
  defect = 1,       ///< a bug in Segmenta itself
  usage = 2,        ///< what the options alone show
  input = 3,        ///< what the data shows
  resources = 4,    ///< memory, disk or device
  interrupted = 5,  ///< stopped on request
};

class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}

  /// Builds "PROBLEM (WHY) SUGGESTION"; an empty part is left out.
  Error(ErrorKind kind, const std::string& problem, const std::string& why, const std::string& suggestion);

  [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }
  [[nodiscard]] int exit_code() const noexcept { return static_cast<int>(kind_); }

 private:
  ErrorKind kind_;
};

}  // namespace segmenta
