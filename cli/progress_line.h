#pragma once
// Progress on a terminal: one line that is rewritten a few times a second and erased before anything else is printed.

#include <segmenta/context.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace segmenta {

/// A step of a job, and about how many seconds it takes; only the proportions matter.
struct Stage {
  std::string step;  ///< as in Progress
  double seconds = 1;
};

/// The share of a job that is done, 0 to 1; none where the step is not of the job.
std::optional<double> share_done(const std::vector<Stage>& job, const Progress& progress);
/// "preparing: 65,536 of 1,000,000 rows (7 %), 2,000,000 rows/s, about 12 s left". `left`: of the whole job.
std::string progress_text(const Progress& progress, double seconds_of_step, std::optional<double> left);
/// "40 s", "3 min", "2 h 5 min".
std::string duration_text(double seconds);
/// What a step is called in front of people: "finding starts".
std::string step_name(const std::string& step);

/// Not for several threads at once. Prints to stderr, where that is a terminal and not switched off.
class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void switch_off() { on_ = false; }
  /// The steps to come, for the time that is left.
  void expect(std::vector<Stage> job) { job_ = std::move(job); }
  void show(const Progress& progress);
  /// Leaves the line empty, as if nothing had been there.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] std::optional<double> seconds_left(Clock::time_point now) const;
  void print(const std::string& text);

  bool on_ = false, visible_ = false;
  std::vector<Stage> job_;
  std::string step_;
  Progress outer_;  // the last of the job's own steps
  double share_ = 0;
  Clock::time_point began_ = Clock::now(), step_began_, shown_;
};

}  // namespace segmenta
