// A program of somebody who has Segmenta installed: reads a table, prints its size.

#include <segmenta/table.h>

#include <cstdio>
#include <vector>

int main() {
  const std::vector<double> customers = {3, 120, 40, 15};
  const segmenta::MemoryTable table({"recency_days", "monetary"}, customers);
  std::printf("%lld rows\n", static_cast<long long>(table.rows()));
  return table.rows() == 2 ? 0 : 1;
}
