#pragma once
// Whether bounds pay, found out as a fit goes: most batches of a pass go one way, now and then some go the other.
// Times decide the way, never the answer.

#include <cstdint>

#include <segmenta/engine.h>

namespace segmenta {

class BoundsChoice {
 public:
  explicit BoundsChoice(Bounds bounds) : fixed_(bounds != Bounds::automatic), on_(bounds != Bounds::never) {}

  /// Time of the batches that went one way.
  struct Timing {
    double seconds = 0;
    std::int64_t rows = 0;

    void add(const Timing& other) {
      seconds += other.seconds;
      rows += other.rows;
    }
  };

  /// Every row is to be labelled anew.
  void reset() {
    passes_ = 0;
    ready_ = bounds_show_after;
    if (!fixed_) on_ = true;
  }

  [[nodiscard]] bool may_use() const { return !fixed_ || on_; }
  [[nodiscard]] bool use(std::int64_t batch) const {
    constexpr std::int64_t scouts = 32;  // one in so many batches
    return batch % scouts == 1 && scouting() ? !on_ : on_;
  }

  void end_pass(const Timing& with, const Timing& without) {
    constexpr double worthwhile = 0.85;  // a change costs something by itself
    ++passes_;
    if (fixed_ || passes_ < ready_) return;
    update(with_, with);
    update(without_, without);
    const double here = on_ ? with_ : without_;
    const double other = on_ ? without_ : with_;
    if (here == 0 || other == 0 || other > worthwhile * here) return;
    on_ = !on_;
    ready_ = passes_ + (on_ ? bounds_show_after : 1);
  }

 private:
  static constexpr int bounds_show_after = 2;  // passes: one that makes them all, one that uses them

  static void update(double& rate, const Timing& timing) {
    if (timing.rows > 0) rate = timing.seconds / static_cast<double>(timing.rows);
  }

  // No need to try the other way while it is known to take twice the time.
  [[nodiscard]] bool scouting() const {
    if (fixed_ || passes_ < 1) return false;
    const double here = on_ ? with_ : without_;
    const double other = on_ ? without_ : with_;
    return other == 0 || other < 2 * here;
  }

  bool fixed_;
  bool on_;
  int passes_ = 0;
  int ready_ = bounds_show_after;  ///< passes after which times are compared
  double with_ = 0, without_ = 0;  ///< seconds a row; 0: not known
};

}  // namespace segmenta
