#pragma once
// The customers of the segments that are asked for: found by id, with their segment and whether they are held out.

#include <segmenta/audience.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "measure/id_rows.h"

namespace segmenta {

class ChosenCustomers {
 public:
  /// `customers` must outlive it. Throws Error(input) for a segment or arm that is not there, a customer who is there
  /// twice, or an assignment of none of them.
  ChosenCustomers(const CustomerSegments& customers, const Assignment* assignment, const AudienceOptions& options,
                  const Context& context);

  [[nodiscard]] std::int64_t count() const { return count_; }
  /// Of customers by their ids as contacts have them, or -1: 17850 and "17850.0" are one where ids are whole numbers.
  [[nodiscard]] std::vector<std::int64_t> rows_of(std::span<const std::string_view> ids) const;
  /// Has the processor fetch what is known of a row that will be asked about.
  void prefetch(std::int64_t row) const {
    if (row < 0) return;
    __builtin_prefetch(&state_[static_cast<std::size_t>(row)]);
    __builtin_prefetch(&customers_.segments.segment[static_cast<std::size_t>(row)]);
  }
  [[nodiscard]] std::string id(std::int64_t row) const { return to_string(customers_.ids, row); }
  [[nodiscard]] std::int32_t segment(std::int64_t row) const {
    return customers_.segments.segment[static_cast<std::size_t>(row)];
  }
  [[nodiscard]] bool is_chosen(std::int64_t row) const { return has(row, chosen); }
  [[nodiscard]] bool is_held_out(std::int64_t row) const { return has(row, held_out); }
  [[nodiscard]] bool was_seen(std::int64_t row) const { return has(row, seen); }
  void see(std::int64_t row) { state_[static_cast<std::size_t>(row)] |= seen; }
  /// Chosen ones who were never seen: those who may be contacted, and those who are held out.
  [[nodiscard]] std::pair<std::int64_t, std::int64_t> unseen() const;

 private:
  enum : std::uint8_t { chosen = 1, held_out = 2, seen = 4 };
  [[nodiscard]] bool has(std::int64_t row, std::uint8_t what) const {
    return (state_[static_cast<std::size_t>(row)] & what) != 0;
  }
  void hold_out(const Assignment& assignment, const AudienceOptions& options, const Context& context);

  const CustomerSegments& customers_;
  bool has_numbers_;
  IdRows rows_;
  std::vector<std::uint8_t> state_;
  std::int64_t count_ = 0;
};

}  // namespace segmenta
