#pragma once
// Which columns an evaluation uses, and whom a consent column allows to contact.

#include <segmenta/context.h>
#include <segmenta/evaluate.h>
#include <segmenta/table.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "describe/description.h"

namespace segmenta {

/// Names of columns; empty: there is none.
struct EvaluateColumns {
  std::string value, margin, consent;
  std::string tenure;          ///< "tenure_days", as `features` names it
  bool consent_named = false;  ///< by the user: a column of other numbers than 0 and 1 is then refused

  [[nodiscard]] bool has_money() const { return !value.empty() || !margin.empty(); }
};

/// Throws Error(input) for a named column that there is not, or a value or margin of text.
EvaluateColumns find_evaluate_columns(const Table& table, const EvaluateOptions& options);

/// Who may be contacted.
struct Consent {
  std::vector<std::int64_t> reachable;  ///< [k]
  std::string unfit;  ///< why a column that was found by name says nothing of consent; empty where it does
};

/// Of a column of numbers: 1 says yes, 0 and missing values no. Throws Error(input) where a column that the user named
/// has others.
Consent consent_of(const Description& description, const EvaluateColumns& columns, std::span<const double> values);
/// Of a column of text, which is read; stakes [rows] of those who say no become 0.
Consent read_consent(const Description& description, const EvaluateColumns& columns, const Context& context,
                     std::span<double> stakes);

}  // namespace segmenta
