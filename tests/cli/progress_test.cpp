// Progress: what its line says, and that it is gone from the screen before anything else is there.

#include "progress_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/small_store.h"
#include "cli/terminal.h"

namespace segmenta::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ProgressText, HasNameUnitsRateAndTheTimeLeft) {
  EXPECT_EQ(progress_text({"prepare", 65'536, 1'000'000}, 0, std::nullopt),
            "preparing: 65,536 of 1,000,000 rows (7 %)");
  EXPECT_EQ(progress_text({"prepare", 65'536, 1'000'000}, 2, 61.0),
            "preparing: 65,536 of 1,000,000 rows (7 %), 32,768 rows/s, about 61 s left");
  EXPECT_EQ(progress_text({"read", 1 << 20, 4 << 20}, 2, std::nullopt),
            "reading: 1.0 MiB of 4.0 MiB (25 %), 512.0 KiB/s");
  EXPECT_EQ(progress_text({"iterate", 3, 300}, 2, std::nullopt), "clustering: 3 of 300 passes at most, 1.5 passes/s");
  EXPECT_EQ(progress_text({"write", 0, 0}, 2, std::nullopt), "writing");
}

TEST(ProgressText, SaysTimesAsPeopleDo) {
  EXPECT_EQ(duration_text(0.2), "1 s");
  EXPECT_EQ(duration_text(89), "89 s");
  EXPECT_EQ(duration_text(240), "4 min");
  EXPECT_EQ(duration_text(7500), "2 h 5 min");
}

TEST(ShareDone, CountsTheStepsBefore) {
  const std::vector<Stage> job{{"prepare", 1}, {"choose k", 3}};
  EXPECT_DOUBLE_EQ(share_done(job, {"prepare", 1, 2}).value(), 0.125);
  EXPECT_DOUBLE_EQ(share_done(job, {"choose k", 1, 2}).value(), 0.625);
  EXPECT_FALSE(share_done(job, {"iterate", 1, 2}).has_value());
}

class AtTerminal : public ::testing::Test {
 protected:
  AtTerminal() { write_small_store(here_.path("customers.h5"), 4000); }

  // The screen at the end has what goes into files where there is no terminal, and nothing more.
  void expect_erased(const std::string& arguments, const std::string& step) {
    const Outcome piped = here_.segmenta(arguments);
    const Seen seen = at_terminal(here_, arguments);
    EXPECT_EQ(seen.exit_code, piped.exit_code);
    EXPECT_THAT(seen.sent, HasSubstr("\r\033[K" + step));
    EXPECT_EQ(seen.screen, piped.err + piped.out);
    EXPECT_THAT(piped.err + piped.out, AllOf(Not(HasSubstr("\r")), Not(HasSubstr("\033")), Not(HasSubstr(step))));
  }

  Workplace here_;
};

TEST_F(AtTerminal, ProgressIsGoneBeforeResultsAreThere) {
  expect_erased("fit customers.h5 --k 3 --features frequency,monetary -o model.h5 --segments segments.h5", "preparing");
  expect_erased("inspect customers.h5", "reading");
  expect_erased("profile customers.h5 --segments segments.h5 --features frequency,monetary", "profiling");
}

// Each step of a job is said, in the order in which they come, with its unit.
TEST_F(AtTerminal, EveryLongStepOfDescribingSegmentsIsSaid) {
  EXPECT_EQ(here_.segmenta("fit customers.h5 --k 3 -o model.h5 --segments segments.h5").exit_code, 0);
  const auto expect_steps = [&](const std::string& arguments, const std::vector<std::string>& steps) {
    const std::string sent = at_terminal(here_, arguments).sent;
    std::size_t from = 0;
    for (const std::string& step : steps) {
      const std::size_t found = sent.find("\r\033[K" + step, from);
      EXPECT_NE(found, std::string::npos) << arguments << " does not say " << step << " there:\n" << sent;
      from = found == std::string::npos ? from : found;
    }
  };
  expect_steps("profile customers.h5 --model model.h5",
               {"preparing: ", "fitting to customers drawn anew: 0 of 20 fits (0 %)", "profiling: 1 of 3 columns"});
  expect_steps("explain customers.h5 --model model.h5",
               {"preparing: ", "explaining: 1 of 3 columns", "seeking rules: 0 of 3 segments", "looking for hidden"});
  expect_steps("evaluate customers.h5 --segments segments.h5",
               {"evaluating: ", "ranking by what is at stake: 4,000 of 4,000 rows", "profiling: 1 of 3 columns"});
  expect_steps("rfm customers.h5 -o rfm.h5", {"finding cut points: 4,000 of 12,000 values (33 %)",
                                              "scoring: 4,000 of 12,000 values (33 %)", "profiling: 1 of 3 columns"});
  expect_steps("report customers.h5 --model model.h5 -o page.html",
               {"preparing: ", "fitting to customers",
                "describing: ", "seeking rules: ", "ranking by what is at stake: ", "looking for hidden groups"});
}

TEST_F(AtTerminal, ProgressIsGoneBeforeAnErrorIsThere) {
  expect_erased("fit customers.h5 --k 3 --memory 1M -o model.h5", "choosing features");
}

TEST_F(AtTerminal, QuietShowsNoProgress) {
  const Seen seen = at_terminal(here_, "fit customers.h5 --k 3 --quiet -o model.h5");
  EXPECT_EQ(seen.exit_code, 0);
  EXPECT_EQ(seen.sent, "");
}

}  // namespace
}  // namespace segmenta::testing
