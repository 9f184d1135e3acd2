// Arms of a campaign as JSON.

#include <segmenta/json.h>

#include "json/json.h"

namespace segmenta {
namespace {

Json arms_of(const Holdout& made) {
  Json list = Json::array();
  for (std::size_t a = 0; a < made.arms.size(); ++a) {
    list.push_back({{"arm", made.arms[a].name}, {"share", made.arms[a].share}, {"customers", made.customers[a]}});
  }
  return list;
}

Json segments_of(const Holdout& made, const std::vector<std::string>& names) {
  Json list = Json::array();
  for (std::size_t s = 0; s < made.by_segment.size(); ++s) {
    Json arms = Json::array();
    for (std::size_t a = 0; a < made.arms.size(); ++a) {
      arms.push_back({{"arm", made.arms[a].name}, {"customers", made.by_segment[s][a]}});
    }
    list.push_back({{"segment", s}, {"name", names.empty() ? Json() : Json(names[s])}, {"arms", std::move(arms)}});
  }
  return list;
}

}  // namespace

std::string holdout_json(const HoldoutRun& run) {
  const Holdout& made = run.made;
  Json balance = Json::array(), detectable = Json::array(), needed = Json::array();
  for (const ArmBalance& one : made.balance) {
    balance.push_back({{"feature", one.feature}, {"arm", made.arms[one.arm].name}, {"smd", one.smd}});
  }
  for (const DetectableDifference& one : made.detectable) {
    detectable.push_back({{"segment", one.segment ? Json(*one.segment) : Json()},
                          {"arm", made.arms[one.arm].name},
                          {"difference", one.difference},
                          {"relative", one.relative}});
  }
  for (const NeededCustomers& one : made.needed) {
    const bool is_known = one.control >= 0;
    needed.push_back({{"arm", made.arms[one.arm].name},
                      {"control", is_known ? Json(one.control) : Json()},
                      {"customers", is_known ? Json(one.customers) : Json()}});
  }
  return text_of({{"store", run.store},
                  {"segments_file", or_null(run.segments)},
                  {"salt", run.salt},
                  {"rows", made.arm.size()},
                  {"customers", made.assigned()},
                  {"arms", arms_of(made)},
                  {"control", made.arms[made.control].name},
                  {"segments", segments_of(made, run.names)},
                  {"in_other_segments", made.in_other_segments},
                  {"in_other_campaigns", made.in_other_campaigns},
                  {"universal_control", made.universal},
                  {"balance", std::move(balance)},
                  {"largest_smd_by_chance", made.largest_by_chance},
                  {"detectable", std::move(detectable)},
                  {"needed", std::move(needed)},
                  {"labels_digest", or_null(run.labels_digest)},
                  {"ids_digest", run.ids_digest},
                  {"arms_digest", run.arms_digest},
                  {"output", run.output}});
}

}  // namespace segmenta
