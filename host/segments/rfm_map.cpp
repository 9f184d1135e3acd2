// Which segment each RFM code is in.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/rfm.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace segmenta {
namespace {

enum Segment {
  champions,
  loyal,
  potential_loyalist,
  new_customers,
  promising,
  need_attention,
  about_to_sleep,
  at_risk,
  cannot_lose,
  hibernating,
  lost
};

const std::vector<std::string> default_names{
    "Champions",      "Loyal",   "Potential Loyalist", "New",         "Promising", "Need Attention",
    "About To Sleep", "At Risk", "Cannot Lose",        "Hibernating", "Lost"};

// By recency score, and frequency and monetary score together, 2 to 10.
Segment default_segment(int r, int fm) {
  switch (r) {
    case 5:
    case 4:
      return fm >= 8 ? champions : fm >= 6 ? loyal : fm >= 3 ? potential_loyalist : new_customers;
    case 3:
      return fm >= 8 ? loyal : fm >= 5 ? need_attention : fm >= 3 ? about_to_sleep : promising;
    case 2:
      return fm >= 6 ? at_risk : fm >= 4 ? about_to_sleep : hibernating;
    default:
      return fm >= 8 ? cannot_lose : fm >= 6 ? at_risk : fm >= 4 ? hibernating : lost;
  }
}

template <class Visit>
void for_each_code(const Visit& visit) {
  for (int r = 1; r <= rfm_scores; ++r) {
    for (int f = 1; f <= rfm_scores; ++f) {
      for (int m = 1; m <= rfm_scores; ++m) visit(r, f, m);
    }
  }
}

std::size_t index_of(int r, int f, int m) { return static_cast<std::size_t>(25 * (r - 1) + 5 * (f - 1) + m - 1); }

bool matches(const std::string& pattern, const std::string& code) {
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (pattern[i] != '*' && pattern[i] != code[i]) return false;
  }
  return true;
}

class MapReader {
 public:
  explicit MapReader(std::string file) : file_(std::move(file)) { map_.segments.fill(-1); }

  RfmMap read(const nlohmann::json& list) {
    if (!list.is_array() || list.empty()) refuse("is no list of segments");
    for (const nlohmann::json& entry : list) add(entry);
    for_each_code([&](int r, int f, int m) {
      if (map_.segment(r, f, m) < 0) refuse(fmt::format("has code {}{}{} in no segment", r, f, m));
    });
    return map_;
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(ErrorKind::input, fmt::format("The map {} {}", file_, what), "",
                R"(Give a list of {"name": "Champions", "codes": ["555", "54*"]} that has each of the 125 codes once)");
  }

  void add(const nlohmann::json& entry) {
    if (!entry.is_object() || !entry.contains("name") || !entry["name"].is_string() || !entry.contains("codes") ||
        !entry["codes"].is_array()) {
      refuse(fmt::format(R"(has no "name" and "codes" in entry {})", map_.names.size()));
    }
    map_.names.push_back(entry["name"].get<std::string>());
    for (const nlohmann::json& code : entry["codes"]) {
      if (!code.is_string()) refuse(fmt::format("has a code that is no text in '{}'", map_.names.back()));
      take(code.get<std::string>());
    }
  }

  void take(const std::string& pattern) {
    bool found = false;
    if (pattern.size() == 3) {
      for_each_code([&](int r, int f, int m) {
        if (!matches(pattern, fmt::format("{}{}{}", r, f, m))) return;
        found = true;
        std::int32_t& segment = map_.segments[index_of(r, f, m)];
        if (segment >= 0) {
          refuse(fmt::format("has code {}{}{} in '{}' and in '{}'", r, f, m,
                             map_.names[static_cast<std::size_t>(segment)], map_.names.back()));
        }
        segment = static_cast<std::int32_t>(map_.names.size()) - 1;
      });
    }
    if (!found) refuse(fmt::format("has '{}' in '{}', which is no code", pattern, map_.names.back()));
  }

  std::string file_;
  RfmMap map_;
};

}  // namespace

RfmMap default_rfm_map() {
  RfmMap map;
  map.names = default_names;
  for_each_code([&](int r, int f, int m) { map.segments[index_of(r, f, m)] = default_segment(r, f + m); });
  return map;
}

RfmMap read_rfm_map(const std::filesystem::path& file) {
  std::ifstream stream(file);
  const auto list = nlohmann::json::parse(stream, nullptr, false);
  if (list.is_discarded()) {
    throw Error(ErrorKind::input, fmt::format("Cannot read {}", file.string()), "it is no JSON",
                "See segmenta rfm --help");
  }
  return MapReader(file.string()).read(list);
}

}  // namespace segmenta
