// A byte of state a customer, and the ids hashed once.

#include "audience/chosen_customers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <segmenta/error.h>
#include <segmenta/features.h>
#include <segmenta/fit.h>

#include <algorithm>

#include "features/customer_id.h"

namespace segmenta {

ChosenCustomers::ChosenCustomers(const CustomerSegments& customers, const Assignment* assignment,
                                 const AudienceOptions& options, const Context& context)
    : customers_(customers), has_numbers_(!std::holds_alternative<std::vector<std::string>>(customers.ids)) {
  const auto& segment = customers.segments.segment;
  std::vector<bool> asked(static_cast<std::size_t>(customers.k), options.only.empty());
  for (const std::int32_t one : options.only) {
    if (one < 0 || one >= customers.k) {
      throw Error(ErrorKind::input, fmt::format("There is no segment {}", one),
                  fmt::format("segments are 0 to {}", customers.k - 1), "");
    }
    asked[static_cast<std::size_t>(one)] = true;
  }
  state_.resize(segment.size());
  for (std::size_t row = 0; row < segment.size(); ++row) {
    if (segment[row] < 0 || !asked[static_cast<std::size_t>(segment[row])]) continue;
    state_[row] = chosen;
    ++count_;
  }
  rows_.add(customers.ids);
  if (rows_.size() < size(customers.ids)) {
    throw Error(ErrorKind::input, fmt::format("{} has a customer twice", customers.file), "everybody is in one segment",
                "Write it again, from a store in which ids are unique");
  }
  if (assignment != nullptr) hold_out(*assignment, options, context);
}

void ChosenCustomers::hold_out(const Assignment& assignment, const AudienceOptions& options, const Context& context) {
  std::vector<bool> contacted(assignment.arms.size(), options.arms.empty());
  if (options.arms.empty()) contacted[control_of(assignment.arms)] = false;
  for (const std::string& name : options.arms) {
    const auto found = std::ranges::find(assignment.arms, name, &Arm::name);
    if (found == assignment.arms.end()) {
      std::vector<std::string> names;
      for (const Arm& arm : assignment.arms) names.push_back(arm.name);
      throw Error(ErrorKind::usage, fmt::format("{} has no arm '{}'", assignment.file, name), "",
                  fmt::format("Its arms are {}", fmt::join(names, ", ")));
    }
    contacted[static_cast<std::size_t>(found - assignment.arms.begin())] = true;
  }
  for (std::uint8_t& state : state_) state |= held_out;
  const std::vector<std::int64_t> rows = rows_.find(assignment.ids);
  std::int64_t found = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i] < 0) continue;
    ++found;
    const auto arm = static_cast<std::size_t>(assignment.arm[i]);
    if (contacted[arm]) state_[static_cast<std::size_t>(rows[i])] &= static_cast<std::uint8_t>(~held_out);
  }
  if (found == 0) {
    throw Error(ErrorKind::input, fmt::format("None of the customers of {} is in {}", assignment.file, customers_.file),
                "they are of different customers, or ids are written in another way",
                "Name the files that go together");
  }
  const bool other_segments =
      !assignment.labels_digest.empty() && assignment.labels_digest != labels_digest(customers_.segments.segment);
  if (other_segments) {
    context.note(fmt::format("{} was made for other segments than those of {}: shares by segment may differ",
                             assignment.file, customers_.file));
  }
}

std::vector<std::int64_t> ChosenCustomers::rows_of(std::span<const std::string_view> ids) const {
  std::vector<std::int64_t> rows = rows_.rows_of(ids);
  if (!has_numbers_) return rows;
  std::string folded;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i] < 0) rows[i] = rows_.row_of(features::customer_id(ids[i], {}, folded).value);
  }
  return rows;
}

std::pair<std::int64_t, std::int64_t> ChosenCustomers::unseen() const {
  std::pair<std::int64_t, std::int64_t> counts{};
  for (const std::uint8_t state : state_) {
    if ((state & chosen) == 0 || (state & seen) != 0) continue;
    ++((state & held_out) != 0 ? counts.second : counts.first);
  }
  return counts;
}

}  // namespace segmenta
