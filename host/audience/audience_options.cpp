// What is refused before anything is read.

#include "audience/audience_options.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <set>

#include "audience/targets.h"

namespace segmenta {

void check_audience_options(const AudienceOptions& options) {
  const auto refuse = [](const char* what, const char* way_out) { throw Error(ErrorKind::usage, what, "", way_out); };
  if (options.columns.id.empty()) refuse("The contacts' id is not named", "Name the column that holds the customer");
  if (options.columns.email.empty() && options.columns.phone.empty()) {
    refuse("There is neither e-mail nor phone", "Name the column of one, or of both");
  }
  if (options.targets.empty()) refuse("No target is named", "Name at least one");
  if (options.columns.consent.empty() != options.consent_is_not_needed) {
    refuse("It is not said who has agreed to be contacted",
           "Name the column of consent; or say that none is needed, if the law where these customers live says so");
  }
  if (options.least < 1) refuse("A list has at least one customer", "Give a number from 1 on");
  std::set<std::string> named;
  for (const std::string& name : options.targets) {
    static_cast<void>(target_called(name));
    if (named.insert(name).second) continue;
    throw Error(ErrorKind::usage, fmt::format("The target {} is named twice", name), "", "Name it once");
  }
}

}  // namespace segmenta
