// How a command meets its surroundings: threads, progress, notes on stderr, and ctrl-C.

#include "command.h"

#include <fmt/format.h>
#include <segmenta/version.h>

#include <atomic>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <ctime>

#include "text.h"

namespace segmenta {
namespace {

std::atomic<bool> interrupted{false};

// A second ctrl-C ends the program at once. Signals within half a second are one request: `timeout` and supervisors
// send theirs to the program and to its process group.
extern "C" void on_signal(int signal) {
  static std::atomic<std::int64_t> first{0};
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  const std::int64_t ms = std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
  std::int64_t before = 0;
  if (first.compare_exchange_strong(before, ms)) {
    interrupted.store(true, std::memory_order_relaxed);
  } else if (ms - before > 500) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
}

// Where nothing can be written, stderr stays silent; of stdout finish() in main.cpp tells.
void put(std::FILE* stream, const std::string& line) { std::fputs((line + "\n").c_str(), stream); }

}  // namespace

Context CommandLine::context() const {
  for (const int signal : {SIGINT, SIGTERM, SIGQUIT}) std::signal(signal, on_signal);
  if (std::signal(SIGHUP, on_signal) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);  // by nohup
  Context context;
  context.threads = threads;
  context.cancelled = &interrupted;
  if (quiet) progress->switch_off();
  context.on_progress = [progress = progress, log = log](const Progress& now) {
    progress->show(now);
    if (log) log->step(step_name(std::string(now.step)));
  };
  context.on_note = [this](const std::string& remark) { say("note: " + remark); };
  return context;
}

void CommandLine::open_log() {
  if (log_file.empty()) return;
  log = std::make_shared<LogFile>(log_file, [progress = progress](const std::string& warning) {
    progress->clear();
    put(stderr, "warning: " + shown(warning));  // --quiet or not: the log was to have what is not shown
  });
  log->add(fmt::format("segmenta {}: {}", version, command));
}

void CommandLine::say(const std::string& line) const {
  progress->clear();
  if (!quiet) put(stderr, shown(line));
  if (log) log->add(line);
}

int CommandLine::fail(const std::string& message, ErrorKind kind) const {
  progress->clear();
  put(stderr, "segmenta: " + shown(message));
  const int code = static_cast<int>(kind);
  if (log) log->add(fmt::format("ended with code {}: {}", code, message));
  return code;
}

void CommandLine::say_taken(const std::vector<TakenColumn>& taken) const {
  const std::string text = taken_text(taken);
  if (!text.empty()) say("note: " + text);
}

void CommandLine::print(const std::string& line) const {
  progress->clear();
  put(stdout, json ? line : shown(line));
}

}  // namespace segmenta
