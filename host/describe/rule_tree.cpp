#include "describe/rule_tree.h"

#include <algorithm>
#include <array>
#include <optional>

namespace segmenta {
namespace {

constexpr int depth = 3;
constexpr std::size_t bins = 256;
constexpr std::int64_t smallest_side = 100;  // of so many of the segment's rows, one
constexpr std::uint8_t nowhere = 255;

struct Split {
  std::size_t feature = 0;
  std::size_t threshold = 0;
  double impurity = 0;
};

// Of the rows of a node by bin: others and the segment's.
using Histogram = std::vector<std::array<std::uint32_t, 2>>;  // [features x bins]

Counts counts_of(const std::array<std::uint32_t, 2>& bin) { return {bin[1], bin[0]}; }

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

class Grower {
 public:
  Grower(const BinnedTable& table, std::span<const std::int32_t> labels, std::int32_t segment)
      : table_(table), labels_(labels), segment_(segment), node_of_(labels.size(), 0) {
    const auto in = std::count(labels.begin(), labels.end(), segment);
    nodes_.push_back({{}, {in, static_cast<std::int64_t>(labels.size()) - in}, -1, -1});
    least_ = std::max<std::int64_t>(1, in / smallest_side);
  }

  std::vector<RuleNode> grow() {
    std::size_t first = 0;
    for (int level = 0; level < depth && first < nodes_.size(); ++level) {
      const std::size_t last = nodes_.size();
      split_level(first, last);
      first = last;
    }
    join_leaves();
    return std::move(nodes_);
  }

 private:
  // Splits the nodes [first, last) of a level.
  void split_level(std::size_t first, std::size_t last) {
    const std::vector<Histogram> histograms = count(first, last);
    std::vector<std::optional<Split>> splits(last);
    for (std::size_t node = first; node < last; ++node) {
      splits[node] = best_split(histograms[node - first], nodes_[node].counts);
      if (splits[node]) add_children(node, *splits[node], histograms[node - first]);
    }
    if (nodes_.size() > last) move_rows(splits);
  }

  [[nodiscard]] std::vector<Histogram> count(std::size_t first, std::size_t last) const {
    const std::size_t width = table_.features();
    std::vector<Histogram> histograms(last - first, Histogram(width * bins));
    for (std::size_t row = 0; row < labels_.size(); ++row) {
      if (node_of_[row] < first || node_of_[row] >= last) continue;
      const std::size_t in = labels_[row] == segment_ ? 1 : 0;
      std::array<std::uint32_t, 2>* histogram = histograms[node_of_[row] - first].data();
      const std::uint8_t* values = table_.bins.data() + row * width;
      for (std::size_t feature = 0; feature < width; ++feature) ++histogram[feature * bins + values[feature]][in];
    }
    return histograms;
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
      Counts low;
      for (std::size_t i = 0; i < table_.thresholds[feature].size(); ++i) {
        low = low + counts_of(by_bin[i]);
        const Counts high = present - low;
        if (low.all() < least_ || high.all() < least_) continue;
        const double impurity = low.impurity() + high.impurity() + missing.impurity();
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

  void move_rows(const std::vector<std::optional<Split>>& splits) {
    const std::size_t width = table_.features();
    for (std::size_t row = 0; row < node_of_.size(); ++row) {
      std::uint8_t& node = node_of_[row];
      if (node >= splits.size() || !splits[node]) continue;
      const std::uint8_t bin = table_.bins[row * width + splits[node]->feature];
      const RuleNode& parent = nodes_[node];
      const bool high = bin > splits[node]->threshold;
      node = bin == BinnedTable::missing ? nowhere : static_cast<std::uint8_t>(high ? parent.high : parent.low);
    }
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
    if (best == nullptr || f1(tree[i].counts, all) > f1(best->counts, all)) best = &tree[i];
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

double f1(const Counts& held, const Counts& all) { return share(2 * held.in, held.all() + all.in); }

double Counts::impurity() const {
  if (in == 0 || others == 0) return 0;
  return 2 * static_cast<double>(in) * static_cast<double>(others) / static_cast<double>(all());
}

std::vector<RuleNode> grow_tree(const BinnedTable& table, std::span<const std::int32_t> labels, std::int32_t segment) {
  return Grower(table, labels, segment).grow();
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
