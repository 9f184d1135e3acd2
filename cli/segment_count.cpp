// Reads --k, --min-segments, --max-segments, --min-segment and --max-segment.

#include "segment_count.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string_view>

#include "options.h"

namespace segmenta {
namespace {

// --k auto, K or LO..HI.
KRange k_in(std::string_view text) {
  if (text.empty() || text == "auto") return {};
  const std::size_t dots = text.find("..");
  const auto from = number_in(text.substr(0, dots), most_segments);
  const auto to = dots == std::string_view::npos ? from : number_in(text.substr(dots + 2), most_segments);
  const bool range = dots != std::string_view::npos;
  if (!from || !to || *to < *from) {
    throw Error(ErrorKind::usage, fmt::format("--k {} is not a number of segments", text), "",
                "Give a number, a range such as 2..12, or auto");
  }
  if (range && *from == 1) {
    throw Error(ErrorKind::usage, fmt::format("--k {} starts at 1", text),
                "one segment is what every number is compared with",
                fmt::format("Give 2..{}", std::max<std::int64_t>(2, *to)));
  }
  return {static_cast<int>(*from), static_cast<int>(*to), range};
}

// --min-segments and --max-segments: what auto goes from and to, and bounds of a range.
void bound_k(const SegmentCount& count, bool start_is_a_file, FitOptions& fit) {
  KRange& k = fit.k;
  if (count.min_segments == 0 && count.max_segments == 0) return;
  const bool is_range = k.from == 0 || k.is_choice();
  if (!is_range || (k.from == 0 && start_is_a_file)) {
    throw Error(ErrorKind::usage, "--min-segments and --max-segments go with a range of --k, or --k auto, alone", "",
                "Leave them out");
  }
  const int from = std::max(count.min_segments > 0 ? count.min_segments : 2, k.from);
  int to = count.max_segments > 0 ? count.max_segments : std::max(always_looked_to, from);
  if (k.to > 0) to = count.max_segments > 0 ? std::min(to, k.to) : k.to;
  if (to < from) {
    throw Error(ErrorKind::usage, fmt::format("There is no number of segments from {} to {}", from, to),
                "--k, --min-segments and --max-segments contradict each other", "Give a smaller --min-segments");
  }
  k = {from, to, true};
  fit.usual_k = k;
}

// N or P%; no bound where there is no text.
SegmentSize size_in(const std::string& option, const std::string& text) {
  if (text.empty()) return {};
  if (const auto rows = number_in(text, std::numeric_limits<std::int64_t>::max())) return {*rows, 0};
  const auto share = share_in(text);
  if (share && *share > 0) return {0, *share};
  throw Error(ErrorKind::usage, fmt::format("{} {} is not a size", option, text), "",
              "Give rows, such as 500, or a share, such as 2%");
}

// --min-segment and --max-segment: which number of segments is chosen, or how large those of a given number are.
void bound_sizes(const SegmentCount& count, bool start_is_a_file, FitOptions& fit) {
  const SizeBounds bounds{size_in("--min-segment", count.min_segment), size_in("--max-segment", count.max_segment)};
  if (!is_choice(fit.k, start_is_a_file)) {
    fit.size_bounds = bounds;
    return;
  }
  if (bounds.most.is_given()) {
    throw Error(ErrorKind::usage, "--max-segment does not go with a range of --k",
                "it bounds the segments of a given number", "Choose the number first, then give --k K --max-segment");
  }
  if (bounds.least.is_given()) fit.smallest = {bounds.least.rows, bounds.least.share};
}

}  // namespace

void add_segment_count_options(CLI::App& command, SegmentCount& count) {
  command
      .add_option("--k", count.k,
                  "Number of segments, or a range to choose it from, such as 2..12; auto (default) chooses from 2..12")
      ->type_name("K|LO..HI|auto");
  command.add_option("--min-segments", count.min_segments, "With a range or auto: no fewer segments than this")
      ->check(CLI::Range(2, most_segments))
      ->type_name("N");
  command
      .add_option("--max-segments", count.max_segments, "With a range or auto: no more segments than this (auto: 12)")
      ->check(CLI::Range(2, most_segments))
      ->type_name("N");
  command
      .add_option("--min-segment", count.min_segment,
                  "The smallest segment allowed, in rows or as a share such as 2%: with a range it rules numbers out "
                  "(default 1%), with a single --k customers move until all segments have it")
      ->type_name("N|P%");
  command
      .add_option("--max-segment", count.max_segment,
                  "With a single --k: the largest segment allowed, likewise; customers move at the least cost")
      ->type_name("N|P%");
}

bool is_choice(const KRange& k, bool start_is_a_file) { return k.is_choice() || (k.from == 0 && !start_is_a_file); }

void read_segment_count(const SegmentCount& count, bool start_is_a_file, FitOptions& fit) {
  fit.k = k_in(count.k);
  bound_k(count, start_is_a_file, fit);
  bound_sizes(count, start_is_a_file, fit);
}

}  // namespace segmenta
