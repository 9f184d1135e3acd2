// How a command meets its surroundings: threads, the progress line, notes on stderr, and ctrl-C.

#include "command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <memory>

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

// One line on the terminal, rewritten a few times a second: step, share done, rate and time left.
class ProgressLine {
 public:
  ~ProgressLine() { clear(); }

  void show(const Progress& progress) {
    const auto now = Clock::now();
    if (progress.step != step_) {
      step_ = progress.step;
      started_ = now;
      shown_ = {};
    }
    if (now - shown_ < std::chrono::milliseconds(200)) return;
    shown_ = now;
    visible_ = true;
    fmt::print(stderr, "\r\033[K{}", text(progress, std::chrono::duration<double>(now - started_).count()));
    std::fflush(stderr);
  }

  void clear() {
    if (visible_) fmt::print(stderr, "\r\033[K");
    visible_ = false;
  }

 private:
  using Clock = std::chrono::steady_clock;

  static std::string text(const Progress& progress, double seconds) {
    std::string line = fmt::format("{}: {}", progress.step, progress.done);
    if (progress.total > 0) {
      line += fmt::format(" of {} ({:.0f} %)", progress.total,
                          100.0 * static_cast<double>(progress.done) / static_cast<double>(progress.total));
    }
    if (seconds < 0.5 || progress.done == 0) return line;
    const double rate = static_cast<double>(progress.done) / seconds;
    line += fmt::format(", {:.3g}/s", rate);
    if (progress.total > progress.done) {
      line += fmt::format(", at most {:.0f} s left", static_cast<double>(progress.total - progress.done) / rate);
    }
    return line;
  }

  std::string step_;
  Clock::time_point started_, shown_;
  bool visible_ = false;
};

}  // namespace

Context CommandLine::context() const {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  Context context;
  context.threads = threads;
  context.cancelled = &interrupted;
  const auto progress = std::make_shared<ProgressLine>();
  if (!quiet && isatty(STDERR_FILENO) != 0) {
    context.on_progress = [progress](const Progress& now) { progress->show(now); };
  }
  context.on_note = [this, progress](const std::string& remark) {
    progress->clear();
    say("note: " + remark);
  };
  return context;
}

void CommandLine::say(const std::string& line) const {
  if (!quiet) fmt::print(stderr, "{}\n", line);
}

void CommandLine::say_taken(const std::vector<TakenColumn>& taken) const {
  const std::string text = taken_text(taken);
  if (!text.empty()) say("note: " + text);
}

void CommandLine::print(const std::string& line) const { fmt::print("{}\n", line); }

}  // namespace segmenta
