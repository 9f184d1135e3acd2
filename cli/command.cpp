// How a command meets its surroundings: threads, progress, notes on stderr, and ctrl-C.

#include "command.h"

#include <fmt/format.h>

#include <atomic>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <ctime>

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

}  // namespace

Context CommandLine::context() const {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  Context context;
  context.threads = threads;
  context.cancelled = &interrupted;
  if (quiet) progress->switch_off();
  context.on_progress = [progress = progress](const Progress& now) { progress->show(now); };
  context.on_note = [this](const std::string& remark) { say("note: " + remark); };
  return context;
}

void CommandLine::say(const std::string& line) const {
  progress->clear();
  if (!quiet) fmt::print(stderr, "{}\n", line);
}

void CommandLine::say_taken(const std::vector<TakenColumn>& taken) const {
  const std::string text = taken_text(taken);
  if (!text.empty()) say("note: " + text);
}

void CommandLine::print(const std::string& line) const {
  progress->clear();
  fmt::print("{}\n", line);
}

}  // namespace segmenta
