#pragma once
// What segments were made from, as their file states it: files that do not belong together are refused instead of
// believed.

#include <string>
#include <vector>

#include <segmenta/export.h>

namespace SEGMENTA_API segmenta {

/// Each is empty where it is not known.
struct Origin {
  std::string command{};           ///< that made the segments, as a shell takes it
  std::string as_of{};             ///< day that the customers' figures are of
  std::string centroids_digest{};  ///< of the model, see fit.h; empty where rules or scores made the segments
  std::string weights{};           ///< column that the model weighs customers by; empty without
  /// Columns that the segments were made by, which are what sets them apart.
  std::vector<std::string> features{};

  /// Files of release 0.1 say nothing.
  [[nodiscard]] bool is_known() const { return !command.empty() || !centroids_digest.empty(); }
};

/// Whether two of them number segments of one model. Where either says nothing, this cannot be told and is assumed;
/// segments of rules or scores are of no model.
bool may_be_of_one_model(const Origin& a, const Origin& b);

/// "was made by segmenta fit customers.h5 -o model.h5, of 2011-12-10, centroids 0123456789abcdef", with what is known.
std::string origin_text(const Origin& origin);

}  // namespace segmenta
