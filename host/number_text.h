#pragma once
// Numbers as a reader takes them in: separated thousands, three digits that count, units beside them.

#include <cstdint>
#include <string>

namespace segmenta {

/// 1234567 as "1,234,567".
std::string count_text(std::int64_t value);
/// 1234.5 as "1,234" or 1.2345 as "1.23": whole numbers from 1,000, else three significant digits.
std::string number_text(double value);
/// 0.0936 as "9.4 %"; with a sign "+9.4 %".
std::string share_text(double value, bool sign = false);
/// With so many decimals.
std::string decimals_text(double value, int decimals);

/// Text that HTML takes as it is.
std::string escaped(const std::string& text);

}  // namespace segmenta
