// Groups that no segment speaks of: fine clusters that stay together and apart from all others.

#include <segmenta/explain.h>
#include <segmenta/names.h>
#include <segmenta/prepare.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "blocks.h"
#include "describe/difference_words.h"
#include "describe/drivers.h"
#include "describe/fine_clusters.h"
#include "describe/hidden_groups.h"
#include "describe/profiler.h"
#include "engine/definition.h"
#include "parallel.h"

namespace segmenta {
namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

// Of centers, which have every feature.
double distance(const float* a, const float* b, int features) { return std::sqrt(distance2(a, b, features)); }

// Root mean square distance of each segment's rows to its centroid; sums over blocks in order. Negative without rows.
std::vector<double> spreads(const Rows& rows, std::span<const std::int32_t> labels, const Centroids& centroids,
                            const std::vector<std::int64_t>& sizes, const Context& context) {
  const std::int64_t blocks = (rows.rows() + block_rows - 1) / block_rows;
  std::vector<std::vector<double>> sums(at(blocks), std::vector<double>(sizes.size()));
  ThreadPool(context.worker_threads()).run(blocks, [&](std::int64_t block, int) {
    const std::int64_t end = std::min(rows.rows(), (block + 1) * block_rows);
    for (std::int64_t row = block * block_rows; row < end; ++row) {
      const std::int32_t segment = labels[at(row)];
      const double square = distance2(rows.row(row), centroids.row(segment), rows.features());
      const int present = rows.has_missing ? present_features(rows.row(row), rows.features()) : rows.features();
      sums[at(block)][at(segment)] += reported2(square, present, rows.features());
    }
  });
  std::vector<double> result(sizes.size());
  for (std::size_t segment = 0; segment < sizes.size(); ++segment) {
    double sum = 0;
    for (const std::vector<double>& block : sums) sum += block[segment];
    result[segment] = sizes[segment] == 0 ? -1 : std::sqrt(sum / static_cast<double>(sizes[segment]));
  }
  return result;
}

// The mean of the rows of a group, in prepared space.
std::vector<float> center_of(const FineClusters& fine, const std::vector<std::int32_t>& group, std::int32_t wanted,
                             std::int64_t size) {
  std::vector<double> sum(at(fine.centroids.features));
  for (std::int32_t c = 0; c < fine.centroids.k; ++c) {
    if (group[at(c)] != wanted) continue;
    const double share = static_cast<double>(fine.sizes[at(c)]) / static_cast<double>(size);
    for (std::size_t j = 0; j < sum.size(); ++j) sum[j] += share * static_cast<double>(fine.centroids.row(c)[j]);
  }
  return {sum.begin(), sum.end()};
}

struct FoundGroup {
  HiddenGroup group;
  std::int32_t number = 0;  // among the groups of fine clusters
};

class Search {
 public:
  Search(const Model& model, std::span<const std::int32_t> labels, const FineClusters& fine,
         std::vector<double> spreads, const HiddenGroupOptions& options)
      : segments_{model.k, model.features(), model.centroids},
        labels_(labels),
        fine_(fine),
        borders_(borders(fine)),
        group_(join_touching(fine, borders_)),
        spreads_(std::move(spreads)),
        options_(options) {}

  [[nodiscard]] const std::vector<std::int32_t>& group() const { return group_; }

  [[nodiscard]] std::vector<FoundGroup> run() const {
    std::vector<FoundGroup> found;
    const auto sizes = sizes_of_groups();
    for (std::int32_t number = 0; number < fine_.centroids.k; ++number) {
      if (sizes[at(number)] < std::max<std::int64_t>(1, options_.smallest)) continue;
      const std::vector<float> center = center_of(fine_, group_, number, sizes[at(number)]);
      if (!is_far(center) || holds_a_segment(number) || !is_apart(number, sizes[at(number)])) continue;
      const int segment = segment_of(number);
      found.push_back({{sizes[at(number)], segment, relative_distance(center, segment), {}, {}, {}}, number});
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const FoundGroup& a, const FoundGroup& b) { return a.group.size > b.group.size; });
    return found;
  }

 private:
  [[nodiscard]] std::vector<std::int64_t> sizes_of_groups() const {
    std::vector<std::int64_t> sizes(group_.size());
    for (std::size_t c = 0; c < group_.size(); ++c) sizes[at(group_[c])] += fine_.sizes[c];
    return sizes;
  }

  [[nodiscard]] double relative_distance(const std::vector<float>& center, int segment) const {
    return distance(center.data(), segments_.row(segment), segments_.features) / spreads_[at(segment)];
  }

  [[nodiscard]] bool is_far(const std::vector<float>& center) const {
    int nearest = 0;
    double least = std::numeric_limits<double>::infinity();
    for (int segment = 0; segment < segments_.k; ++segment) {
      if (spreads_[at(segment)] < 0) continue;
      const double other = distance(center.data(), segments_.row(segment), segments_.features);
      if (other >= least) continue;
      least = other;
      nearest = segment;
    }
    return least > options_.farther_than * spreads_[at(nearest)];
  }

  // Whether the center of a segment lies in it.
  [[nodiscard]] bool holds_a_segment(std::int32_t number) const {
    for (int segment = 0; segment < segments_.k; ++segment) {
      const std::int32_t nearest = nearest_to(segments_.row(segment), fine_.centroids);
      if (spreads_[at(segment)] >= 0 && group_[at(nearest)] == number) return true;
    }
    return false;
  }

  // By the rows on its border with all others. Without a gap there are about as many as a fine cluster has, at least.
  [[nodiscard]] bool is_apart(std::int32_t number, std::int64_t size) const {
    Border border;
    for (std::int32_t a = 0; a < fine_.centroids.k; ++a) {
      for (std::int32_t b = a + 1; b < fine_.centroids.k; ++b) {
        if ((group_[at(a)] == number) == (group_[at(b)] == number)) continue;
        border.rows += borders_[at(a * fine_.centroids.k + b)].rows;
        for (std::size_t i = 0; i < border_bands.size(); ++i) {
          border.near[i] += borders_[at(a * fine_.centroids.k + b)].near[i];
        }
      }
    }
    const auto clusters = static_cast<double>(std::count(group_.begin(), group_.end(), number));
    const double of_a_cluster = static_cast<double>(size) / clusters;
    return shows_gap(border, std::max(static_cast<double>(border.rows), of_a_cluster));
  }

  [[nodiscard]] int segment_of(std::int32_t number) const {
    std::vector<std::int64_t> rows(at(segments_.k));
    for (std::size_t row = 0; row < labels_.size(); ++row) {
      if (group_[at(fine_.labels[row])] == number) ++rows[at(labels_[row])];
    }
    return static_cast<int>(std::max_element(rows.begin(), rows.end()) - rows.begin());
  }

  Centroids segments_;
  std::span<const std::int32_t> labels_;
  const FineClusters& fine_;
  std::vector<Border> borders_;  // [fine clusters x fine clusters]
  std::vector<std::int32_t> group_;
  std::vector<double> spreads_;
  const HiddenGroupOptions& options_;
};

// How a group differs from the others of its segment, in standard deviations of all customers.
std::vector<double> differences(const SegmentProfile& group, const SegmentProfile& others) {
  std::vector<double> result;
  for (std::size_t i = 0; i < group.features.size(); ++i) {
    const double own = group.features[i].difference;
    result.push_back(others.size == 0 ? own : own - others.features[i].difference);
  }
  return result;
}

void describe(HiddenGroup& group, const std::vector<Column>& features, const SegmentProfile& own,
              const SegmentProfile& others) {
  for (const FeatureProfile& feature : own.features) group.means.push_back(feature.mean);
  const std::vector<double> apart = differences(own, others);
  group.drivers = find_drivers(apart);
  group.description = describe_drivers(features, apart, group.drivers);
}

// The labels with each found group as a segment of its own, from k on.
std::vector<std::int32_t> labels_with(const std::vector<FoundGroup>& found, std::span<const std::int32_t> labels,
                                      const FineClusters& fine, const std::vector<std::int32_t>& group, int k) {
  std::vector<std::int32_t> segment_of_group(group.size(), -1);
  for (std::size_t i = 0; i < found.size(); ++i) {
    segment_of_group[at(found[i].number)] = k + static_cast<std::int32_t>(i);
  }
  std::vector<std::int32_t> result(labels.begin(), labels.end());
  for (std::size_t row = 0; row < labels.size(); ++row) {
    const std::int32_t segment = segment_of_group[at(group[at(fine.labels[row])])];
    if (segment >= 0) result[row] = segment;
  }
  return result;
}

}  // namespace

std::vector<std::string> hidden_group_columns(const Table& table, const Model& model) {
  std::vector<std::string> columns;
  for (const PreparedFeature& feature : model.preparation.features) {
    const bool is_text = table.columns()[table.column_index(feature.column)].type == ColumnType::text;
    const bool is_there = std::find(columns.begin(), columns.end(), feature.column) != columns.end();
    if (!is_text && !is_there) columns.push_back(feature.column);
  }
  return columns;
}

FoundGroups search_hidden_groups(const Description& description, Rows rows, const Model& model,
                                 const HiddenGroupOptions& options, const Context& context) {
  refuse_overflow(rows);
  const auto labels = description.labels();
  std::vector<double> spread =
      spreads(rows, labels, {model.k, model.features(), model.centroids}, description.sizes(), context);
  const FineClusters fine = cluster_finely(std::move(rows), options, context);
  const Search search(model, labels, fine, std::move(spread), options);
  const std::vector<FoundGroup> found = search.run();
  FoundGroups result;
  if (found.empty()) return result;
  for (const FoundGroup& one : found) result.groups.push_back(one.group);
  result.labels = labels_with(found, labels, fine, search.group(), model.k);
  return result;
}

std::vector<HiddenGroup> describe_hidden_groups(const Description& description, FoundGroups found, const Model& model,
                                                const Context& context) {
  if (found.groups.empty()) return {};
  const Table& table = description.table();
  const Profile figures = means_of(table, hidden_group_columns(table, model), found.labels,
                                   model.k + static_cast<int>(found.groups.size()), context);
  for (std::size_t i = 0; i < found.groups.size(); ++i) {
    HiddenGroup& group = found.groups[i];
    describe(group, features_for_words(figures), figures.segments[at(model.k) + i],
             figures.segments[at(group.segment)]);
  }
  return std::move(found.groups);
}

std::vector<HiddenGroup> find_hidden_groups(const Table& table, const Model& model,
                                            const std::vector<std::int32_t>& labels, const HiddenGroupOptions& options,
                                            const Context& context) {
  const Description description(table, labels, model.k);
  Rows rows = prepare_with(table, model.preparation, {}, context);
  return describe_hidden_groups(
      description, search_hidden_groups(description, std::move(rows), model, options, context), model, context);
}

}  // namespace segmenta
