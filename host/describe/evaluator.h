#pragma once
// Evaluates the segments from the columns that a Description shows.

#include <segmenta/evaluate.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "describe/description.h"
#include "describe/evaluate_columns.h"

namespace segmenta {

class Evaluator : public ColumnVisitor {
 public:
  /// Throws as evaluate() does for options, earlier sizes and columns that do not fit.
  Evaluator(const Description& description, const EvaluateOptions& options,
            std::span<const std::int64_t> earlier_sizes);

  [[nodiscard]] std::vector<std::size_t> columns() const override;
  void visit(const ShownColumn& shown, Jobs& jobs) override;
  /// Once all columns have been shown; reads a consent column of text.
  [[nodiscard]] Evaluation result(const Context& context);

 private:
  /// One amount by segment. What is missing counts as 0.
  struct Amount {
    std::vector<double> sums;  ///< [k]
    bool has_shares = false;   ///< see have_shares()
    std::int64_t missing = 0;
  };

  [[nodiscard]] Amount amount_of(const ShownColumn& shown) const;
  [[nodiscard]] bool is(std::size_t column, const std::string& name) const;
  void add_concentration(const ShownColumn& shown, Jobs& jobs);
  void add_to_stakes(const ShownColumn& shown);
  void note_missing(const std::string& column, const Amount& amount, const Context& context) const;
  [[nodiscard]] std::vector<SegmentEvaluation> figures_of(const Evaluation& evaluation) const;

  const Description& description_;
  bool has_earlier_;
  std::vector<double> growth_;  ///< [k]
  EvaluateColumns columns_;
  Amount value_, margin_;
  Consent consent_;
  std::vector<double> stakes_;  ///< [rows] at stake of each customer
  std::vector<double> sorted_;  ///< [rows] by segment: its values, largest first
};

}  // namespace segmenta
