// What a progress line says, and how it comes and goes.

#include "progress_line.h"

#include <fmt/format.h>
#include <segmenta/number_text.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <numeric>

#include "text.h"

namespace segmenta {
namespace {

// A step's name for people, and what it counts.
struct StepWords {
  const char* name;
  const char* unit;  // "bytes" are written as such
};

const std::map<std::string, StepWords, std::less<>> words{
    {"read", {"reading", "bytes"}},
    {"inspect", {"reading", "rows"}},
    {"choose features", {"choosing features", "rows"}},
    {"prepare", {"preparing", "rows"}},
    {"seed", {"finding starts", "centers"}},
    {"starts", {"finding starts", "starts"}},
    {"iterate", {"clustering", "passes at most"}},
    {"choose k", {"clustering", "numbers of segments"}},
    {"evidence", {"comparing", "numbers of segments"}},
    {"finish", {"numbering segments", "rows"}},
    {"cut points", {"finding cut points", "values"}},
    {"score", {"scoring", "values"}},
    {"rules", {"applying rules", "rows"}},
    {"profile", {"profiling", "columns"}},
    {"describe", {"describing", "columns"}},
    {"explain", {"explaining", "columns"}},
    {"evaluate", {"evaluating", "columns"}},
    {"markets", {"profiling markets", "columns"}},
    {"intervals", {"fitting to customers drawn anew", "fits"}},
    {"stakes", {"ranking by what is at stake", "rows"}},
    {"seek rules", {"seeking rules", "segments"}},
    {"hidden groups", {"looking for hidden groups", ""}},
    {"arms", {"assigning arms", "blocks"}},
    {"balance", {"comparing arms", "rows"}},
    {"measure", {"measuring", "blocks"}},
    {"write", {"writing", ""}},
};

StepWords words_of(std::string_view step) {
  const auto found = words.find(step);
  return found == words.end() ? StepWords{"", ""} : found->second;
}

// "65,536 of 1,000,000 rows", "12.0 MiB of 45.1 MiB", or "3 passes" where nobody knows of how many.
std::string amount_text(const Progress& progress, const std::string& unit) {
  const bool bytes = unit == "bytes";
  std::string text = bytes ? bytes_text(progress.done) : count_text(progress.done);
  if (progress.total > 0) text += " of " + (bytes ? bytes_text(progress.total) : count_text(progress.total));
  return bytes || unit.empty() ? text : text + " " + unit;
}

std::string rate_text(double rate, const std::string& unit) {
  if (unit == "bytes") return bytes_text(std::llround(rate)) + "/s";
  const std::string number = rate < 10 ? fmt::format("{:.2g}", rate) : count_text(std::llround(rate));
  return fmt::format("{} {}/s", number, unit.substr(0, unit.find(' ')));
}

std::size_t terminal_width() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 3 ? size.ws_col : 80;
}

bool is_terminal() {
  const char* term = std::getenv("TERM");
  return isatty(STDERR_FILENO) != 0 && (term == nullptr || std::string_view(term) != "dumb");
}

}  // namespace

std::string step_name(const std::string& step) {
  const std::string name = words_of(step).name;
  return name.empty() ? step : name;
}

std::string duration_text(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::ceil(seconds));
  if (whole < 90) return fmt::format("{} s", whole);
  const std::int64_t minutes = (whole + 30) / 60;
  if (minutes < 90) return fmt::format("{} min", minutes);
  return fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

std::optional<double> share_done(const std::vector<Stage>& job, const Progress& progress) {
  const auto here = std::ranges::find(job, progress.step, &Stage::step);
  if (here == job.end()) return std::nullopt;
  const auto add = [](double sum, const Stage& stage) { return sum + stage.seconds; };
  const double before = std::accumulate(job.begin(), here, 0.0, add);
  const double all = std::accumulate(job.begin(), job.end(), 0.0, add);
  // Iterations end long before the most that are allowed: half are behind after about ten.
  const auto total = static_cast<double>(progress.step == "iterate" ? progress.done + 10 : progress.total);
  const double within = total > 0 ? static_cast<double>(progress.done) / total : 0;
  return all > 0 ? (before + here->seconds * within) / all : 0;
}

std::string progress_text(const Progress& progress, double seconds_of_step, std::optional<double> left) {
  const std::string unit = words_of(progress.step).unit;
  std::string text = step_name(std::string(progress.step));
  if (progress.done > 0 || progress.total > 0) text += ": " + amount_text(progress, unit);
  if (progress.total > 0 && progress.step != "iterate") {
    text += fmt::format(" ({:.0f} %)", 100 * static_cast<double>(progress.done) / static_cast<double>(progress.total));
  }
  if (seconds_of_step >= 0.5 && progress.done > 0 && !unit.empty()) {
    text += ", " + rate_text(static_cast<double>(progress.done) / seconds_of_step, unit);
  }
  return left ? text + fmt::format(", about {} left", duration_text(*left)) : text;
}

ProgressLine::ProgressLine() : on_(is_terminal()) {}

std::optional<double> ProgressLine::seconds_left(Clock::time_point now) const {
  constexpr double soonest = 1, least = 0.02;  // before that it would be a guess
  const double seconds = std::chrono::duration<double>(now - began_).count();
  if (seconds < soonest || share_ < least) return std::nullopt;
  return seconds * (1 - share_) / share_;
}

void ProgressLine::show(const Progress& progress) {
  if (!on_) return;
  const auto now = Clock::now();
  const auto share = share_done(job_, progress);
  if (share) share_ = std::max(share_, *share);
  const bool within = !share && share_ > 0;  // a step within one of the job's: that one stays on show
  if (!within) outer_ = progress;
  if (outer_.step != step_) {
    step_ = outer_.step;
    step_began_ = now;
    shown_ = {};
  }
  outer_.step = step_;
  if (now - shown_ < std::chrono::milliseconds(200)) return;
  shown_ = now;
  print(progress_text(outer_, std::chrono::duration<double>(now - step_began_).count(), seconds_left(now)));
}

// A line that wraps could not be erased: it is cut.
void ProgressLine::print(const std::string& text) {
  visible_ = true;
  std::fputs(("\r\033[K" + fitted(text, terminal_width() - 1)).c_str(), stderr);
  std::fflush(stderr);
}

void ProgressLine::clear() {
  if (visible_) std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
  visible_ = false;
  shown_ = {};
}

}  // namespace segmenta
