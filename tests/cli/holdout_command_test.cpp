// segmenta holdout: what it writes, says and refuses.

#include <gmock/gmock.h>
#include <segmenta/files.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "cli/small_store.h"

namespace segmenta::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class HoldoutCommand : public ::testing::Test {
 protected:
  HoldoutCommand() {
    write_small_store(here_.path("customers.h5"), 600);
    const Outcome fitted = here_.segmenta("fit customers.h5 --k 3 -o model.h5 --segments segments.h5");
    EXPECT_EQ(fitted.exit_code, 0) << fitted.err;
  }

  void refuses(const std::string& arguments, int exit_code, const std::string& what) {
    const std::vector<std::string> before = here_.files();
    const Outcome outcome = here_.segmenta("holdout customers.h5 " + arguments);
    EXPECT_EQ(outcome.exit_code, exit_code) << arguments << "\n" << outcome.err;
    EXPECT_THAT(outcome.out, IsEmpty());
    EXPECT_THAT(outcome.err, HasSubstr(what));
    EXPECT_EQ(here_.files(), before);
  }

  std::string bytes(const std::string& name) const {
    std::ifstream file(here_.path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  Workplace here_;
};

TEST_F(HoldoutCommand, WritesTheArmsThatItCounts) {
  const Outcome outcome = here_.segmenta(
      "holdout customers.h5 --salt spring --arms control=20%,mail=80% --segments segments.h5 --baseline-rate 0.1 "
      "-o spring.h5 --json");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json made = json::parse(outcome.out);
  const Assignment assignment = read_assignment(here_.path("spring.h5"));
  std::int64_t control = 0;
  for (const std::int32_t arm : assignment.arm) control += arm == 0 ? 1 : 0;
  EXPECT_EQ(made["customers"], 600);
  EXPECT_EQ(made["arms"][0]["customers"], control);
  EXPECT_EQ(made["segments"].size(), 3);
  EXPECT_EQ(made["detectable"].size(), 4);
  EXPECT_THAT(outcome.err, HasSubstr("spring: 600 customers in 2 arms"));
  EXPECT_THAT(outcome.err, HasSubstr("balance: "));
  EXPECT_THAT(outcome.err, HasSubstr("can be found in"));
}

TEST_F(HoldoutCommand, IsTheSameFileEveryTime) {
  const std::string command = "holdout customers.h5 --salt spring -o spring.h5 --quiet";
  ASSERT_EQ(here_.segmenta(command).exit_code, 0);
  const std::string first = bytes("spring.h5");
  ASSERT_EQ(here_.segmenta(command).exit_code, 0);
  EXPECT_TRUE(bytes("spring.h5") == first);
}

TEST_F(HoldoutCommand, TakesSegmentsByNameOrNumber) {
  here_.write("names.json", R"({"segments": [{"segment": 2, "name": "Big, loyal"}, {"segment": 0, "name": "7"}]})");
  const std::string start = "holdout customers.h5 --salt s --segments segments.h5 --names names.json -o a.h5 --json ";
  const auto taken = [&](const std::string& only) {
    const Outcome outcome = here_.segmenta(start + "--only " + only);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    std::vector<std::size_t> segments;
    const json made = json::parse(outcome.out);
    for (const json& segment : made["segments"]) {
      const auto customers = segment["arms"][0]["customers"].get<int>() + segment["arms"][1]["customers"].get<int>();
      if (customers > 0) segments.push_back(segment["segment"].get<std::size_t>());
    }
    return segments;
  };
  EXPECT_THAT(taken("1"), ::testing::ElementsAre(1));
  EXPECT_THAT(taken("7,1"), ::testing::ElementsAre(0, 1));
  EXPECT_THAT(taken("0"), ::testing::ElementsAre(0));
}

TEST_F(HoldoutCommand, LeavesCustomersOfAnotherCampaignOut) {
  ASSERT_EQ(here_.segmenta("holdout customers.h5 --salt a --segments segments.h5 --only 0 -o a.h5").exit_code, 0);
  const Outcome outcome = here_.segmenta("holdout customers.h5 --salt b --exclude a.h5 -o b.h5");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("in other campaigns"));
  EXPECT_EQ(size(read_assignment(here_.path("a.h5")).ids) + size(read_assignment(here_.path("b.h5")).ids), 600);
}

TEST_F(HoldoutCommand, RefusesWhatItCannotDo) {
  refuses("-o a.h5", 2, "--salt");
  refuses("--salt ''  -o a.h5", 2, "salt");
  refuses("--salt s --arms control=10% -o a.h5", 2, "One arm is no test");
  refuses("--salt s --arms control=10%,treated=80% -o a.h5", 2, "add up to 90 %");
  refuses("--salt s --only 1 -o a.h5", 2, "--segments");
  refuses("--salt s --power 0.9 -o a.h5", 2, "need a baseline");
  refuses("--salt s --arms control=0.00001%,treated=99.99999% -o a.h5", 3, "gets no customer");
  refuses("--salt s --segments segments.h5 --only 5 -o a.h5", 2, "no segment '5'");
  refuses("--salt s --segments model.h5 -o a.h5", 3, "model.h5");
  refuses("--salt s --exclude segments.h5 -o a.h5", 3, "segments.h5");
  refuses("--salt s --universal-salt u -o a.h5", 2, "--universal-share");
  refuses("--salt s --baseline-value 3 -o a.h5", 2, "go together");
  refuses("--salt s -o customers.h5", 2, "overwrite an input");
  refuses("--salt s -o no/folder/a.h5", 2, "does not exist");
}

}  // namespace
}  // namespace segmenta::testing
