// How the parts of a message are put together.

#include <segmenta/error.h>

namespace segmenta {
namespace {

std::string join(const std::string& problem, const std::string& why, const std::string& suggestion) {
  std::string message = problem;
  if (!why.empty()) message += " (" + why + ")";
  if (!suggestion.empty()) message += ". " + suggestion;
  return message;
}

}  // namespace

Error::Error(ErrorKind kind, const std::string& problem, const std::string& why, const std::string& suggestion)
    : Error(kind, join(problem, why, suggestion)) {}

}  // namespace segmenta
