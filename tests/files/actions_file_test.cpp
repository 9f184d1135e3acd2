// Tables of actions that people write.

#include <gmock/gmock.h>
#include <segmenta/files.h>

#include <fstream>
#include <limits>

#include "store/refusal.h"
#include "store/temporary_folder.h"

namespace segmenta {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class ActionsFile : public testing::Test {
 protected:
  std::vector<ActionRule> read(const std::string& text) const {
    std::ofstream(folder / "actions.json") << text;
    return read_actions(folder / "actions.json");
  }
  TemporaryFolder folder;
};

TEST_F(ActionsFile, IsReadInItsOrder) {
  const auto rules = read(
      R"([{"objective": "call", "when": [{"measure": "value", "at_least": 3, "below": 9}]}, {"objective": "mail", "when": []}])");
  ASSERT_EQ(rules.size(), 2);
  EXPECT_EQ(rules[0].objective, "call");
  EXPECT_EQ(rules[0].when[0].measure, ActionMeasure::value);
  EXPECT_EQ(rules[0].when[0].at_least, 3);
  EXPECT_EQ(rules[0].when[0].below, 9);
  EXPECT_TRUE(rules[1].when.empty());
}

TEST_F(ActionsFile, IsRefusedWhereItIsNone) {
  const std::pair<const char*, const char*> all[] = {
      {"{}", "no list"},
      {"[1]", "entry 0"},
      {R"([{"objective": "", "when": []}])", "empty objective"},
      {R"([{"objective": "a", "when": [{"measure": "luck", "below": 1}]}])", "no measure 'luck': they are recency"},
      {R"([{"objective": "a", "when": [{"measure": "value"}]}])", "no bound"},
      {R"([{"objective": "a", "when": [{"measure": "value", "below": "1"}]}])", "no number"},
      {R"([{"objective": "a", "when": [{"measure": "value", "above": 1}]}])", "'above'"},
  };
  for (const auto& one : all) {
    EXPECT_THAT(refusal([&] { static_cast<void>(read(one.first)); }), AllOf(StartsWith("3: "), HasSubstr(one.second)))
        << one.first;
  }
}

}  // namespace
}  // namespace segmenta
