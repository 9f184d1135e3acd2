// Segments against those of an earlier time: which belong together, and how much they have grown.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/growth.h>

#include <algorithm>
#include <limits>

namespace segmenta {
namespace {

void refuse_another_number(std::size_t earlier, std::size_t now) {
  if (earlier == now) return;
  throw Error(ErrorKind::input,
              fmt::format("The earlier segments cannot be compared: there were {}, there are {} now", earlier, now),
              "growth is of the segment of the same number, where not both files have names",
              "Assign both months by the same model (segmenta assign), or leave --earlier out");
}

void refuse_another_model(const CustomerSegments& earlier, const CustomerSegments& now) {
  if (may_be_of_one_model(earlier.origin, now.origin)) return;
  throw Error(ErrorKind::input, fmt::format("The segments of {} cannot be compared with those of now", earlier.file),
              fmt::format("they are of different models, so that equal numbers are different segments: {} {}; {} {}",
                          earlier.file, origin_text(earlier.origin), now.file.empty() ? "that of now" : now.file,
                          origin_text(now.origin)),
              "Assign both months by the same model (segmenta assign), or leave --earlier out");
}

}  // namespace

std::vector<std::int64_t> earlier_sizes(const CustomerSegments& earlier, const CustomerSegments& now) {
  std::vector<std::int64_t> counted = segment_sizes(earlier.segments.segment, earlier.k);
  if (earlier.names.empty() || now.names.empty()) {
    refuse_another_number(counted.size(), static_cast<std::size_t>(now.k));
    refuse_another_model(earlier, now);
    return counted;
  }
  std::vector<std::int64_t> sizes;
  for (const std::string& name : now.names) {
    const auto found = std::find(earlier.names.begin(), earlier.names.end(), name);
    const auto place = static_cast<std::size_t>(found - earlier.names.begin());
    sizes.push_back(found == earlier.names.end() ? 0 : counted[place]);
  }
  return sizes;
}

std::vector<double> growth(std::span<const std::int64_t> sizes, std::span<const std::int64_t> earlier) {
  std::vector<double> result(sizes.size(), std::numeric_limits<double>::quiet_NaN());
  if (earlier.empty()) return result;
  refuse_another_number(earlier.size(), sizes.size());
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (earlier[i] > 0) result[i] = static_cast<double>(sizes[i]) / static_cast<double>(earlier[i]) - 1;
  }
  return result;
}

}  // namespace segmenta
