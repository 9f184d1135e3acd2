// What is said of an infinite value.

#include "segments/infinite.h"

#include <fmt/format.h>
#include <segmenta/error.h>

namespace segmenta {

void refuse_infinite(const Table& table, const std::string& column, std::int64_t row) {
  throw Error(ErrorKind::input, fmt::format("Column '{}' of {} holds an infinite value", column, table.name()),
              fmt::format("in row {}", row), "Repair the value or leave the customer out");
}

}  // namespace segmenta
