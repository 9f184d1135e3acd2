#pragma once
// What a computation is run with: threads, where progress goes, how it is cancelled. Passed, never global.

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <segmenta/export.h>

namespace SEGMENTA_API segmenta {

/// A step of work that is under way: "read", "prepare", "seed", "iterate", "write".
struct Progress {
  std::string_view step;
  std::int64_t done = 0;   ///< units finished
  std::int64_t total = 0;  ///< units in all; 0 where not known
};

/// Thread-safety: worker_threads() and check_cancelled() from any thread; progress() and note() from one at a time.
struct Context {
  int threads = 0;                                   ///< worker threads; 0 takes every processor this process may use
  std::function<void(const Progress&)> on_progress;  ///< called from one thread at a time; may be empty
  std::function<void(const std::string&)> on_note;   ///< remarks for the user (a dropped feature, ...); may be empty
  const std::atomic<bool>* cancelled = nullptr;      ///< set to true by a signal handler to stop

  /// `threads`, or available_threads() where that is 0.
  [[nodiscard]] int worker_threads() const;
  /// For work within work: cancelled as this one is, with so many threads, and silent.
  [[nodiscard]] Context quiet(int threads_of_it = 0) const;
  void progress(std::string_view step, std::int64_t done, std::int64_t total) const;
  void note(const std::string& remark) const;
  /// Throws Error(interrupted) once `cancelled` is set. Call between blocks of work.
  void check_cancelled() const;
};

/// Processors this process may use: CPU affinity and the cgroup's quota are respected; at least 1.
int available_threads();

}  // namespace segmenta
