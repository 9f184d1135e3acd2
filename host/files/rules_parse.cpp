// Rules from JSON, every part checked and refused by its place in the file.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <segmenta/error.h>
#include <segmenta/files.h>
#include <segmenta/near_names.h>
#include <segmenta/rules.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "files/json_file.h"

namespace segmenta {
namespace {

using Json = nlohmann::ordered_json;
using Kind = RuleDemand::Kind;

const std::map<std::string, Kind> demand_kinds{
    {"at_least", Kind::at_least}, {"above", Kind::above}, {"at_most", Kind::at_most},
    {"below", Kind::below},       {"is", Kind::is},       {"is_not", Kind::is_not},
    {"missing", Kind::missing}};

class Parser {
 public:
  explicit Parser(std::string file) : file_(std::move(file)) {}

  SegmentRules parse(const std::string& text) {
    const Json json = parse_json(text);
    SegmentRules rules{file_, {}, {}};
    refuse_other_keys(json, "", {"segments", "default"});
    const Json& segments = member(json, "", "segments");
    if (!segments.is_array() || segments.empty()) refuse("segments", "is not a list of segments", example_);
    for (std::size_t i = 0; i < segments.size(); ++i) {
      rules.segments.push_back(parse_segment(segments[i], fmt::format("segments[{}]", i)));
    }
    rules.default_name = parse_name(member(json, "", "default"), "default");
    return rules;
  }

 private:
  [[noreturn]] void refuse(const std::string& path, const std::string& problem, const std::string& suggestion) const {
    throw Error(ErrorKind::input, fmt::format("{}: {} {}", file_, path.empty() ? "it" : path, problem), "", suggestion);
  }

  // nlohmann takes the last of equal keys: refused, since one of them was meant to count too.
  Json parse_json(const std::string& text) const {
    std::vector<std::set<std::string>> keys;
    const auto watch = [&](int depth, Json::parse_event_t event, Json& parsed) {
      if (depth > deepest_json) refuse("", "has lists within lists without end", example_);
      if (event == Json::parse_event_t::object_start) keys.emplace_back();
      if (event == Json::parse_event_t::object_end) keys.pop_back();
      if (event == Json::parse_event_t::key && !keys.back().insert(parsed.get<std::string>()).second) {
        refuse("", fmt::format("has the key '{}' twice in one place", parsed.get<std::string>()), "Keep one of them");
      }
      return true;
    };
    try {
      return Json::parse(text, watch);
    } catch (const Json::exception& error) {
      const std::string what = error.what();
      throw Error(ErrorKind::input, fmt::format("{} is not JSON", file_), what.substr(what.find("] ") + 2),
                  "Correct it there");
    }
  }

  const Json& member(const Json& object, const std::string& path, const std::string& key) const {
    if (object.contains(key)) return object[key];
    refuse(path, fmt::format("has no \"{}\"", key), example_);
  }

  void refuse_other_keys(const Json& object, const std::string& path, const std::vector<std::string>& known) const {
    if (!object.is_object()) refuse(path, "is not an object", example_);
    for (const auto& [key, value] : object.items()) {
      if (std::find(known.begin(), known.end(), key) != known.end()) continue;
      const std::string near = near_names(key, known);
      refuse(path, fmt::format("has the unknown key '{}'", key),
             near.empty() ? fmt::format("Known are: {}", fmt::join(known, ", ")) : near);
    }
  }

  std::string parse_name(const Json& json, const std::string& path) {
    if (!json.is_string()) refuse(path, "is not text", "Give the segment's name in quotes");
    auto name = json.get<std::string>();
    if (name.find_first_not_of(" \t\n") == std::string::npos) refuse(path, "is empty", "Give the segment a name");
    const auto [known, is_new] = names_.emplace(name, path);
    if (!is_new) refuse(path, fmt::format("is '{}', as is {}", name, known->second), "Give each segment its own name");
    return name;
  }

  SegmentRule parse_segment(const Json& json, const std::string& path) {
    refuse_other_keys(json, path, {"name", "when"});
    SegmentRule rule{parse_name(member(json, path, "name"), path + ".name"), {}};
    rule.when = parse_conditions(member(json, path, "when"), path + ".when", true);
    return rule;
  }

  std::vector<RuleCondition> parse_conditions(const Json& json, const std::string& path, bool may_nest) const {
    if (!json.is_array()) refuse(path, "is not a list of conditions", example_);
    if (json.empty()) refuse(path, "has no conditions", "Give at least one; \"default\" names everyone else");
    std::vector<RuleCondition> conditions;
    for (std::size_t i = 0; i < json.size(); ++i) {
      conditions.push_back(parse_condition(json[i], fmt::format("{}[{}]", path, i), may_nest));
    }
    return conditions;
  }

  RuleCondition parse_condition(const Json& json, const std::string& path, bool may_nest) const {
    RuleCondition condition{path, {}, {}, {}};
    if (json.is_object() && json.contains("any")) {
      if (!may_nest) refuse(path, R"(is an "any" inside an "any")", "Put its conditions into the outer one");
      refuse_other_keys(json, path, {"any"});
      condition.any = parse_conditions(json["any"], path + ".any", false);
      return condition;
    }
    std::vector<std::string> known{"feature", "any"};
    for (const auto& [key, kind] : demand_kinds) known.push_back(key);
    refuse_other_keys(json, path, known);
    const Json& feature = member(json, path, "feature");
    if (!feature.is_string()) refuse(path + ".feature", "is not text", "Name a column in quotes");
    condition.feature = feature.get<std::string>();
    for (const auto& [key, kind] : demand_kinds) {
      if (json.contains(key))
        condition.demands.push_back(parse_demand(json[key], fmt::format("{}.{}", path, key), kind));
    }
    if (condition.demands.empty()) {
      refuse(path, "compares its feature with nothing",
             "Give one of at_least, above, at_most, below, is, is_not, missing");
    }
    return condition;
  }

  RuleDemand parse_demand(const Json& json, const std::string& path, Kind kind) const {
    RuleDemand demand{kind, 0, {}};
    if (kind == Kind::missing) {
      if (!json.is_boolean()) refuse(path, "is neither true nor false", "Give one of them");
      demand.number = json.get<bool>() ? 1 : 0;
    } else if (kind == Kind::is || kind == Kind::is_not) {
      demand.values = parse_values(json, path);
    } else {
      if (!json.is_number()) refuse(path, "is not a number", "Give a number, without quotes");
      demand.number = json.get<double>();
    }
    return demand;
  }

  std::vector<RuleValue> parse_values(const Json& json, const std::string& path) const {
    if (!json.is_array()) return {parse_value(json, path)};
    if (json.empty()) refuse(path, "is an empty list", "Give at least one value");
    std::vector<RuleValue> values;
    for (std::size_t i = 0; i < json.size(); ++i) {
      values.push_back(parse_value(json[i], fmt::format("{}[{}]", path, i)));
      if (values.back().index() != values.front().index()) {
        refuse(path, "mixes texts and numbers", "Give values of the feature's type");
      }
    }
    return values;
  }

  RuleValue parse_value(const Json& json, const std::string& path) const {
    if (json.is_boolean()) return json.get<bool>() ? 1.0 : 0.0;
    if (json.is_number()) return json.get<double>();
    if (!json.is_string()) refuse(path, "is neither text nor number", "Give a value of the feature, or a list of them");
    if (json.get<std::string>().empty())
      refuse(path, "is an empty text", "Ask for a missing value by \"missing\": true");
    return json.get<std::string>();
  }

  static constexpr const char* example_ =
      R"(Give {"segments": [{"name": "VIP", "when": [{"feature": "monetary", "at_least": 1000}]}], )"
      R"("default": "Others"})";
  std::string file_;
  std::map<std::string, std::string> names_;  ///< of the segments so far, with where they were given
};

}  // namespace

SegmentRules parse_rules(const std::string& text, const std::string& file) { return Parser(file).parse(text); }

SegmentRules read_rules(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream.is_open() || stream.bad()) {
    throw Error(ErrorKind::input, fmt::format("Cannot read {}", file.string()), "there is no such file, or no access",
                "Name a file of rules");
  }
  return parse_rules(text, file.string());
}

}  // namespace segmenta
