#pragma once
// How far the figures of a profile would lie elsewhere, had other customers been there: by a bootstrap of the whole
// fit.

#include <segmenta/model.h>
#include <segmenta/profile.h>
#include <segmenta/rows.h>

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "describe/description.h"

namespace segmenta {

/// Each round of the model's bootstrap gives the rows that it draws to the centroids that were found for them; a
/// segment's figures of a round are those of the new cluster that it has most in common with, as in stability.h. An
/// interval is from the quantile 0.025 to 0.975 of the rounds.
class IntervalProfiler : public ColumnVisitor {
 public:
  /// `rows` are the table's, prepared by the model; `columns` those of the profile. Labels the rows drawn.
  IntervalProfiler(const Description& description, const Rows& rows, const Model& model,
                   std::vector<std::size_t> columns, const Context& context);

  [[nodiscard]] std::vector<std::size_t> columns() const override { return columns_; }
  void visit(const ShownColumn& shown, Jobs& jobs) override;
  /// Once all columns have been shown.
  void add_to(Profile& profile) const;

 private:
  struct Round {
    std::vector<std::int64_t> drawn;
    std::vector<std::int32_t> labels;  ///< [drawn] new clusters
    std::vector<int> match;            ///< [k] the new cluster that a segment is; -1: none
  };
  using Totals = std::vector<std::vector<ColumnTotal>>;  ///< [rounds][new clusters]

  [[nodiscard]] Round label_round(const Rows& rows, const Model& model, int round, const Context& context) const;
  [[nodiscard]] Totals totals_of(std::span<const double> values) const;
  /// Of a segment, over the rounds that have a match for it; `figure` takes the round and the new cluster.
  template <class Figure>
  [[nodiscard]] Interval interval(std::size_t segment, const Figure& figure) const;

  const Description& description_;
  std::size_t k_;
  std::vector<std::size_t> columns_;
  std::vector<Round> rounds_;
  std::map<std::size_t, Totals> totals_;  ///< by column
};

/// Whether the model's bootstrap tells anything of its segments: not where bounds on sizes moved customers.
bool has_intervals(const Model& model);

}  // namespace segmenta
