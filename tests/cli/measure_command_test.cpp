// segmenta measure: from a table and from order lines, and what it refuses.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <segmenta/files.h>

#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "cli/small_store.h"

namespace segmenta::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// 600 customers in two arms; those of "mail" with an even id order 10 twice, those of control with one that 10 divides.
class MeasureCommand : public ::testing::Test {
 protected:
  MeasureCommand() {
    write_small_store(here_.path("customers.h5"), 600);
    const Outcome made = here_.segmenta("holdout customers.h5 --salt spring --arms control=50%,mail=50% -o a.h5");
    EXPECT_EQ(made.exit_code, 0) << made.err;
    const Assignment assignment = read_assignment(here_.path("a.h5"));
    std::string orders = "id,day,amount\n", table = "id,orders,value,before\n";
    for (std::size_t i = 0; i < 600; ++i) {
      const bool buys = assignment.arm[i] == 1 ? i % 2 == 0 : i % 10 == 0;
      if (buys) orders += fmt::format("{0},2026-03-02,6\n{0},2026-03-20,4\n", i);
      if (i % 3 == 0) orders += fmt::format("{},2026-02-02,{}\n", i, i);
      if (i % 4 == 0) orders += fmt::format("{},2026-04-01,7\n", i);
      table += fmt::format("{},{},{},{}\n", i, buys ? 2 : 0, buys ? 10 : 0, i % 3 == 0 ? i : 0);
    }
    here_.write("orders.csv", orders);
    here_.write("table.csv", table);
    here_.write("sent.csv", "who\n1\n2\n3\n");
  }

  json measured(const std::string& arguments) {
    const Outcome outcome = here_.segmenta("measure a.h5 --json " + arguments);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.exit_code == 0 ? json::parse(outcome.out) : json();
  }

  void refuses(const std::string& arguments, int exit_code, const std::string& what) {
    const std::vector<std::string> before = here_.files();
    const Outcome outcome = here_.segmenta("measure " + arguments);
    EXPECT_EQ(outcome.exit_code, exit_code) << arguments << "\n" << outcome.err;
    EXPECT_THAT(outcome.out, IsEmpty());
    EXPECT_THAT(outcome.err, HasSubstr(what));
    EXPECT_EQ(here_.files(), before);
  }

  Workplace here_;
};

TEST_F(MeasureCommand, HasTheSameResultsFromOrdersAndFromATable) {
  const json of_orders = measured(
      "--orders orders.csv --customer id --date day --amount amount --from 2026-03-01 --to 2026-03-31 "
      "--pre-from 2026-02-01 --pre-to 2026-02-28");
  const json of_table = measured("--outcomes table.csv --id id --converted orders --value value --pre-value before");
  EXPECT_EQ(of_orders["overall"], of_table["overall"]);
  EXPECT_EQ(of_orders["from"], "2026-03-01");
  EXPECT_EQ(of_orders["to"], "2026-03-31");
  const json& result = of_table["overall"][0];
  EXPECT_EQ(result["n"].get<int>() + result["n_control"].get<int>(), 600);
  EXPECT_NEAR(result["value"]["mean"].get<double>(), 10 * result["conversion"]["rate"].get<double>(), 1e-12);
  EXPECT_NEAR(result["incremental_orders"].get<double>(),
              2 * result["n"].get<double>() * result["conversion"]["difference"].get<double>(), 1e-9);
}

TEST_F(MeasureCommand, SaysItInWordsAndWritesIt) {
  const Outcome outcome = here_.segmenta(
      "measure a.h5 --outcomes table.csv --id id --converted orders --value value --contacted sent.csv "
      "--contacted-id who --cost-per-contact 0.1 --margin 50% -o measured.h5");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("mail brought more than control"));
  EXPECT_THAT(outcome.err, HasSubstr("were contacted all the"));
  EXPECT_THAT(here_.files(), ::testing::Contains("measured.h5"));
}

TEST_F(MeasureCommand, RefusesWhatItCannotDo) {
  refuses("a.h5", 2, "There are no outcomes");
  refuses("a.h5 --outcomes table.csv --converted orders", 2, "--id");
  refuses("a.h5 --outcomes table.csv --id id", 2, "--converted or --value");
  refuses("a.h5 --outcomes table.csv --id id --converted nothing", 3, "nothing");
  refuses("a.h5 --outcomes sent.csv --id who --converted who --orders orders.csv", 2, "--outcomes");
  refuses("a.h5 --orders orders.csv --customer id --date day --amount amount", 2, "--from");
  refuses(
      "a.h5 --orders orders.csv --customer id --date day --amount amount --from 2026-03-01 --pre-from 2026-03-01 "
      "--pre-to 2026-03-02",
      2, "before");
  refuses("customers.h5 --outcomes table.csv --id id --converted orders", 3, "customers.h5");
  refuses("a.h5 --outcomes table.csv --id id --converted orders -o table.csv", 2, "table.csv");
  refuses("a.h5 --outcomes table.csv --id id --converted orders --margin 2", 2, "--margin");
  here_.write("text.csv", "id,orders\n1,yes\n2,no\n");
  refuses("a.h5 --outcomes text.csv --id id --converted orders", 3, "not a column of numbers");
  here_.write("strangers.csv", "id,orders\nx1,1\nx2,0\n");
  refuses("a.h5 --outcomes strangers.csv --id id --converted orders", 3, "None of the customers");
}

}  // namespace
}  // namespace segmenta::testing
