// segmenta completion and segmenta man: what a shell completes, and a page of the manual, from the commands themselves.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <segmenta/version.h>

#include <algorithm>
#include <memory>

#include "command.h"
#include "command_reference.h"
#include "options.h"
#include "text.h"

namespace segmenta {
namespace {

std::vector<std::string> names_of(const CommandReference& command) {
  std::vector<std::string> names;
  for (const OptionReference& option : command.options) {
    if (!option.is_argument) names.insert(names.end(), option.names.begin(), option.names.end());
  }
  return names;
}

std::string short_name(const CommandReference& command) { return command.name.substr(command.name.rfind(' ') + 1); }

std::vector<std::string> command_names(const CommandReference& program) {
  std::vector<std::string> names;
  for (const CommandReference& command : program.commands) names.push_back(short_name(command));
  return names;
}

// Fish has backslashes within single quotes.
std::string fish_quoted(const std::string& text) {
  std::string safe;
  for (const char c : text) safe += c == '\\' ? "\\\\" : std::string(1, c);
  return quoted(safe, "\\'");
}

// A list that the shell takes apart into words, quotes among them.
std::string word_list(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) {
    if (!list.empty()) list += ' ';
    for (const char c : word) list += c == '\'' ? "\\'" : std::string(1, c);
  }
  return list;
}

// The values of an option's names, where they are few; those of others are files.
std::string bash_command(const CommandReference& command) {
  std::string text = fmt::format("    {})\n      case \"$before\" in\n", short_name(command));
  for (const OptionReference& option : command.options) {
    if (option.value.empty() || option.is_argument) continue;
    const std::string names = fmt::format("{}", fmt::join(option.names, "|"));
    if (option.choices.empty()) {
      text += fmt::format("      {}) COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n", names);
    } else {
      text += fmt::format("      {}) COMPREPLY=($(compgen -W {} -- \"$word\")); return ;;\n", names,
                          quoted(word_list(option.choices)));
    }
  }
  std::string words = fmt::format("{}", fmt::join(names_of(command), " "));
  std::string argument = "-f";
  for (const OptionReference& option : command.options) {
    if (option.is_argument && !option.choices.empty())
      argument = fmt::format("-W '{}'", fmt::join(option.choices, " "));
  }
  return text + fmt::format(
                    "      esac\n"
                    "      if [[ $word == -* ]]; then COMPREPLY=($(compgen -W '{}' -- \"$word\"))\n"
                    "      else COMPREPLY=($(compgen {} -- \"$word\")); fi ;;\n",
                    words, argument);
}

std::string bash_text(const CommandReference& program) {
  std::string text =
      "# Completion of segmenta for bash: source it, or put it where bash-completion looks.\n"
      "_segmenta() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
      "  if ((COMP_CWORD == 1)); then\n";
  text += fmt::format("    COMPREPLY=($(compgen -W '{} --help --version' -- \"$word\"))\n    return\n  fi\n",
                      fmt::join(command_names(program), " "));
  text += "  case \"${COMP_WORDS[1]}\" in\n";
  for (const CommandReference& command : program.commands) text += bash_command(command);
  return text + "  esac\n}\ncomplete -o filenames -F _segmenta segmenta\n";
}

// _arguments takes ':' and '[' for its own.
std::string zsh_escaped(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (c == ':' || c == '[' || c == ']' || c == '\\') safe += '\\';
    safe += c;
  }
  return safe;
}

std::string zsh_action(const OptionReference& option) {
  return option.choices.empty() ? "_files" : fmt::format("({})", word_list(option.choices));
}

std::string zsh_option(const OptionReference& option) {
  const auto spec = [&](const std::string& text) { return " \\\n        " + quoted(text); };
  if (option.is_argument) return spec(fmt::format("*:{}:{}", zsh_escaped(option.names.front()), zsh_action(option)));
  std::string text;
  for (const std::string& name : option.names) {
    std::string one = fmt::format("*{}[{}]", name, zsh_escaped(option.description));
    if (!option.value.empty()) one += fmt::format(":{}:{}", zsh_escaped(option.value), zsh_action(option));
    text += spec(one);
  }
  return text;
}

std::string zsh_text(const CommandReference& program) {
  std::string text = "#compdef segmenta\n_segmenta() {\n  if ((CURRENT == 2)); then\n    local -a commands=(";
  for (const CommandReference& command : program.commands) {
    text += "\n      " + quoted(short_name(command) + ":" + zsh_escaped(command.description));
  }
  text += ")\n    _describe command commands\n    return\n  fi\n  local command=$words[2]\n  shift words\n";
  text += "  ((CURRENT--))\n  case $command in\n";
  for (const CommandReference& command : program.commands) {
    text += fmt::format("    {})\n      _arguments", short_name(command));
    for (const OptionReference& option : command.options) text += zsh_option(option);
    text += " ;;\n";
  }
  return text +
         "  esac\n}\nif [[ $zsh_eval_context[-1] == loadautofunc ]]; then _segmenta \"$@\"; else "
         "compdef _segmenta segmenta; fi\n";
}

std::string fish_option(const CommandReference& command, const OptionReference& option) {
  std::string text = fmt::format("complete -c segmenta -n '__fish_seen_subcommand_from {}'", short_name(command));
  if (option.is_argument && option.choices.empty()) return "";  // files, as fish does by itself
  for (const std::string& name : option.names) {
    if (option.is_argument) break;
    text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  if (!option.value.empty() && !option.is_argument) text += " -r";
  if (!option.choices.empty()) text += " -f -a " + fish_quoted(word_list(option.choices));
  return text + " -d " + fish_quoted(option.description) + "\n";
}

std::string fish_text(const CommandReference& program) {
  std::string text = "# Completion of segmenta for fish.\n";
  for (const CommandReference& command : program.commands) {
    text += fmt::format("complete -c segmenta -n __fish_use_subcommand -f -a {} -d {}\n", short_name(command),
                        fish_quoted(command.description));
  }
  for (const CommandReference& command : program.commands) {
    for (const OptionReference& option : command.options) text += fish_option(command, option);
  }
  return text;
}

// A line of roff: what begins with a dot or an apostrophe would be a request, and a hyphen would be typeset as one.
std::string roff(const std::string& text) {
  std::string safe;
  bool begins = true;
  for (const char c : text) {
    if (begins && (c == '.' || c == '\'')) safe += "\\&";
    safe += c == '\\' ? "\\e" : c == '-' ? "\\-" : std::string(1, c);
    begins = c == '\n';
  }
  return safe;
}

std::string man_option(const OptionReference& option) {
  std::string left = fmt::format("\\fB{}\\fR", roff(fmt::format("{}", fmt::join(option.names, ", "))));
  if (!option.is_argument && !option.value.empty()) left += " \\fI" + roff(option.value) + "\\fR";
  return ".TP\n" + left + "\n" + (option.required && !option.is_argument ? "Required. " : "") +
         roff(option.description) + "\n";
}

std::string man_text(const CommandReference& command, const std::string& version) {
  std::string page = command.name;
  std::ranges::replace(page, ' ', '-');
  std::string capitals = page;
  for (char& c : capitals) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  std::string text = fmt::format(".TH {} 1 \"\" \"segmenta {}\" \"Segmenta\"\n.SH NAME\n{} \\- {}\n", roff(capitals),
                                 version, roff(page), roff(command.description));
  text += ".SH SYNOPSIS\n" + roff(usage_text(command)) + "\n.SH OPTIONS\n";
  for (const OptionReference& option : command.options) text += man_option(option);
  if (!command.commands.empty()) text += ".SH COMMANDS\n";
  for (const CommandReference& one : command.commands) {
    text += fmt::format(".TP\n\\fB{}\\fR\n{}\n", roff(short_name(one)), roff(one.description));
  }
  if (!command.footer.empty()) text += ".SH EXAMPLES AND NOTES\n.nf\n" + roff(command.footer) + "\n.fi\n";
  return text +
         ".SH EXIT STATUS\n0 done, 2 options, 3 input data, 4 memory, disk or device, 5 interrupted, "
         "1 a defect\n";
}

// The text ends its last line itself.
void print(const CommandLine& line, std::string text) {
  text.pop_back();
  line.print(text);
}

std::string completion_text(const std::string& shell, const CommandReference& program) {
  return shell == "bash" ? bash_text(program) : shell == "zsh" ? zsh_text(program) : fish_text(program);
}

std::string manual_page(const std::string& name, const CommandReference& program) {
  if (name.empty()) return man_text(program, version);
  const auto found = std::ranges::find(program.commands, name, short_name);
  return man_text(*found, version);  // the parser lets no other name pass
}

}  // namespace

void add_completion_command(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("completion", "Print what a shell needs to complete commands and options");
  const auto shell = std::make_shared<std::string>();
  const std::vector<std::string> shells{"bash", "zsh", "fish"};
  command->add_option("shell", *shell, "bash, zsh or fish")->check(one_of(shells))->type_name("SHELL")->required();
  command->footer(
      "Example:\n"
      "  segmenta completion bash > ~/.local/share/bash-completion/completions/segmenta");
  command->callback([&app, &line, shell] {
    line.run = [&app, &line, shell] { print(line, completion_text(*shell, reference_of(app))); };
  });
}

void add_man_command(CLI::App& app, CommandLine& line) {
  const std::vector<std::string> commands = command_names(reference_of(app));
  CLI::App* command = app.add_subcommand("man", "Print the manual page of the program or of a command");
  const auto name = std::make_shared<std::string>();
  command->add_option("command", *name, "The command (default: the program)")
      ->check(one_of(commands))
      ->type_name("COMMAND");
  command->footer("Example:\n  segmenta man fit | man -l -");
  command->callback(
      [&app, &line, name] { line.run = [&app, &line, name] { print(line, manual_page(*name, reference_of(app))); }; });
}

}  // namespace segmenta
