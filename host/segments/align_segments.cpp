// Matches ids of a segments file with those of a table, or of another segments file: as they are where that is
// possible, else sorted, integers as text if need be.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/segments.h>

#include <algorithm>
#include <numeric>
#include <type_traits>
#include <utility>

namespace segmenta {
namespace {

// Ids that are in one of the two only: all counted, the first few kept for the message.
struct Unmatched {
  std::int64_t count = 0;
  std::string examples;

  void add(const std::string& id) {
    if (++count <= 3) examples += (examples.empty() ? "" : ", ") + id;
    if (count == 4) examples += ", ...";
  }
};

template <class Id>
std::vector<std::int64_t> rows_by_id(const std::vector<Id>& ids) {
  std::vector<std::int64_t> rows(ids.size());
  std::iota(rows.begin(), rows.end(), std::int64_t{0});
  std::sort(rows.begin(), rows.end(), [&](std::int64_t a, std::int64_t b) {
    return ids[static_cast<std::size_t>(a)] < ids[static_cast<std::size_t>(b)];
  });
  return rows;
}

// Ids in ascending order, with the rows they come from.
template <class Id>
class SortedIds {
 public:
  SortedIds(const std::vector<Id>& ids, const std::string& source) : ids_(ids), rows_(rows_by_id(ids)) {
    for (std::size_t i = 1; i < rows_.size(); ++i) {
      if (id(i - 1) < id(i)) continue;
      throw Error(ErrorKind::input, fmt::format("The id {} occurs twice in {}", id(i), source),
                  fmt::format("rows {} and {}", std::min(row(i - 1), row(i)), std::max(row(i - 1), row(i))),
                  "Segments of another order can be matched by unique ids only");
    }
  }
  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] const Id& id(std::size_t i) const { return ids_[row(i)]; }
  [[nodiscard]] std::size_t row(std::size_t i) const { return static_cast<std::size_t>(rows_[i]); }

 private:
  const std::vector<Id>& ids_;
  std::vector<std::int64_t> rows_;
};

[[noreturn]] void refuse(const std::string& table, const Unmatched& in_table, const Unmatched& in_segments) {
  std::string why;
  if (in_table.count > 0) why = fmt::format("{} only in {}: {}", in_table.count, table, in_table.examples);
  if (in_segments.count > 0) {
    why +=
        fmt::format("{}{} only in the segments: {}", why.empty() ? "" : "; ", in_segments.count, in_segments.examples);
  }
  throw Error(ErrorKind::input, fmt::format("The segments are not those of the customers in {}", table), "ids " + why,
              "Use the store that they were made from, or run segmenta assign on this one");
}

// The position in `ids` of each of the table's rows.
template <class Id>
std::vector<std::size_t> match(const std::string& table, const std::vector<Id>& table_ids, const std::vector<Id>& ids) {
  const SortedIds wanted(table_ids, table);
  const SortedIds given(ids, "the segments");
  std::vector<std::size_t> result(table_ids.size());
  Unmatched in_table;
  Unmatched in_segments;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < wanted.size() || j < given.size()) {
    if (j == given.size() || (i < wanted.size() && wanted.id(i) < given.id(j))) {
      in_table.add(fmt::format("{}", wanted.id(i++)));
    } else if (i == wanted.size() || given.id(j) < wanted.id(i)) {
      in_segments.add(fmt::format("{}", given.id(j++)));
    } else {
      result[wanted.row(i++)] = given.row(j++);
    }
  }
  if (in_table.count + in_segments.count > 0) refuse(table, in_table, in_segments);
  return result;
}

std::vector<std::string> as_text(const Ids& ids) {
  std::vector<std::string> text;
  text.reserve(static_cast<std::size_t>(size(ids)));
  for (std::int64_t row = 0; row < size(ids); ++row) text.push_back(to_string(ids, row));
  return text;
}

// Empty where the ids are the same already.
std::vector<std::size_t> positions(const std::string& table, const Ids& table_ids, const Ids& ids) {
  if (table_ids == ids) return {};
  if (table_ids.index() != ids.index()) return match(table, as_text(table_ids), as_text(ids));
  return std::visit(
      [&](const auto& wanted) { return match(table, wanted, std::get<std::decay_t<decltype(wanted)>>(ids)); },
      table_ids);
}

// The labels of customers who are in both files, in one order.
struct SharedLabels {
  std::vector<std::int32_t> now, earlier;
};

template <class Id>
SharedLabels shared_labels(const std::vector<Id>& now_ids, const std::vector<Id>& earlier_ids,
                           const CustomerSegments& now, const CustomerSegments& earlier) {
  const SortedIds a(now_ids, now.file.empty() ? "the segments" : now.file);
  const SortedIds b(earlier_ids, earlier.file.empty() ? "the earlier segments" : earlier.file);
  SharedLabels shared;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a.id(i) < b.id(j)) {
      ++i;
    } else if (b.id(j) < a.id(i)) {
      ++j;
    } else {
      shared.now.push_back(now.segments.segment[a.row(i++)]);
      shared.earlier.push_back(earlier.segments.segment[b.row(j++)]);
    }
  }
  return shared;
}

SharedLabels shared_labels(const CustomerSegments& now, const CustomerSegments& earlier) {
  if (now.ids.index() != earlier.ids.index()) {
    return shared_labels(as_text(now.ids), as_text(earlier.ids), now, earlier);
  }
  return std::visit(
      [&](const auto& ids) {
        return shared_labels(ids, std::get<std::decay_t<decltype(ids)>>(earlier.ids), now, earlier);
      },
      now.ids);
}

template <class T>
std::vector<T> rearranged(const std::vector<T>& values, const std::vector<std::size_t>& positions) {
  if (positions.empty() || values.empty()) return values;
  std::vector<T> result(positions.size());
  std::transform(positions.begin(), positions.end(), result.begin(), [&](std::size_t i) { return values[i]; });
  return result;
}

void refuse_incomplete(const Ids& ids, const std::vector<std::int32_t>& segment) {
  if (size(ids) == static_cast<std::int64_t>(segment.size())) return;
  throw Error(ErrorKind::input, "The segments are incomplete",
              fmt::format("{} ids, {} labels", size(ids), segment.size()), "");
}

}  // namespace

std::vector<std::int32_t> align_segments(const Table& table, const Ids& ids, const std::vector<std::int32_t>& segment) {
  refuse_incomplete(ids, segment);
  return rearranged(segment, positions(table.name(), table.read_ids(0, table.rows()), ids));
}

Segments align_segments(const Table& table, const CustomerSegments& file) {
  return align_segments(table.name(), table.read_ids(0, table.rows()), file);
}

Segments align_segments(const std::string& table, const Ids& table_ids, const CustomerSegments& file) {
  const Segments& given = file.segments;
  refuse_incomplete(file.ids, given.segment);
  const std::vector<std::size_t> from = positions(table, table_ids, file.ids);
  return {rearranged(given.segment, from), rearranged(given.distance, from), rearranged(given.runner_up, from),
          rearranged(given.margin, from), given.levels};
}

std::vector<FollowedSegment> follow_segments(const CustomerSegments& now, const CustomerSegments& earlier) {
  refuse_incomplete(now.ids, now.segments.segment);
  refuse_incomplete(earlier.ids, earlier.segments.segment);
  const SharedLabels shared = shared_labels(now, earlier);
  const auto customers = cross_table(shared.now, now.k, shared.earlier, earlier.k);
  const std::vector<std::int64_t> sizes = segment_sizes(shared.now, now.k);
  const std::vector<std::int64_t> earlier_sizes = segment_sizes(shared.earlier, earlier.k);
  std::vector<FollowedSegment> followed(sizes.size());
  for (std::size_t s = 0; s < sizes.size(); ++s) {
    for (std::size_t e = 0; e < earlier_sizes.size(); ++e) {
      const std::int64_t both = customers[s][e];
      const std::int64_t either = sizes[s] + earlier_sizes[e] - both;
      if (both > 0)
        followed[s].overlap = std::max(followed[s].overlap, static_cast<double>(both) / static_cast<double>(either));
      if (2 * both > either) followed[s].earlier = static_cast<int>(e);
    }
  }
  return followed;
}

}  // namespace segmenta
