#pragma once
// An explanation as text for a terminal and as JSON.

#include <segmenta/explain.h>
#include <segmenta/names.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace segmenta {

/// All that `segmenta explain` shows.
struct Explained {
  std::string file;  ///< the store
  Explanation explanation;
  std::vector<std::int64_t> sizes;  ///< [k]
  std::vector<SegmentName> names;   ///< [k]
  Ids ids;                          ///< of all rows
  bool searched = false;            ///< for hidden groups
  std::vector<std::string> group_columns;
  std::vector<HiddenGroup> groups;
};

std::string to_text(const Explained& explained);
nlohmann::ordered_json to_json(const Explained& explained);

}  // namespace segmenta
