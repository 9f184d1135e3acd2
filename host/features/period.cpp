// The window ends with its last day, else the as-of day, else the latest day of any line.

#include "features/period.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>

#include "features/block_stream.h"
#include "features/cell.h"
#include "features/dates.h"
#include "features/options.h"
#include "features/order_lines.h"
#include "features/source_files.h"

namespace segmenta::features {
namespace {

[[noreturn]] void refuse(const std::string& problem, const std::string& suggestion) {
  throw Error(ErrorKind::usage, problem, "", suggestion);
}

std::optional<std::int32_t> day_in(const std::optional<std::string>& date, const std::string& what) {
  if (!date) return std::nullopt;
  const auto time = date->size() == 10 ? DateParser("").parse(*date) : std::nullopt;
  if (!time) refuse(fmt::format("'{}' is not {}", *date, what), "Write it as YYYY-MM-DD");
  return day_of(*time);
}

// As far as the options say.
Period named_period(const FeatureOptions& options) {
  Period period;
  period.as_of = day_in(options.as_of, "an as-of date");
  period.since = day_in(options.since, "the first day of a window");
  period.until = day_in(options.until, "the last day of a window");
  return period;
}

// The latest time of a block's dates.
std::int64_t latest_of(const Block& block, std::size_t column, const DateParser& dates) {
  std::int64_t latest = no_time;
  for (const std::string_view cell : block.cells(column)) {
    latest = std::max(latest, dates.parse(trimmed(cell)).value_or(no_time));
  }
  return latest;
}

// Without a word, as the files are read again.
std::optional<std::int32_t> latest_day(const FeatureOptions& options, ThreadPool& pool, const Context& context) {
  const Context quiet = context.quiet(context.threads);
  const DateParser dates(options.date_format);
  std::int64_t latest = no_time;
  for (const auto& path : options.orders) {
    SourceFiles files(path, layout_of(options), quiet);
    for (std::size_t file = 0; file < files.count(); ++file) {
      const auto source = files.open(file);
      const std::size_t column = find_column(*source, options.date);
      source->select({column});
      stream_blocks<std::int64_t>(
          *source, pool, quiet, [&](const Block& block) { return latest_of(block, column, dates); },
          [&](const Block&, std::int64_t time) { latest = std::max(latest, time); });
    }
  }
  return latest == no_time ? std::nullopt : std::optional(day_of(latest));
}

}  // namespace

void check_period(const FeatureOptions& options) {
  const Period period = named_period(options);
  if (options.window_days < 0) refuse("A window has no days below zero", "Give a number of days, such as 365");
  if (options.window_days > 0 && period.since) {
    refuse("A window's length and its first day are both given", "Give one of them");
  }
  const auto last = period.until ? period.until : period.as_of;
  if (period.since && last && *period.since > *last)
    refuse("The window ends before it begins", "Change one of its ends");
  if (period.until && period.as_of && *period.until > *period.as_of) {
    refuse("The window ends after the as-of date", "Lines after the as-of date are not seen: end it there or before");
  }
}

Period find_period(const FeatureOptions& options, ThreadPool& pool, const Context& context) {
  Period period = named_period(options);
  if (!period.as_of) period.as_of = period.until;
  if (options.window_days == 0) return period;
  if (!period.as_of) period.as_of = latest_day(options, pool, context);
  if (!period.until) period.until = period.as_of;
  if (period.until) period.since = *period.until - options.window_days + 1;
  return period;
}

std::string window_text(const Period& period) {
  std::string text;
  if (period.since) text += " from " + date_text(*period.since);
  if (period.until) text += " to " + date_text(*period.until);
  return text.empty() ? text : "; order lines" + text;
}

}  // namespace segmenta::features
