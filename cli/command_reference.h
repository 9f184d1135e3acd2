#pragma once
// The commands and options of the program as values: help, man pages and completion are all written from these.

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace segmenta {

struct OptionReference {
  std::vector<std::string> names;    ///< "-o", "--output"; of an argument the one that help has for it: "STORE"
  std::string value;                 ///< "FILE"; empty for a flag
  std::string description;           ///< with its range, where it has one
  std::vector<std::string> choices;  ///< the values that there are, where those are few
  bool required = false;
  bool is_argument = false;  ///< given by its place, without a name
  bool repeats = false;      ///< takes several values
};

struct CommandReference {
  std::string name;  ///< "segmenta fit"
  std::string description;
  std::vector<OptionReference> options;
  std::vector<CommandReference> commands;  ///< of the program itself
  std::string footer;                      ///< with its example
};

/// Of the program or of one of its commands.
CommandReference reference_of(CLI::App& app);
/// "segmenta fit [OPTIONS] STORE".
std::string usage_text(const CommandReference& command);
/// What --help prints, in lines of 80 characters.
std::string help_text(const CommandReference& command);

}  // namespace segmenta
