// What the commands that describe segments have in common: growth and names.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <segmenta/files.h>
#include <segmenta/store.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "cli/program.h"

namespace segmenta::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// Twenty customers, one of them of little spend. Rules of other orders make the same segments, so that nothing grows.
class DescribedSegments : public ::testing::Test {
 protected:
  DescribedSegments() {
    StoreColumn spend{{"spend", ColumnType::real, "float64", "GBP", "", ""}, std::vector<double>(20, 90), {}};
    StoreColumn visits{{"visits", ColumnType::real, "float64", "", "", ""}, std::vector<double>(20, 4), {}};
    spend.values[3] = 5;
    visits.values[7] = 9;
    write_store(here_.path("customers.h5"), ids(), {spend, visits});
    rules("earlier.h5", R"({"segments": [{"name": "Rich", "when": [{"feature": "spend", "at_least": 50}]}],
                            "default": "Poor"})");
    rules("now.h5", R"({"segments": [{"name": "Poor", "when": [{"feature": "spend", "below": 50}]}],
                        "default": "Rich"})");
    write_segments(here_.path("nameless.h5"), "id", ids(), read_segments(here_.path("now.h5")).segments, 2);
    here_.write("names.json", R"({"segments": [{"segment": 1, "name": "Our friends"}]})");
  }

  static std::vector<std::int64_t> ids() {
    std::vector<std::int64_t> ids(20);
    for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = static_cast<std::int64_t>(i) + 1;
    return ids;
  }

  void rules(const std::string& file, const std::string& text) {
    here_.write("rules.json", text);
    EXPECT_EQ(here_.segmenta("rules customers.h5 --rules rules.json --quiet -o " + file).exit_code, 0);
  }

  // The segments as a command shows them, of the page as it holds them.
  json segments_of(const std::string& command, const std::string& options) {
    const bool page = command == "report";
    const Outcome outcome = here_.segmenta(command + " customers.h5 --quiet --segments " + options +
                                           (page ? " --min-cell 1 -o page.html" : " --json"));
    EXPECT_EQ(outcome.exit_code, 0) << command << " " << options << "\n" << outcome.err;
    return json::parse(page ? data_of_page() : outcome.out)["segments"];
  }

  std::string page() {
    std::ifstream file(here_.path("page.html"));
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::string data_of_page() {
    const std::string html = page();
    const std::string start = R"(id="report-data">)";
    const std::size_t begin = html.find(start) + start.size();
    return html.substr(begin, html.find("</script>", begin) - begin);
  }

  std::vector<std::string> names(const std::string& command, const std::string& options) {
    std::vector<std::string> result;
    for (const json& segment : segments_of(command, options)) result.push_back(segment["name"]);
    return result;
  }

  Workplace here_;
};

TEST_F(DescribedSegments, GrowByNameWhereBothFilesHaveNamesElseByNumber) {
  for (const std::string command : {"profile", "evaluate", "report"}) {
    const json by_name = segments_of(command, "now.h5 --earlier earlier.h5");
    EXPECT_EQ(by_name[0]["growth"], 0.0) << command;
    EXPECT_EQ(by_name[1]["growth"], 0.0) << command;
    const json by_number = segments_of(command, "nameless.h5 --earlier earlier.h5");
    EXPECT_EQ(by_number[0]["growth"], 1.0 / 19 - 1) << command;
    EXPECT_EQ(by_number[1]["growth"], 18.0) << command;
  }
}

TEST_F(DescribedSegments, RefuseAnEarlierFileOfAnotherNumberWithoutNames) {
  write_segments(here_.path("three.h5"), "id", ids(), {std::vector<std::int32_t>(20, 2), {}, {}, {}, {}}, 3);
  for (const std::string command : {"profile", "evaluate", "report -o page.html"}) {
    const Outcome outcome = here_.segmenta(command + " customers.h5 --segments now.h5 --earlier three.h5");
    EXPECT_EQ(outcome.exit_code, 3) << command;
    EXPECT_THAT(outcome.err, HasSubstr("there were 3, there are 2 now")) << command;
  }
}

TEST_F(DescribedSegments, AreNamedByAPersonThenByTheirFileThenAutomatically) {
  for (const std::string command : {"profile", "explain", "evaluate", "report"}) {
    EXPECT_THAT(names(command, "now.h5"), ElementsAre("Poor", "Rich")) << command;
    EXPECT_THAT(names(command, "now.h5 --names names.json"), ElementsAre("Poor", "Our friends")) << command;
    EXPECT_THAT(names(command, "nameless.h5"),
                ElementsAre("Very low spend, below-average visits", "Above-average spend"))
        << command;
    EXPECT_THAT(names(command, "nameless.h5 --names names.json"),
                ElementsAre("Very low spend, below-average visits", "Our friends"))
        << command;
  }
}

TEST_F(DescribedSegments, AreThoseThatTheModelGivesWhereNoFileIsNamed) {
  ASSERT_EQ(here_.segmenta("fit customers.h5 --k 2 --features spend -o model.h5 --segments fitted.h5").exit_code, 0);
  for (const std::string command : {"profile", "explain"}) {
    const Outcome of_model = here_.segmenta(command + " customers.h5 --json --model model.h5");
    const Outcome of_file = here_.segmenta(command + " customers.h5 --json --model model.h5 --segments fitted.h5");
    EXPECT_EQ(of_model.exit_code, 0) << of_model.err;
    EXPECT_EQ(json::parse(of_model.out), json::parse(of_file.out)) << command;
  }
  ASSERT_EQ(here_.segmenta("report customers.h5 --model model.h5 --min-cell 1 -o page.html").exit_code, 0);
  EXPECT_THAT(page(), AllOf(HasSubstr("segmenta report"), Not(HasSubstr("segmenta assign"))));
  const json of_model = json::parse(data_of_page());
  EXPECT_EQ(of_model["segments"], segments_of("report", "fitted.h5 --model model.h5"));
}

TEST_F(DescribedSegments, AreNamedByAFileOrAModel) {
  ASSERT_EQ(here_.segmenta("fit customers.h5 --k 2 --features spend -o model.h5").exit_code, 0);
  for (const std::string command : {"profile", "explain", "report -o page.html"}) {
    const Outcome without = here_.segmenta(command + " customers.h5");
    EXPECT_EQ(without.exit_code, 2) << command;
    EXPECT_THAT(without.err, HasSubstr("Neither --segments nor --model")) << command;
  }
  const Outcome nested = here_.segmenta("profile customers.h5 --model model.h5 --level 2");
  EXPECT_EQ(nested.exit_code, 2);
  EXPECT_THAT(nested.err, HasSubstr("--level needs --segments"));
}

}  // namespace
}  // namespace segmenta::testing
