// Every key that a command prints is on the page of keys, host/json/README.md.

#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "cli/online_retail.h"

namespace segmenta::testing {
namespace {

using nlohmann::json;
using ::testing::Contains;

// What stands between backticks in the first column of a section's tables.
std::set<std::string> documented_keys(const std::string& command) {
  std::ifstream page(SEGMENTA_TEST_DATA "/../../host/json/README.md");
  const std::regex code("`([^`]+)`");
  std::set<std::string> keys;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("## ")) inside = line == "## " + command;
    if (!inside || !line.starts_with("| `")) continue;
    const std::string cell = line.substr(0, line.find(" | "));
    for (std::sregex_iterator found(cell.begin(), cell.end(), code), end; found != end; ++found)
      keys.insert((*found)[1]);
  }
  return keys;
}

void collect_keys(const json& value, const std::string& path, std::set<std::string>& keys) {
  if (value.is_object() && !value.empty()) {
    for (const auto& [key, inner] : value.items()) collect_keys(inner, path + (path.empty() ? "" : ".") + key, keys);
  } else if (value.is_array() && !value.empty()) {
    for (const json& inner : value) collect_keys(inner, path + "[]", keys);
  } else {
    keys.insert(path);
  }
}

// Whether a path is documented, as it is or with NAME for one of its parts. A list or object without anything in it is,
// where one with something is.
bool is_documented(const std::string& path, const std::set<std::string>& keys) {
  for (const std::string& key : keys) {
    const std::string shown = std::regex_replace(key, std::regex(R"([\[\].])"), R"(\$&)");
    const std::string pattern = std::regex_replace(shown, std::regex("NAME"), "[^.]+");
    if (std::regex_match(path, std::regex(pattern)) || key.starts_with(path + "[]") || key.starts_with(path + ".")) {
      return true;
    }
  }
  // Results of segments are as those overall.
  const std::string of_segment = "segments[].results[].";
  return path.starts_with(of_segment) && is_documented("overall[]." + path.substr(of_segment.size()), keys);
}

class JsonKeys : public OnlineRetail {
 protected:
  void expect_documented(const std::string& arguments) const {
    const std::string command = arguments.substr(0, arguments.find(' '));
    const std::set<std::string> known = documented_keys(command);
    ASSERT_FALSE(known.empty()) << command;
    std::set<std::string> printed;
    collect_keys(json::parse(made(arguments + " --json")), "", printed);
    for (const std::string& key : printed) EXPECT_TRUE(is_documented(key, known)) << command << " prints " << key;
  }
};

TEST_F(JsonKeys, OfEveryCommandAreOnTheirPage) {
  here_.write("orders.csv", "who,when,what\n1,2020-01-02,10\n2,2020-01-03,20\n,2020-01-03,1\n");
  here_.write("crm.csv", "who,visits\n1,3\n");
  here_.write(
      "rules.json",
      R"({"segments": [{"name": "VIP", "when": [{"feature": "monetary", "at_least": 1000}]}], "default": "Rest"})");
  expect_documented("features --orders orders.csv --customer who --date when --amount what --join crm.csv:who -o f.h5");
  expect_documented("import crm.csv --id who -o crm.h5");
  expect_documented("inspect customers.h5");
  expect_documented("devices");
  expect_documented(
      "fit customers.h5 --k 2..3 --features recency_days,frequency,monetary --weights distinct_products --gap 2 "
      "--bootstrap 2 --levels 2 -o model.h5 --segments segments.h5");
  expect_documented("assign customers.h5 --model model.h5 -o assigned.h5");
  expect_documented("rfm customers.h5 -o rfm2.h5 --against segments.h5");
  expect_documented("rfm --codes");
  expect_documented("rules customers.h5 --rules rules.json -o rules.h5");
  expect_documented("profile customers.h5 --segments segments.h5 --by Country --earlier assigned.h5");
  expect_documented("evaluate customers.h5 --segments segments.h5 --earlier assigned.h5 --margin monetary");
  expect_documented("explain customers.h5 --segments segments.h5 --model model.h5");
  expect_documented("holdout customers.h5 --salt s --segments segments.h5 --baseline-rate 0.1 --detect 0.02 -o a.h5");
  here_.write("lines.csv", "who,day,spent,what\n12346,2020-01-02,10,tea\n12347,2020-01-02,10,cup\n");
  here_.write("contacts.csv", "who,mail\n12346,a@example.org\n12347,b@example.org\n999,c@example.org\n");
  expect_documented(
      "audience segments.h5 --contacts contacts.csv --id who --email mail --consent none-needed --holdout a.h5 --arm "
      "control,treated --only 0,1 --min-audience 1 --target google,csv --offer 2 --orders lines.csv --customer who "
      "--date day --amount spent --product what -o lists");
  expect_documented(
      "audience segments.h5 --contacts contacts.csv --id who --email mail --consent ok --target csv --sql duckdb");
  here_.write("outcomes.csv", "who,orders,spent\n12346,1,20.5\n12347,2,10\n12350,0,0\n");
  expect_documented(
      "measure a.h5 --outcomes outcomes.csv --id who --converted orders --value spent --pre-value spent --uplift spent "
      "--peek 50% "
      "--cost-per-contact 1 -o measured.h5");
  expect_documented("report customers.h5 --segments segments.h5 --model model.h5 -o report.html");
}

TEST(JsonKeysPage, IsReadByItsTables) {
  EXPECT_THAT(documented_keys("profile"), Contains("segments[].features.NAME.mean"));
  EXPECT_TRUE(is_documented("a.recency.mean", {"a.NAME.mean"}));
  EXPECT_FALSE(is_documented("a.recency.median", {"a.NAME.mean"}));
  EXPECT_FALSE(is_documented("segments[].value_share", documented_keys("evaluate")));
}

}  // namespace
}  // namespace segmenta::testing
