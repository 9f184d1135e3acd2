// Reads --k, --min-segments, --max-segments and --min-segment.

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

// --min-segment N or P%.
void choose_min_segment(const SegmentCount& count, bool start_is_a_file, FitOptions& fit) {
  const std::string& text = count.min_segment;
  if (text.empty()) return;
  if (!is_choice(fit.k, start_is_a_file)) {
    throw Error(ErrorKind::usage, "--min-segment goes with a range of --k alone", "", "Give --k LO..HI");
  }
  fit.smallest = {0, 0};
  if (const auto rows = number_in(text, std::numeric_limits<std::int64_t>::max())) {
    fit.smallest.rows = *rows;
    return;
  }
  const auto share = share_in(text);
  if (!share || *share == 0) {
    throw Error(ErrorKind::usage, fmt::format("--min-segment {} is not a size", text), "",
                "Give rows, such as 500, or a share, such as 2%");
  }
  fit.smallest.share = *share;
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
                  "With a range: the smallest segment allowed, in rows or as a share such as 2% (default 1%)")
      ->type_name("N|P%");
}

bool is_choice(const KRange& k, bool start_is_a_file) { return k.is_choice() || (k.from == 0 && !start_is_a_file); }

void read_segment_count(const SegmentCount& count, bool start_is_a_file, FitOptions& fit) {
  fit.k = k_in(count.k);
  bound_k(count, start_is_a_file, fit);
  choose_min_segment(count, start_is_a_file, fit);
}

}  // namespace segmenta
