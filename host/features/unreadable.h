#pragma once
// Values of a column that cannot be read: how many there are, and which option would read them.

#include <segmenta/features.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "features/written_number.h"

namespace segmenta::features {

/// What reading the numbers, or the dates, of a column has shown. Missing values do not count.
class Reading {
 public:
  Reading() = default;
  explicit Reading(NumberFormat format) : format_(format) {}

  void add_number(std::string_view text);
  /// One that the format does not read, in that row of its block.
  void add_unread_number(std::string_view text, std::int64_t row);
  void add_date() { ++values_; }
  void add_unread_date(std::string_view text, std::int64_t row);

  void operator+=(const Reading& other);

  [[nodiscard]] std::int64_t values() const { return values_; }
  [[nodiscard]] std::int64_t unread() const { return unread_; }
  /// The first that could not be read, and its row.
  [[nodiscard]] const std::string& first_unread() const { return first_unread_; }
  [[nodiscard]] std::int64_t first_row() const { return first_row_; }
  /// "--decimal , --thousands ." where these options read nearly all that could not be read; empty where none do.
  /// `joined_file`: as options_of() has it.
  [[nodiscard]] std::string likely_number_options(const std::string& joined_file = {}) const;
  /// "--date-format %d/%m/%Y", likewise; more than one where several do.
  [[nodiscard]] std::string likely_date_options() const;
  /// Whether numbers that were read may mean something else: "1.000" beside "1.234,50".
  [[nodiscard]] bool is_ambiguous() const;

 private:
  [[nodiscard]] const NumberFormat* likely_format() const;
  void count_unread(std::string_view text, std::int64_t row);

  NumberFormat format_;
  std::int64_t values_ = 0, unread_ = 0;
  std::int64_t with_decimals_ = 0;  // read ones whose decimals are no thousands in another format
  std::int64_t as_thousands_ = 0;   // read ones that would be thousands in another format
  std::array<std::int64_t, number_formats.size()> readable_{};  // unread ones that each format reads
  std::string first_unread_;
  std::int64_t first_row_ = 0;
  std::vector<std::string> unread_dates_;  // the first few
};

/// Throws Error(input) where too many values of a column were not read, or where some were read that may mean another
/// number. `what`: "number" or "date"; `first`: "orders.csv line 17: amount 'abc'".
void refuse_unreadable(const FeatureOptions& options, const Reading& reading, const std::string& file,
                       const std::string& column, const std::string& what, const std::string& first);

}  // namespace segmenta::features
