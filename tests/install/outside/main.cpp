// A program of somebody who has Segmenta installed: clusters six customers and prints their segments.

#include <segmenta/fit.h>
#include <segmenta/version.h>

#include <cstdio>
#include <vector>

int main() {
  const std::vector<double> customers = {2, 900, 3, 950, 4, 910, 90, 20, 80, 15, 95, 25};  // recency_days, monetary
  const segmenta::MemoryTable table({"recency_days", "monetary"}, customers);
  segmenta::FitOptions options;
  options.k = {2, 2};
  const segmenta::FitResult result = segmenta::fit(table, options, segmenta::Context{});
  for (const auto segment : result.segments.segment) std::printf("%d ", segment);
  std::printf("by segmenta %s\n", segmenta::version);
  return result.segments.segment == std::vector<std::int32_t>{0, 0, 0, 1, 1, 1} ? 0 : 1;
}
