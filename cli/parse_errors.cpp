// An unknown word says more than what is missing because of it, and so is looked for first.

#include "parse_errors.h"

#include <fmt/format.h>
#include <segmenta/near_names.h>

#include <vector>

namespace segmenta {
namespace {

std::vector<std::string> commands_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

std::vector<std::string> options_of(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::string with_near(const std::string& problem, const std::string& name, const std::vector<std::string>& names) {
  const std::string near = near_names(name, names);
  return near.empty() ? problem : problem + ". " + near;
}

bool is_option(const std::string& word) { return word.size() > 1 && word.starts_with('-'); }

// Of the words that no option took: an option if there is one, since its value is left over as well.
std::string unknown_word(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (is_option(word)) return word;
  }
  return words.front();
}

std::string problem_of(const CLI::App& app, const CLI::App& command, const CLI::ParseError& error) {
  const bool has_command = &command != &app;
  const std::vector<std::string> left = command.remaining();
  if (left.empty()) return error.what();
  const std::string word = unknown_word(left);
  const std::string name = word.substr(0, word.find('='));
  if (!has_command && !is_option(word)) {
    return with_near(fmt::format("'{}' is not a command", word), word, commands_of(app));
  }
  const std::string owner = has_command ? command.get_name() : "segmenta";
  if (is_option(word)) {
    return with_near(fmt::format("{} is not an option of {}", name, owner), name, options_of(command));
  }
  return fmt::format("'{}' is one argument too many for {}", word, owner);
}

}  // namespace

std::string parse_error_text(const CLI::App& app, const CLI::ParseError& error) {
  const auto given = app.get_subcommands();
  const CLI::App& command = given.empty() ? app : *given.front();
  const std::string whole = given.empty() ? "segmenta" : "segmenta " + command.get_name();
  return fmt::format("{}\n'{} --help' says what there is", problem_of(app, command, error), whole);
}

}  // namespace segmenta
