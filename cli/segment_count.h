#pragma once
// How many segments a fit makes, and how large they may be: --k and the options that go with it.

#include <segmenta/fit.h>

#include <CLI/CLI.hpp>
#include <string>

namespace segmenta {

inline constexpr int most_segments = 1'000'000;

/// What the command line says, as it is given.
struct SegmentCount {
  std::string k, min_segment, max_segment;
  int min_segments = 0, max_segments = 0;  ///< 0: not given
};

/// --k, --min-segments, --max-segments, --min-segment and --max-segment. `count` must outlive the command line.
void add_segment_count_options(CLI::App& command, SegmentCount& count);

/// Whether the number of segments is to be chosen: a start from a file has its own.
bool is_choice(const KRange& k, bool start_is_a_file);

/// Puts it into the options of a fit. Throws Error(usage) where it is no number or no size, or contradicts itself.
void read_segment_count(const SegmentCount& count, bool start_is_a_file, FitOptions& fit);

}  // namespace segmenta
