#pragma once
// Infinite values are in no segment: the customer is named.

#include <segmenta/table.h>

#include <cstdint>
#include <string>

namespace segmenta {

/// Throws Error(input) that names column and row.
[[noreturn]] void refuse_infinite(const Table& table, const std::string& column, std::int64_t row);

}  // namespace segmenta
