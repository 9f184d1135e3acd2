#pragma once
// Which market each customer is in.

#include <segmenta/context.h>
#include <segmenta/table.h>

#include <cstdint>
#include <string>
#include <vector>

namespace segmenta {

struct MarketOfRow {
  std::vector<std::string> names;    ///< in the order in which they were first seen
  std::vector<std::uint8_t> of_row;  ///< [rows], index into names
  std::string others;                ///< of names, the one of markets taken together; empty without
};

/// Markets of few customers are one, see Market::name. Throws Error(input) for a column of real numbers, or of more
/// than most_markets markets.
MarketOfRow find_markets(const Table& table, const std::string& by, const Context& context);

}  // namespace segmenta
