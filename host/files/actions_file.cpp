// Which action goes with which segment, from JSON.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/files.h>

#include <algorithm>

#include "files/json_file.h"

namespace segmenta {
namespace {

constexpr const char* form =
    R"(Give a list of {"objective": "win back", "when": [{"measure": "recency", "at_least": 1.5}, ...]}, with at_least, below or both)";

class ActionsReader {
 public:
  explicit ActionsReader(const std::filesystem::path& file) : file_(file.string()) {}

  std::vector<ActionRule> read(const nlohmann::ordered_json& list) const {
    if (!list.is_array() || list.empty()) refuse("it is no list");
    std::vector<ActionRule> rules;
    for (const auto& entry : list) rules.push_back(rule(entry, rules.size()));
    return rules;
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw Error(ErrorKind::input, fmt::format("{} is no table of actions", file_), why, form);
  }

  [[nodiscard]] ActionRule rule(const nlohmann::ordered_json& entry, std::size_t number) const {
    const bool has_parts = entry.is_object() && entry.size() == 2 && entry.contains("objective") &&
                           entry["objective"].is_string() && entry.contains("when") && entry["when"].is_array();
    if (!has_parts) refuse(fmt::format("entry {} is not of an objective and a list \"when\"", number));
    ActionRule rule{entry["objective"].get<std::string>(), {}};
    if (rule.objective.find_first_not_of(" \t\n") == std::string::npos) {
      refuse(fmt::format("entry {} has an empty objective", number));
    }
    for (const auto& condition : entry["when"]) rule.when.push_back(condition_of(condition, number));
    return rule;
  }

  [[nodiscard]] ActionCondition condition_of(const nlohmann::ordered_json& json, std::size_t number) const {
    if (!json.is_object() || !json.contains("measure") || !json["measure"].is_string()) {
      refuse(fmt::format("a condition of entry {} has no measure", number));
    }
    ActionCondition condition{.measure = measure(json["measure"].get<std::string>())};
    for (const auto& [key, value] : json.items()) {
      if (key == "measure") continue;
      if (key != "at_least" && key != "below") refuse(fmt::format("entry {} has '{}'", number, key));
      if (!value.is_number()) refuse(fmt::format("'{}' of entry {} is no number", key, number));
      (key == "below" ? condition.below : condition.at_least) = value.get<double>();
    }
    if (json.size() < 2) refuse(fmt::format("a condition of entry {} has no bound", number));
    return condition;
  }

  [[nodiscard]] ActionMeasure measure(const std::string& name) const {
    std::string known;
    for (std::size_t i = 0; i < action_measures; ++i) {
      const auto one = static_cast<ActionMeasure>(i);
      if (name_of(one) == name) return one;
      known += (known.empty() ? "" : ", ") + std::string(name_of(one));
    }
    refuse(fmt::format("there is no measure '{}': they are {}", name, known));
  }

  std::string file_;
};

}  // namespace

std::vector<ActionRule> read_actions(const std::filesystem::path& file) {
  return ActionsReader(file).read(read_json_file(file, form));
}

}  // namespace segmenta
