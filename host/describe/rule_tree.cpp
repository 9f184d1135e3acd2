// Grows a tree level by level from counts by bin, and reads rules off its paths.

#include "describe/rule_tree.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <span>

namespace segmenta {
namespace {

constexpr int depth = 3;
constexpr std::size_t bins = BinnedTable::bins_of_a_feature;
constexpr std::int64_t smallest_side = 100;  // of so many of the segment's rows, one
constexpr std::uint8_t nowhere = 255;
constexpr std::size_t rows_at_once = 16384;

struct Split {
  std::size_t feature = 0;
  std::size_t threshold = 0;
  double impurity = 0;
};

// Of the rows of a node by bin: others and the segment's.
using Histogram = std::vector<std::array<std::uint32_t, 2>>;  // [features x bins]

Counts counts_of(const std::array<std::uint32_t, 2>& bin) { return {bin[1], bin[0]}; }

Histogram operator-(const Histogram& a, const Histogram& b) {
  Histogram difference = a;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t side = 0; side < 2; ++side) difference[i][side] -= b[i][side];
  }
  return difference;
}

// A condition under those of a path: it replaces a looser one of the same side.
std::vector<Condition> narrowed(std::vector<Condition> path, const Condition& condition) {
  const auto same = std::find_if(path.begin(), path.end(), [&](const Condition& one) {
    return one.feature == condition.feature && one.at_least == condition.at_least;
  });
  if (same == path.end()) {
    path.push_back(condition);
  } else {
    *same = condition;
  }
  return path;
}

// Some rows of a node, as offsets in a block, and whether they are of the segment.
struct NodeRows {
  std::size_t node = 0;
  std::size_t count = 0;
  std::array<std::uint16_t, rows_at_once> row{};
  std::array<std::uint8_t, rows_at_once> is_in{};
};

// Moves rows from the nodes of a level to their children, by tables so that no row needs a decision.
struct Moves {
  std::array<const std::uint8_t*, 256> bins{};  ///< of the feature that a node is split by
  std::array<std::uint8_t, 256> threshold{}, low{}, high{};

  explicit Moves(const std::uint8_t* any_bins) {
    bins.fill(any_bins);
    low.fill(nowhere);
    high.fill(nowhere);
  }
  [[nodiscard]] std::uint8_t child(std::uint8_t node, std::size_t row) const {
    const std::uint8_t bin = bins[node][row];
    const std::uint8_t to = bin > threshold[node] ? high[node] : low[node];
    return bin == BinnedTable::missing ? nowhere : to;
  }
};

// Histograms of the root come with the table. Below it, of two children the smaller one is counted, and the other is
// what is left of the parent, where no row is missing the value that parts them.
class Grower {
 public:
  Grower(const BinnedTable& table, const Description& description, std::int32_t segment)
      : table_(table), labels_(description.labels()), segment_(segment), node_of_(labels_.size(), 0) {
    const std::int64_t in = description.sizes()[static_cast<std::size_t>(segment)];
    nodes_.push_back({{}, {in, static_cast<std::int64_t>(labels_.size()) - in}, -1, -1});
    histograms_.push_back(root_histogram(description.k()));
    least_ = std::max<std::int64_t>(1, in / smallest_side);
  }

  std::vector<RuleNode> grow() {
    std::size_t first = 0;
    for (int level = 0; level < depth && first < nodes_.size(); ++level) {
      const std::size_t last = nodes_.size();
      const auto splits = split_level(first, last);
      if (level + 1 < depth && nodes_.size() > last) count_children(splits, first, last);
      first = last;
    }
    join_leaves();
    return std::move(nodes_);
  }

 private:
  [[nodiscard]] Histogram root_histogram(std::size_t k) const {
    Histogram histogram(table_.features() * bins);
    for (std::size_t i = 0; i < histogram.size(); ++i) {
      const std::uint32_t* by_segment = table_.counts[i / bins].data() + (i % bins) * k;
      histogram[i][1] = by_segment[segment_];
      histogram[i][0] = std::accumulate(by_segment, by_segment + k, 0U) - histogram[i][1];
    }
    return histogram;
  }

  // Splits the nodes [first, last) of a level.
  std::vector<std::optional<Split>> split_level(std::size_t first, std::size_t last) {
    std::vector<std::optional<Split>> splits(last);
    for (std::size_t node = first; node < last; ++node) {
      splits[node] = best_split(histograms_[node], nodes_[node].counts);
      if (splits[node]) add_children(node, *splits[node], histograms_[node]);
    }
    return splits;
  }

  [[nodiscard]] static std::size_t index(int node) { return static_cast<std::size_t>(node); }

  // Moves the rows of a level, and fills the histograms of its children.
  void count_children(const std::vector<std::optional<Split>>& splits, std::size_t first, std::size_t last) {
    histograms_.resize(nodes_.size());
    Moves moves(table_.bins[0].data());
    std::vector<std::size_t> to_count;
    for (std::size_t node = first; node < last; ++node) {
      if (!splits[node]) continue;
      const RuleNode& parent = nodes_[node];
      moves.bins[node] = table_.bins[splits[node]->feature].data();
      moves.threshold[node] = static_cast<std::uint8_t>(splits[node]->threshold);
      moves.low[node] = static_cast<std::uint8_t>(parent.low);
      moves.high[node] = static_cast<std::uint8_t>(parent.high);
      const bool low_first = nodes_[index(parent.low)].counts.all() <= nodes_[index(parent.high)].counts.all();
      to_count.push_back(index(low_first ? parent.low : parent.high));
      if (has_missing(parent)) to_count.push_back(index(low_first ? parent.high : parent.low));
    }
    move_and_count(moves, to_count);
    for (std::size_t node = first; node < last; ++node) {
      if (splits[node] && !has_missing(nodes_[node])) subtract(node);
    }
  }

  [[nodiscard]] bool has_missing(const RuleNode& parent) const {
    return nodes_[index(parent.low)].counts.all() + nodes_[index(parent.high)].counts.all() < parent.counts.all();
  }

  // The histogram of the child that was not counted.
  void subtract(std::size_t node) {
    Histogram& low = histograms_[index(nodes_[node].low)];
    Histogram& high = histograms_[index(nodes_[node].high)];
    (low.empty() ? low : high) = histograms_[node] - (low.empty() ? high : low);
  }

  void move_and_count(const Moves& moves, const std::vector<std::size_t>& to_count) {
    std::vector<NodeRows> lists(to_count.size() + 1);  // the last is of the rows that are not counted
    std::array<std::uint8_t, 256> list_of{};
    list_of.fill(static_cast<std::uint8_t>(to_count.size()));
    for (std::size_t i = 0; i < to_count.size(); ++i) {
      lists[i].node = to_count[i];
      list_of[to_count[i]] = static_cast<std::uint8_t>(i);
      histograms_[to_count[i]].resize(table_.features() * bins);
    }
    for (std::size_t first = 0; first < labels_.size(); first += rows_at_once) {
      for (NodeRows& list : lists) list.count = 0;
      const std::size_t count = std::min(rows_at_once, labels_.size() - first);
      for (std::size_t i = 0; i < count; ++i) {
        std::uint8_t& node = node_of_[first + i];
        node = moves.child(node, first + i);
        NodeRows& list = lists[list_of[node]];
        list.row[list.count] = static_cast<std::uint16_t>(i);
        list.is_in[list.count++] = labels_[first + i] == segment_ ? 1 : 0;
      }
      for (std::size_t i = 0; i < to_count.size(); ++i) add_rows(lists[i], first);
    }
  }

  void add_rows(const NodeRows& list, std::size_t first) {
    for (std::size_t feature = 0; feature < table_.features(); ++feature) {
      std::array<std::uint32_t, 2>* histogram = histograms_[list.node].data() + feature * bins;
      const std::uint8_t* values = table_.bins[feature].data() + first;
      for (std::size_t i = 0; i < list.count; ++i) ++histogram[values[list.row[i]]][list.is_in[i]];
    }
  }

  [[nodiscard]] std::optional<Split> best_split(const Histogram& histogram, const Counts& node) const {
    if (node.in == 0 || node.others == 0) return {};
    // A gain must be more than rounding.
    Split best{0, 0, node.impurity() * (1 - 1e-12)};
    bool found = false;
    for (std::size_t feature = 0; feature < table_.features(); ++feature) {
      const auto* by_bin = histogram.data() + feature * bins;
      const Counts missing = counts_of(by_bin[BinnedTable::missing]);
      const Counts present = node - missing;
      // That the others have no value is no merit of a threshold: there is a flag for it.
      const double besides = node.impurity() - present.impurity();
      Counts low;
      for (std::size_t i = 0; i < table_.thresholds[feature].size(); ++i) {
        low = low + counts_of(by_bin[i]);
        const Counts high = present - low;
        if (low.all() < least_ || high.all() < least_) continue;
        const double impurity = low.impurity() + high.impurity() + besides;
        if (impurity >= best.impurity) continue;
        best = {feature, i, impurity};
        found = true;
      }
    }
    return found ? std::optional(best) : std::nullopt;
  }

  void add_children(std::size_t node, const Split& split, const Histogram& histogram) {
    const auto* by_bin = histogram.data() + split.feature * bins;
    Counts low;
    for (std::size_t i = 0; i <= split.threshold; ++i) low = low + counts_of(by_bin[i]);
    const Counts high = nodes_[node].counts - counts_of(by_bin[BinnedTable::missing]) - low;
    const double threshold = table_.thresholds[split.feature][split.threshold];
    const std::vector<Condition> path = nodes_[node].path;
    nodes_[node].low = static_cast<int>(nodes_.size());
    nodes_.push_back({narrowed(path, {split.feature, false, threshold}), low, -1, -1});
    nodes_[node].high = static_cast<int>(nodes_.size());
    nodes_.push_back({narrowed(path, {split.feature, true, threshold}), high, -1, -1});
  }

  [[nodiscard]] bool is_leaf(int node) const { return nodes_[static_cast<std::size_t>(node)].low < 0; }
  [[nodiscard]] bool is_of_segment(int node) const {
    const Counts& counts = nodes_[static_cast<std::size_t>(node)].counts;
    return counts.in > counts.others;
  }

  // From the last node to the first, so that children come before their parents.
  void join_leaves() {
    for (int node = static_cast<int>(nodes_.size()) - 1; node >= 0; --node) {
      RuleNode& parent = nodes_[static_cast<std::size_t>(node)];
      if (parent.low < 0 || !is_leaf(parent.low) || !is_leaf(parent.high)) continue;
      const bool said = is_of_segment(node);
      if (is_of_segment(parent.low) == said && is_of_segment(parent.high) == said) parent.low = parent.high = -1;
    }
  }

  const BinnedTable& table_;
  std::span<const std::int32_t> labels_;
  std::int32_t segment_;
  std::int64_t least_ = 1;
  std::vector<RuleNode> nodes_;
  std::vector<Histogram> histograms_;  // of nodes that may be split
  std::vector<std::uint8_t> node_of_;  // [rows]
};

Rule rule_of(const RuleNode& node, const Counts& all) {
  return {node.path, share(node.counts.in, node.counts.all()), share(node.counts.in, all.in),
          share(node.counts.others, all.others)};
}

// Of all nodes but the root, leaves or not; ties to the shorter path. Null where there is none.
const RuleNode* best_path(const std::vector<RuleNode>& tree) {
  const Counts all = tree.front().counts;
  const RuleNode* best = nullptr;
  for (std::size_t i = 1; i < tree.size(); ++i) {
    if (tree[i].counts.in == 0) continue;
    if (best == nullptr || matthews(tree[i].counts, all) > matthews(best->counts, all)) best = &tree[i];
  }
  return best;
}

std::vector<const RuleNode*> leaves(const std::vector<RuleNode>& tree) {
  std::vector<const RuleNode*> reached{&tree.front()};
  for (std::size_t i = 0; i < reached.size(); ++i) {
    const RuleNode& node = *reached[i];
    if (node.low < 0) continue;
    reached.push_back(&tree[static_cast<std::size_t>(node.low)]);
    reached.push_back(&tree[static_cast<std::size_t>(node.high)]);
  }
  std::erase_if(reached, [](const RuleNode* node) { return node->low >= 0; });
  return reached;
}

}  // namespace

Counts operator+(const Counts& a, const Counts& b) { return {a.in + b.in, a.others + b.others}; }
Counts operator-(const Counts& a, const Counts& b) { return {a.in - b.in, a.others - b.others}; }

double share(std::int64_t part, std::int64_t all) {
  return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
}

double matthews(const Counts& held, const Counts& all) {
  const auto in = static_cast<double>(all.in), others = static_cast<double>(all.others);
  const auto holds = static_cast<double>(held.all()), not_held = in + others - holds;
  const double most = std::sqrt(in * others) * std::sqrt(holds * not_held);
  return most > 0 ? (static_cast<double>(held.in) * others - static_cast<double>(held.others) * in) / most : 0;
}

double Counts::impurity() const {
  if (in == 0 || others == 0) return 0;
  return 2 * static_cast<double>(in) * static_cast<double>(others) / static_cast<double>(all());
}

std::vector<RuleNode> grow_tree(const BinnedTable& table, const Description& description, std::int32_t segment) {
  return Grower(table, description, segment).grow();
}

void set_rules(const std::vector<RuleNode>& tree, SegmentExplanation& explanation) {
  const Counts all = tree.front().counts;
  const RuleNode* best = best_path(tree);
  if (best != nullptr) explanation.rule = rule_of(*best, all);
  Counts together;
  for (const RuleNode* leaf : leaves(tree)) {
    if (leaf->counts.in <= leaf->counts.others || leaf->path.empty()) continue;
    together = together + leaf->counts;
    explanation.rules.push_back(rule_of(*leaf, all));
  }
  std::stable_sort(explanation.rules.begin(), explanation.rules.end(),
                   [](const Rule& a, const Rule& b) { return a.recall > b.recall; });
  explanation.precision = share(together.in, together.all());
  explanation.recall = share(together.in, all.in);
}

}  // namespace segmenta
