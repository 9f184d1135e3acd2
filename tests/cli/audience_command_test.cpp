// segmenta audience: what it writes, says and refuses.

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "cli/small_store.h"

namespace segmenta::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class AudienceCommand : public ::testing::Test {
 protected:
  AudienceCommand() {
    write_small_store(here_.path("customers.h5"), 600);
    const Outcome fitted = here_.segmenta("fit customers.h5 --k 3 -o model.h5 --segments segments.h5");
    EXPECT_EQ(fitted.exit_code, 0) << fitted.err;
    std::string contacts = "who,mail,news\n";
    for (int i = 0; i < 700; ++i) contacts += fmt::format("{0},c{0}@example.org,{1}\n", i, i % 10 == 0 ? 0 : 1);
    here_.write("contacts.csv", contacts);
  }

  void refuses(const std::string& arguments, int exit_code, const std::string& what) {
    const std::vector<std::string> before = here_.files();
    const Outcome outcome = here_.segmenta("audience segments.h5 " + arguments);
    EXPECT_EQ(outcome.exit_code, exit_code) << arguments << "\n" << outcome.err;
    EXPECT_THAT(outcome.out, IsEmpty());
    EXPECT_THAT(outcome.err, HasSubstr(what));
    EXPECT_EQ(here_.files(), before);
  }

  Workplace here_;
  const std::string usual_ =
      "--contacts contacts.csv --id who --email mail --consent news --target google,braze --min-audience 10 ";
};

TEST_F(AudienceCommand, WritesListsAndSaysWhoIsInNone) {
  const Outcome outcome = here_.segmenta("audience segments.h5 " + usual_ + "-o lists --json");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json made = json::parse(outcome.out);
  EXPECT_EQ(made["customers"], 600);
  std::int64_t listed = made["listed"], left_out = 0, rows = 0;
  for (const json& reason : made["left_out"]) left_out += reason["customers"].get<std::int64_t>();
  for (const json& list : made["targets"]) {
    for (const json& file : list["files"]) {
      rows += file["rows"].get<std::int64_t>();
      EXPECT_TRUE(std::filesystem::exists(here_.path("lists") / file["file"].get<std::string>()));
    }
  }
  EXPECT_EQ(listed + left_out, 600);
  EXPECT_EQ(rows, 2 * listed);
  EXPECT_THAT(outcome.err, HasSubstr("are in lists for google, braze: lists"));
  EXPECT_THAT(outcome.err, HasSubstr("no consent"));
  EXPECT_THAT(outcome.err + outcome.out, Not(HasSubstr("@example.org")));
}

TEST_F(AudienceCommand, PrintsTheQueryOfAWarehouse) {
  const Outcome outcome = here_.segmenta(
      "audience crm.segments.csv --contacts crm.people --id who --email mail --consent news=yes --target meta "
      "--holdout arms.h5 --arm mail --sql snowflake");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("FROM \"crm\".\"segments\""));
  EXPECT_THAT(outcome.out, HasSubstr("FROM \"crm\".\"people\""));
  EXPECT_THAT(outcome.out, HasSubstr("\"arm\" IN ('mail')"));
}

TEST_F(AudienceCommand, RefusesWhatCannotBeDone) {
  refuses("--contacts contacts.csv --id who --email mail --target google -o lists", 2, "--consent is required");
  refuses(usual_, 2, "no folder to write to");
  refuses(usual_ + "--only 7 -o lists", 2, "no segment '7'");
  refuses(usual_ + "-o nowhere/lists", 2, "does not exist");
  refuses(usual_ + "-o contacts.csv", 2, "overwrite an input");
  refuses(usual_ + "-o model.h5", 2, "it is a file");
  refuses(usual_ + "--target tiktok,friendster -o lists", 2, "friendster");
  refuses(usual_ + "--region Germany -o lists", 2, "Germany is no region");
  refuses(usual_ + "--suppress none.csv -o lists", 3, "none.csv");
  refuses("--contacts contacts.csv --id mail --email mail --consent none-needed --target csv -o lists", 3, "no id of");
  std::filesystem::create_directory(here_.path("photos"));
  refuses(usual_ + "-o photos", 2, "as an audience is");
}

}  // namespace
}  // namespace segmenta::testing
