#pragma once
// Dates that lie far from all others, such as 9999-12-31 and 1900-01-01, which stand for no date or are typing errors.

#include <cstdint>
#include <map>
#include <optional>

namespace segmenta::features {

struct FarDates {
  std::int32_t far = 0;    ///< the far date that is the nearest to the others
  std::int32_t next = 0;   ///< the nearest of the others
  std::int64_t lines = 0;  ///< as far or farther
};

/// Days of order lines. A few of them are far where a gap divides them from the others that is over a year and ten
/// times any gap within the others.
class DaysOfLines {
 public:
  DaysOfLines() = default;
  DaysOfLines(const DaysOfLines&) = delete;  // last_ points into lines_
  DaysOfLines& operator=(const DaysOfLines&) = delete;

  void add(std::int32_t day);
  [[nodiscard]] std::optional<FarDates> early() const;
  [[nodiscard]] std::optional<FarDates> late() const;

 private:
  template <class Day>
  [[nodiscard]] std::optional<FarDates> far_from(Day day, Day end) const;
  [[nodiscard]] std::int64_t widest_gap_within() const;
  [[nodiscard]] std::int64_t most_far() const;

  std::map<std::int32_t, std::int64_t> lines_;  // by day
  std::map<std::int32_t, std::int64_t>::iterator last_ = lines_.end();
  std::int64_t total_ = 0;
};

}  // namespace segmenta::features
