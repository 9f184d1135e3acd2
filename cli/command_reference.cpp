// Reads the commands out of the parser, and writes their help.

#include "command_reference.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "text.h"

namespace segmenta {
namespace {

constexpr std::size_t left_column = 28;

std::vector<CLI::Validator*> validators_of(CLI::Option& option) {
  std::vector<CLI::Validator*> validators;
  try {
    for (int i = 0;; ++i) validators.push_back(option.get_validator(i));
  } catch (const CLI::OptionNotFound&) {  // CLI11 does not tell how many there are
    return validators;
  }
}

// "INT in [1 - 4096]" as " (1 to 4096)".
std::string range_of(const std::string& check) {
  const std::size_t open = check.find(" in ["), dash = check.find(" - ");
  if (open == std::string::npos || dash == std::string::npos) return "";
  return fmt::format(" ({} to {})", check.substr(open + 5, dash - open - 5),
                     check.substr(dash + 3, check.size() - dash - 4));
}

std::vector<std::string> names_of(const CLI::Option& option, const std::string& value) {
  if (option.get_positional()) return {value};
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

OptionReference reference_of(CLI::Option& option) {
  OptionReference reference;
  reference.value = option.get_items_expected_max() == 0 ? "" : option.get_type_name();
  reference.description = option.get_description();
  for (CLI::Validator* validator : validators_of(option)) {
    const std::string check = validator->get_description();
    const std::string suffix = ":" + check;  // as CLI11 puts it after the type
    if (!check.empty() && reference.value.ends_with(suffix)) {
      reference.value.resize(reference.value.size() - suffix.size());
    }
    reference.description += range_of(check);
    if (!validator->get_name().empty()) reference.choices = split_words(validator->get_name());
  }
  reference.names = names_of(option, reference.value);
  reference.required = option.get_required();
  reference.is_argument = option.get_positional();
  reference.repeats = option.get_items_expected_max() > 1;
  return reference;
}

// "  LEFT      DESCRIPTION", where what is too long on the left has a line of its own.
std::string entry(const std::string& left, const std::string& description) {
  const std::string lead = "  " + left;
  const std::string space(left_column, ' ');
  const std::string lines = joined(space, split_words(description), "");
  if (text_width(lead) + 2 > left_column) return lead + "\n" + lines + "\n";
  return padded(lead, left_column) + lines.substr(left_column) + "\n";
}

std::string left_of(const OptionReference& option) {
  std::string text = fmt::format("{}", fmt::join(option.names, ","));
  if (!option.is_argument && !option.value.empty()) text += " " + option.value;
  return option.repeats && !option.value.ends_with("...") ? text + " ..." : text;
}

std::string section(const std::string& title, const std::vector<OptionReference>& options, bool arguments) {
  std::string text;
  for (const OptionReference& option : options) {
    if (option.is_argument != arguments) continue;
    text += entry(left_of(option), (option.required && !arguments ? "Required. " : "") + option.description);
  }
  return text.empty() ? text : "\n" + title + ":\n" + text;
}

}  // namespace

CommandReference reference_of(CLI::App& app) {
  CommandReference reference{.name = app.get_parent() == nullptr ? "segmenta" : "segmenta " + app.get_name(),
                             .description = app.get_description(),
                             .options = {},
                             .commands = {},
                             .footer = app.get_footer()};
  for (CLI::Option* option : app.get_options([](CLI::Option*) { return true; })) {
    reference.options.push_back(reference_of(*option));
  }
  for (CLI::App* command : app.get_subcommands([](CLI::App*) { return true; })) {
    reference.commands.push_back(reference_of(*command));
  }
  return reference;
}

std::string usage_text(const CommandReference& command) {
  std::string text = command.name + " [OPTIONS]";
  for (const OptionReference& option : command.options) {
    if (option.is_argument) text += " " + option.names.front();
  }
  return command.commands.empty() ? text : command.name + " COMMAND [OPTIONS]";
}

std::string help_text(const CommandReference& command) {
  std::string text = wrapped(command.description) + "\n\nUsage: " + usage_text(command) + "\n";
  text += section("Arguments", command.options, true) + section("Options", command.options, false);
  if (!command.commands.empty()) text += "\nCommands:\n";
  for (const CommandReference& one : command.commands) {
    text += entry(one.name.substr(command.name.size() + 1), one.description);
  }
  return command.footer.empty() ? text : text + "\n" + command.footer + "\n";
}

}  // namespace segmenta
