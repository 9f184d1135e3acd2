#pragma once
// Why a customer is in a segment, in words that a person can check: a rule over features in original units, the
// customers that are typical of it, those on its border, and groups that no segment speaks of.

#include <segmenta/context.h>
#include <segmenta/engine_choice.h>
#include <segmenta/export.h>
#include <segmenta/model.h>
#include <segmenta/names.h>
#include <segmenta/segments.h>
#include <segmenta/table.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace SEGMENTA_API segmenta {

/// value >= threshold, or value < threshold, of a feature in original units; of text: is a value, or is not. A missing
/// value fulfils none of these; of any feature: is missing, or is not.
struct Condition {
  std::size_t feature = 0;  ///< index into Explanation::features
  bool at_least = false;    ///< value >= threshold, text is the value, is missing; else the contrary
  double threshold = 0;     ///< of few digits: its shortest decimal form is exact
  std::string value{};      ///< of a text column; of one that has but two, a rule says which it is, not which it is not
  bool of_missing = false;  ///< whether there is a value
};

/// Conditions that all hold (one path of a tree of depth 3), and how well they tell the segment, over all rows.
struct Rule {
  std::vector<Condition> conditions;
  double precision = 0;  ///< share of the customers for whom it holds that are in the segment
  double recall = 0;     ///< share of the segment for whom it holds
  double others = 0;     ///< share of all other customers for whom it holds
};

struct SegmentExplanation {
  std::string automatic_name;  ///< see automatic_names()
  /// The path of its tree that goes with the segment best, by the correlation of the two (Matthews 1975); it may end
  /// before a leaf, and its thresholds are moved to where that is highest, or as good and rounder, one at a time. No
  /// conditions where the
  /// segment has no rows or all rows, or nothing tells it apart: the rule holds for as many others as of the segment,
  /// but for a tenth, or but for four standard errors.
  Rule rule;
  std::vector<Rule> rules;            ///< every path to a leaf whose majority is in the segment, by descending recall
  double precision = 0;               ///< of all of `rules` together; 0 without
  double recall = 0;                  ///< likewise
  std::vector<std::int64_t> typical;  ///< rows nearest to the centroid, up to 5, nearest first (ties: lower row)
  std::vector<std::int64_t> borderline;  ///< rows of the smallest margin, up to 5, smallest first; empty with k = 1

  /// Takes all rules out, where something else says what the segment is.
  void forget_rules();
};

/// A group of customers apart from all others and far from every segment's center.
struct HiddenGroup {
  std::int64_t size = 0;
  int segment = 0;  ///< that most of its customers are in; ties to the lower one
  /// Of its center to that segment's center in prepared space, over the root mean square distance of the segment's
  /// customers to it.
  double distance = 0;
  std::vector<double> means;         ///< of hidden_group_columns(), original units
  std::vector<std::size_t> drivers;  ///< up to three of these with the largest |difference| from its segment's others,
                                     ///< in standard deviations of all customers
  std::string description;           ///< from its drivers, "very high spend, more orders"
};

struct Explanation {
  std::vector<Column> features;     ///< numbers, then text
  std::vector<std::int64_t> sizes;  ///< [k]
  std::vector<SegmentExplanation> segments;
  std::vector<HiddenGroup> hidden_groups;  ///< with a model, see find_hidden_groups()
};

/// Explains every segment 0 .. k-1 by the given columns; of text columns by their 20 most frequent values. `segments`
/// is in the row order of the table; without distances or margins there are no typical or borderline rows.
///
/// A rule comes from a classification tree of depth 3 (CART, Breiman et al. 1984: Gini impurity, the segment against
/// all others) over at most 254 thresholds a feature. These lie between quantiles of a sample, of which one half is
/// shared evenly by the customers and one half by the segments, so that small ones are seen; each is the roundest
/// number between its neighbours. Thresholds are close about the ends of up to 15 segments. Of columns that half of a
/// segment or more has no value of, rules also say that a value is missing, or known. Every figure is counted over all
/// rows with the thresholds as given.
///
/// Holds one byte a value, and two columns at a time. Throws Error(input) for an unknown column, figures of another
/// number than the rows, or a label outside 0 .. k-1.
Explanation explain(const Table& table, const std::vector<std::string>& columns, const Segments& segments, int k,
                    const Context& context);

/// What a rule asks of one feature: its conditions together.
struct FeatureDemand {
  std::size_t feature = 0;  ///< index into Explanation::features
  std::optional<double> at_least{}, below{};
  bool is = false;                    ///< of text: is the value; else is none of the values
  std::vector<std::string> values{};  ///< of text
  std::optional<bool> missing{};      ///< that it is, or is not
};
/// In the order in which the features come in the rule.
std::vector<FeatureDemand> demands_of(const Rule& rule);

/// The conditions in words, one for each feature, by the labels of columns and with the thresholds as they are:
/// "10 <= orders < 20", "country is 'DE'", "country is not 'DE' or 'FR'", "newsletter is yes", "age is missing", "age
/// is known".
std::vector<std::string> condition_texts(const std::vector<Column>& features, const Rule& rule);

/// These with "and" between; empty without conditions.
std::string rule_text(const std::vector<Column>& features, const Rule& rule);

struct HiddenGroupOptions {
  int fine = 100;              ///< clusters; fewer where there are not 50 rows for each
  std::int64_t smallest = 10;  ///< customers of a group
  double farther_than = 2;     ///< root mean square distances of the nearest segment, for the group's center
  std::uint64_t seed = 0;
  EngineOptions engine;
};

/// Clusters the rows finely, by the model's preparation, and joins the fine clusters that touch: those with enough rows
/// near the plane between their centers, among the rows that have the two as nearest and second nearest. A group is
/// what stays apart from all others, by a test of level 0.001, so that the tail of a segment is none, holds no
/// segment's center and has its own far from the nearest. Largest first. `labels` are of the model's segments, in the
/// row order of the table.
///
/// Throws Error(input) for labels that do not fit table or model, and as prepare_with() does.
std::vector<HiddenGroup> find_hidden_groups(const Table& table, const Model& model,
                                            const std::vector<std::int32_t>& labels, const HiddenGroupOptions& options,
                                            const Context& context);

/// explain() and find_hidden_groups() at once, in less time: the rows are clustered while columns are read and rules
/// are sought.
Explanation explain(const Table& table, const std::vector<std::string>& columns, const Segments& segments,
                    const Model& model, const HiddenGroupOptions& options, const Context& context);

/// The numbers among the columns that a model is of, each once, in the order of its features.
std::vector<std::string> hidden_group_columns(const Table& table, const Model& model);

/// All that `segmenta explain` shows.
struct ExplainedSegments {
  std::string file;  ///< the store
  Explanation explanation;
  std::vector<SegmentName> names;  ///< [k]
  /// [k] What makes a customer one of each, where rules or scores did: it is shown in place of a rule that is found.
  std::vector<std::string> definitions{};
  Ids ids;                                 ///< of all rows
  bool searched = false;                   ///< for hidden groups
  std::vector<std::string> group_columns;  ///< hidden_group_columns(), where searched

  [[nodiscard]] std::int64_t rows() const { return size(ids); }
  [[nodiscard]] double share(std::size_t segment) const {
    return static_cast<double>(explanation.sizes[segment]) / static_cast<double>(rows());
  }
};

}  // namespace segmenta
