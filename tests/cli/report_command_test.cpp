// report as a user runs it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <segmenta/store.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "cli/program.h"

namespace segmenta::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// 400 customers of two kinds, and 4 of a third.
class ReportCommand : public ::testing::Test {
 protected:
  ReportCommand() {
    StoreColumn recency{{"recency_days", ColumnType::real, "float64", "days", "", ""}, {}, {}};
    StoreColumn frequency{{"frequency", ColumnType::real, "float64", "orders", "", ""}, {}, {}};
    StoreColumn spend{{"spend", ColumnType::real, "float64", "GBP", "", ""}, {}, {}};
    StoreColumn country{{"country", ColumnType::text, "string", "", "", ""}, {}, {}};
    std::vector<std::string> ids;
    for (int i = 0; i < 404; ++i) {
      const int kind = i < 200 ? 0 : i < 400 ? 1 : 2;
      ids.push_back("someone-" + std::to_string(i));
      recency.values.push_back(10 + 100 * kind + i % 7);
      frequency.values.push_back(30 - 10 * kind + i % 3);
      spend.values.push_back(900 - 300 * kind + i % 11);
      country.text.emplace_back(i % 2 == 0 ? "France" : "Spain");
    }
    write_store(here_.path("customers.h5"), ids, {recency, frequency, spend, country});
    const Outcome fitted = here_.segmenta("fit customers.h5 --k 3 --clip none -o model.h5 --segments segments.h5");
    EXPECT_EQ(fitted.exit_code, 0) << fitted.err;
  }

  Outcome report(const std::string& options) {
    return here_.segmenta("report customers.h5 --segments segments.h5 -o report.html " + options);
  }

  std::string page() {
    std::ifstream file(here_.path("report.html"));
    return {std::istreambuf_iterator<char>(file), {}};
  }

  bool page_has(const std::string& part) { return page().find(part) != std::string::npos; }

  void refuses(const std::string& arguments, int exit_code, const std::string& what) {
    const std::vector<std::string> before = here_.files();
    const Outcome outcome = here_.segmenta(arguments);
    EXPECT_EQ(outcome.exit_code, exit_code) << arguments << "\n" << outcome.err;
    EXPECT_THAT(outcome.out, IsEmpty());
    EXPECT_THAT(outcome.err, HasSubstr(what));
    EXPECT_EQ(here_.files(), before);
  }

  Workplace here_;
};

TEST_F(ReportCommand, WritesOnePage) {
  const Outcome outcome = report("--model model.h5 --by country --title 'Our customers' --json");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json written = json::parse(outcome.out);
  EXPECT_EQ(written["output"], "report.html");
  EXPECT_EQ(written["rows"], 404);
  EXPECT_EQ(written["k"], 3);
  EXPECT_EQ(written["suppressed"], 1) << "4 customers";
  EXPECT_EQ(written["bytes"], page().size());
  EXPECT_TRUE(page_has("<title>Our customers</title>"));
  EXPECT_FALSE(page_has("someone-"));
  EXPECT_THAT(outcome.err, HasSubstr("report.html: 404 customers in 3 segments"));
}

TEST_F(ReportCommand, SaysHowToMakeItAgain) {
  ASSERT_EQ(report("--title 'It'\\''s ours' --model model.h5").exit_code, 0);
  EXPECT_TRUE(page_has("segmenta fit customers.h5 --k 3 --clip none -o model.h5 --segments segments.h5"));
  EXPECT_TRUE(page_has("--title &apos;It&apos;\\&apos;&apos;s ours&apos; --model model.h5"));
}

TEST_F(ReportCommand, TellsWhatWasLeftOutOfTheOrderLines) {
  ASSERT_EQ(report("").exit_code, 0);
  EXPECT_FALSE(page_has("<dt>Order lines</dt>"));
  std::string lines = "id,day,amount\n,2020-01-01,250\n";
  for (int i = 0; i < 50; ++i) lines += std::to_string(i) + ",2020-01-0" + std::to_string(1 + i % 9) + ",15\n";
  here_.write("orders.csv", lines);
  ASSERT_EQ(here_.segmenta("features --orders orders.csv --customer id --date day --amount amount -o o.h5").exit_code,
            0);
  ASSERT_EQ(here_.segmenta("fit o.h5 --k 2 --features recency_days,monetary -o m.h5 --segments s.h5").exit_code, 0);
  ASSERT_EQ(here_.segmenta("report o.h5 --segments s.h5 -o report.html").exit_code, 0);
  EXPECT_TRUE(page_has("<dt>Order lines</dt>"));
  EXPECT_TRUE(page_has("25.0 %</data> of revenue is of order lines that were left out"));
  EXPECT_TRUE(page_has("no customer id"));
  EXPECT_FALSE(page_has("orders.csv line"));
}

TEST_F(ReportCommand, IsTheSameOnAnyNumberOfThreads) {
  // The page says how many; two files without that are compared.
  const auto with = [&](const std::string& threads) {
    EXPECT_EQ(report("--model model.h5 --quiet --threads " + threads).exit_code, 0);
    std::string html = page();
    html.replace(html.find("--threads " + threads), 11, "--threads n");
    return html;
  };
  EXPECT_TRUE(with("1") == with("3"));
}

TEST_F(ReportCommand, ShowsSmallSegmentsWhereAskedTo) {
  const Outcome outcome = report("--model model.h5 --min-cell 1 --json");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(json::parse(outcome.out)["suppressed"], 0);
}

TEST_F(ReportCommand, TakesTheNamesThatAPersonGave) {
  here_.write("names.json", R"({"segments": [{"segment": 1, "name": "Our friends"}]})");
  ASSERT_EQ(report("--model model.h5 --min-cell 1 --names names.json").exit_code, 0);
  EXPECT_TRUE(page_has("Our friends"));
}

TEST_F(ReportCommand, ShowsGrowthSinceAnEarlierFile) {
  ASSERT_EQ(report("--min-cell 1 --earlier segments.h5").exit_code, 0);
  EXPECT_TRUE(page_has("+0.0 %"));
}

TEST_F(ReportCommand, WritesCountsAndTotalsWithNoiseAlone) {
  const Outcome outcome = report("--epsilon 1 --value-limit 1000 --title Ours --json");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(json::parse(outcome.out)["bytes"], page().size());
  EXPECT_TRUE(page_has("<title>Ours</title>"));
  EXPECT_TRUE(page_has("differential privacy"));
  EXPECT_FALSE(page_has("recency"));
  const std::string first = page();
  ASSERT_EQ(report("--epsilon 1 --value-limit 1000 --title Ours").exit_code, 0);
  EXPECT_FALSE(page() == first) << "noise that can be foreseen hides nothing";
}

TEST_F(ReportCommand, RefusesWhatItCannotDo) {
  const std::string start = "report customers.h5 --segments segments.h5 ";
  refuses(start, 2, "output");
  refuses(start + "-o customers.h5", 2, "overwrite an input");
  refuses(start + "-o no/folder/report.html", 2, "does not exist");
  refuses(start + "-o r.html --min-cell 0", 2, "min-cell");
  refuses(start + "-o r.html --epsilon 0", 2, "epsilon");
  refuses(start + "-o r.html --epsilon 1 --by country", 2, "--by");
  refuses(start + "-o r.html --value-limit 5", 2, "--epsilon");
  refuses(start + "-o r.html --epsilon 1 --value country --value-limit 5", 3, "country");
  refuses(start + "-o r.html --model customers.h5", 3, "customers.h5");
  refuses(start + "-o r.html --by nowhere", 3, "'nowhere'");
  refuses(start + "-o r.html --features nothing", 3, "nothing");
  refuses("report customers.h5 --segments model.h5 -o r.html", 3, "model.h5");
}

TEST_F(ReportCommand, LeavesNothingHalfWrittenOnAFullDisk) {
  const std::vector<std::string> before = here_.files();
  const Outcome outcome =
      here_.segmenta("report customers.h5 --segments segments.h5 -o report.html", "ulimit -f 20; trap '' XFSZ;");
  EXPECT_EQ(outcome.exit_code, 4) << outcome.err;
  EXPECT_EQ(here_.files(), before);
}

TEST_F(ReportCommand, OfOneSegmentSaysThatItIsOne) {
  ASSERT_EQ(here_.segmenta("fit customers.h5 --k 1 -o one.h5").exit_code, 0);
  ASSERT_EQ(here_.segmenta("report customers.h5 --model one.h5 -o report.html").exit_code, 0);
  EXPECT_TRUE(page_has(", in one segment"));
  EXPECT_TRUE(page_has("One segment was asked for."));
  EXPECT_FALSE(page_has("All customers</strong> is"));
}

TEST_F(ReportCommand, SaysWhichWayASegmentDiffersInAMarket) {
  StoreColumn spend{{"spend", ColumnType::real, "float64", "GBP", "", ""}, {}, {}};
  StoreColumn country{{"country", ColumnType::text, "string", "", "", ""}, {}, {}};
  std::vector<std::string> ids;
  for (int i = 0; i < 200; ++i) {
    ids.push_back("someone-" + std::to_string(i));
    spend.values.push_back((i % 2 == 0 ? 100 : 10) + i % 7);
    country.text.emplace_back(i % 2 == 0 ? "France" : "Spain");
  }
  write_store(here_.path("customers.h5"), ids, {spend, country});
  ASSERT_EQ(here_.segmenta("fit customers.h5 --k 1 -o one.h5").exit_code, 0);
  ASSERT_EQ(here_.segmenta("report customers.h5 --model one.h5 --by country -o report.html").exit_code, 0);
  EXPECT_TRUE(page_has("<span class=\"name\">France</span>: <span class=\"name\">spend</span> is higher there"));
  EXPECT_TRUE(page_has("<span class=\"name\">Spain</span>: <span class=\"name\">spend</span> is lower there"));
}

}  // namespace
}  // namespace segmenta::testing
