#pragma once
// A shallow classification tree of one segment against all others (CART, Breiman et al. 1984), and its paths as rules.

#include <segmenta/explain.h>

#include <cstdint>
#include <vector>

#include "describe/binned_table.h"

namespace segmenta {

/// Customers of the segment and others.
struct Counts {
  std::int64_t in = 0;
  std::int64_t others = 0;

  [[nodiscard]] std::int64_t all() const { return in + others; }
  /// Gini impurity x customers.
  [[nodiscard]] double impurity() const;
};

Counts operator+(const Counts& a, const Counts& b);
Counts operator-(const Counts& a, const Counts& b);
/// 0 of nobody.
double share(std::int64_t part, std::int64_t all);
/// How well a condition that holds for `held` of `all` tells the segment from the others, from -1 to 1; 0 where it is
/// no better than chance, whatever the size of the segment: the correlation of the two (Matthews 1975). 0 where it
/// holds for nobody or everybody.
double matthews(const Counts& held, const Counts& all);

struct RuleNode {
  std::vector<Condition> path;  ///< from the root, none implied by another
  Counts counts;
  int low = -1, high = -1;  ///< nodes; -1: a leaf. Rows without the value that parts them are in neither
};

/// Grows a tree of depth 3, the split of the least Gini impurity at each node (ties: the first feature, the lowest
/// threshold). A side has at least 1 % of the segment's rows. Siblings that are leaves and say the same are joined.
/// The root comes first, and a node before its children. At most 2^32 rows.
std::vector<RuleNode> grow_tree(const BinnedTable& table, const Description& description, std::int32_t segment);

/// The rules of SegmentExplanation, of a tree.
void set_rules(const std::vector<RuleNode>& tree, SegmentExplanation& explanation);

}  // namespace segmenta
