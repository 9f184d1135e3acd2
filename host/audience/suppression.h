#pragma once
// Who must not be contacted, by id, e-mail or phone, written or hashed.

#include <segmenta/audience.h>

#include <cstdint>
#include <string_view>

#include "audience/person.h"
#include "features/hash_set.h"

namespace segmenta {

class Suppression {
 public:
  /// Reads the tables. Throws Error(input) for one that has no column of any of these.
  Suppression(const AudienceOptions& options, const Context& context);

  [[nodiscard]] bool is_empty() const { return ids_.size() == 0 && persons_.size() == 0; }
  [[nodiscard]] bool holds(std::string_view id) const { return ids_.contains(features::hash_of(id)); }
  [[nodiscard]] bool holds(const PersonKeys& keys) const;

 private:
  class Reader;
  features::HashSet ids_, persons_;
};

}  // namespace segmenta
