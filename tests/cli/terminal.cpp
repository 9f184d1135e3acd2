// A pseudoterminal, and a screen that knows what the program sends: new lines, returns to the line's start, erasing.

#include "cli/terminal.h"

#include <fmt/format.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace segmenta::testing {
namespace {

// Each line as it is after all that came onto it.
std::string screen_of(const std::string& sent) {
  const std::string erase = "\033[K";
  std::string screen, line;
  std::size_t column = 0;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    if (sent[i] == '\n') {
      screen += line + "\n";
      line.clear();
      column = 0;
    } else if (sent[i] == '\r') {
      column = 0;
    } else if (sent.compare(i, erase.size(), erase) == 0) {
      line.resize(column);
      i += erase.size() - 1;
    } else {
      line.resize(std::max(line.size(), column + 1), ' ');
      line[column++] = sent[i];
    }
  }
  return screen + line;
}

std::string read_all(int terminal) {
  std::string text;
  std::array<char, 4096> part{};
  for (ssize_t count = 0; (count = read(terminal, part.data(), part.size())) > 0;) {
    text.append(part.data(), static_cast<std::size_t>(count));
  }
  return text;
}

}  // namespace

Seen at_terminal(const Workplace& place, const std::string& arguments) {
  const std::string command =
      fmt::format("cd {} && TERM=xterm exec {} {}", place.path("").string(), SEGMENTA_PROGRAM, arguments);
  winsize size{24, 80, 0, 0};
  int terminal = -1;
  const pid_t child = forkpty(&terminal, nullptr, nullptr, &size);
  if (child == 0) {
    execl("/bin/sh", "sh", "-c", command.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  Seen seen;
  seen.sent = read_all(terminal);
  close(terminal);
  int status = 0;
  waitpid(child, &status, 0);
  seen.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  seen.screen = screen_of(seen.sent);
  return seen;
}

}  // namespace segmenta::testing
