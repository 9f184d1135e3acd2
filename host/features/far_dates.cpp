// Walks from either end to the first gap that divides a few lines from the others.

#include "features/far_dates.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>

namespace segmenta::features {
namespace {

constexpr std::int64_t least_lines = 20;  // fewer may lie anywhere
constexpr std::int64_t one_in = 20;       // lines; more are no exception
constexpr std::int64_t days_of_year = 366;
constexpr std::int64_t times_other_gaps = 10;

}  // namespace

void DaysOfLines::add(std::int32_t day) {
  ++total_;
  if (last_ == lines_.end() || last_->first != day) last_ = lines_.try_emplace(day, 0).first;
  ++last_->second;
}

std::int64_t DaysOfLines::most_far() const {
  return total_ < least_lines ? 0 : std::max<std::int64_t>(1, total_ / one_in);
}

// Of gaps with more than a few lines on both sides.
std::int64_t DaysOfLines::widest_gap_within() const {
  std::int64_t widest = 1, before = 0;
  for (auto day = lines_.begin(); day != lines_.end(); ++day) {
    const bool within = before > most_far() && total_ - before > most_far();
    if (within) widest = std::max<std::int64_t>(widest, std::int64_t{day->first} - std::prev(day)->first);
    before += day->second;
  }
  return widest;
}

// Of days as they come from one end, those before the last gap that is wide enough.
template <class Day>
std::optional<FarDates> DaysOfLines::far_from(Day day, Day end) const {
  const std::int64_t enough = std::max(days_of_year, times_other_gaps * widest_gap_within());
  std::optional<FarDates> found;
  std::int64_t before = 0;
  for (; day != end && before <= most_far(); ++day) {
    if (before > 0 && std::abs(std::int64_t{std::prev(day)->first} - day->first) > enough) {
      found = FarDates{.far = std::prev(day)->first, .next = day->first, .lines = before};
    }
    before += day->second;
  }
  return found;
}

std::optional<FarDates> DaysOfLines::early() const { return far_from(lines_.begin(), lines_.end()); }
std::optional<FarDates> DaysOfLines::late() const { return far_from(lines_.rbegin(), lines_.rend()); }

}  // namespace segmenta::features
