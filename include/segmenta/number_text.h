#pragma once
// Numbers as a reader takes them in: separated thousands, three digits that count, units beside them.
//
//   count_text(1234567)           "1,234,567"
//   rows_text(1234)               "1,234 rows"
//   counted_text(1, "segment")    "1 segment"
//   number_text(1.2345)           "1.23"
//   decimals_text(12345.67, 1)    "12,345.7"
//   share_text(0.0936)            "9.4 %"
//   bytes_text(1572864)           "1.5 MiB"

#include <cstdint>
#include <string>
#include <string_view>

#include <segmenta/export.h>

namespace SEGMENTA_API segmenta {

/// With separated thousands.
std::string count_text(std::int64_t value);
/// "1 row", "1,234,567 rows".
std::string rows_text(std::int64_t rows);
/// So many of what a regular noun says: "1 segment", "1,234 segments".
std::string counted_text(std::int64_t count, std::string_view noun);
/// Whole numbers from 1,000, else three significant digits.
std::string number_text(double value);
/// With so many decimals and separated thousands; "-" for NaN, "1e+20" where digits would mean nothing.
std::string decimals_text(double value, int decimals);
/// A share of 1 in percent; with a sign "+9.4 %". "-" for NaN.
std::string share_text(double value, bool sign = false);
/// In the largest unit of 1,024 that leaves 1 or more.
std::string bytes_text(std::int64_t bytes);

}  // namespace segmenta
