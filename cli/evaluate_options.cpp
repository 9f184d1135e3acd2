#include "evaluate_options.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

namespace segmenta {
namespace {

[[noreturn]] void refuse_weight(const std::string& given, const std::string& why) {
  throw Error(ErrorKind::usage, fmt::format("--weights cannot take '{}'", given), why,
              "Give criteria and numbers: --weights size=1,value=2");
}

std::map<std::string, double> parse_weights(const std::vector<std::string>& given) {
  std::map<std::string, double> weights;
  for (const std::string& one : given) {
    const std::size_t equals = one.find('=');
    if (equals == std::string::npos || equals + 1 == one.size()) refuse_weight(one, "it has no weight");
    char* end = nullptr;
    const double weight = std::strtod(one.c_str() + equals + 1, &end);
    if (*end != '\0') refuse_weight(one, "its weight is not a number");
    if (!weights.emplace(one.substr(0, equals), weight).second) refuse_weight(one, "it is given twice");
  }
  return weights;
}

}  // namespace

void add_evaluate_options(CLI::App& command, EvaluateOptions& options) {
  command.add_option("--value", options.value, "Column of revenue (default: monetary, revenue, ...)")
      ->type_name("NAME");
  command.add_option("--margin", options.margin, "Column of profit (default: margin, profit, if there is one)")
      ->type_name("NAME");
  command
      .add_option("--consent", options.consent,
                  "Column that says who may be contacted: 0/1, boolean, or text that is neither empty nor a no "
                  "(default: consent, opt_in, email, ..., if there is one)")
      ->type_name("NAME");
  command
      .add_option_function<std::vector<std::string>>(
          "--weights", [&](const std::vector<std::string>& given) { options.weights = parse_weights(given); },
          "Weights of the composite: size, value, growth, profitability, concentration, reachability; those "
          "not named weigh 0 (default: value 3, growth and profitability 2, the others 1)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAME=W,...");
}

}  // namespace segmenta
