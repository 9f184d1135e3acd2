// Files that belong together are known by what they say of each other; others are refused.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>
#include <segmenta/files.h>
#include <segmenta/fit.h>
#include <segmenta/store.h>

#include <nlohmann/json.hpp>

#include "cli/program.h"

namespace segmenta::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Json = nlohmann::json;

// Thirty customers whom two fits part in two, each by a column of its own.
class OriginOfSegments : public ::testing::Test {
 protected:
  OriginOfSegments() {
    StoreColumn spend{{"spend", ColumnType::real, "float64", "GBP", "", ""}, {}, {}};
    StoreColumn visits{{"visits", ColumnType::real, "float64", "", "", ""}, {}, {}};
    StoreColumn weight{{"sampled", ColumnType::real, "float64", "", "", ""}, {}, {}};
    for (int i = 0; i < 30; ++i) {
      ids_.push_back(100 + i);
      spend.values.push_back(i % 2 == 0 ? 10 + i : 500 + i);
      visits.values.push_back(i < 12 ? i % 3 : 40 + i % 3);
      weight.values.push_back(1 + i % 3);
    }
    write_store(here_.path("customers.h5"), ids_, {spend, visits, weight}, {{"as_of", "2024-02-01"}});
    run("fit customers.h5 --k 2 --features spend -o spend.h5 --segments by_spend.h5");
    run("fit customers.h5 --k 2 --features visits -o visits.h5 --segments by_visits.h5");
  }

  Outcome run(const std::string& command, int exit_code = 0) {
    Outcome outcome = here_.segmenta(command);
    EXPECT_EQ(outcome.exit_code, exit_code) << command << "\n" << outcome.err;
    return outcome;
  }

  std::string digest_of(const std::string& model) { return centroids_digest(read_model(here_.path(model)).centroids); }

  std::vector<std::int64_t> ids_;
  Workplace here_;
};

TEST_F(OriginOfSegments, IsStatedByTheirFile) {
  const Origin fitted = read_segments(here_.path("by_spend.h5")).origin;
  EXPECT_THAT(fitted.command, AllOf(HasSubstr("fit"), HasSubstr("by_spend.h5")));
  EXPECT_EQ(fitted.as_of, "2024-02-01");
  EXPECT_EQ(fitted.centroids_digest, digest_of("spend.h5"));
  run("assign customers.h5 --model spend.h5 -o assigned.h5");
  const Origin assigned = read_segments(here_.path("assigned.h5")).origin;
  EXPECT_EQ(assigned.centroids_digest, fitted.centroids_digest);
  EXPECT_THAT(assigned.command, HasSubstr("assign"));
}

TEST_F(OriginOfSegments, IsTheModelThatTheyAreDescribedBy) {
  const auto before = here_.files();
  for (const std::string command : {"report -o page.html", "profile", "explain"}) {
    const Outcome outcome = run(command + " customers.h5 --segments by_spend.h5 --model visits.h5", 3);
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("by_spend.h5 was made by '"), HasSubstr("as of 2024-02-01"),
                                   HasSubstr(digest_of("spend.h5")), HasSubstr(digest_of("visits.h5"))));
    EXPECT_THAT(outcome.out, IsEmpty());
  }
  EXPECT_EQ(here_.files(), before);
}

TEST_F(OriginOfSegments, IsNoModelOfScoresOrRules) {
  here_.write("rules.json", R"({"segments": [{"name": "Rich", "when": [{"feature": "spend", "at_least": 50}]}],
                                "default": "Poor"})");
  run("rules customers.h5 --rules rules.json -o ruled.h5");
  EXPECT_THAT(run("explain customers.h5 --segments ruled.h5 --model spend.h5", 3).err, HasSubstr("of no model"));
  EXPECT_THAT(run("profile customers.h5 --segments by_spend.h5 --earlier ruled.h5", 3).err, HasSubstr("of no model"));
}

TEST_F(OriginOfSegments, IsTakenOnTrustWhereTheFileSaysNothing) {
  write_segments(here_.path("old.h5"), "id", ids_, read_segments(here_.path("by_spend.h5")).segments, 2);
  const std::string described = "profile customers.h5 --model spend.h5 --segments ";
  EXPECT_THAT(run(described + "old.h5").err, HasSubstr("old.h5 does not say which model made it"));
  EXPECT_THAT(run(described + "by_spend.h5").err, Not(HasSubstr("does not say")));
}

TEST_F(OriginOfSegments, IsOneModelWhereSegmentsGrow) {
  run("assign customers.h5 --model spend.h5 -o later.h5");
  for (const std::string command : {"profile", "evaluate", "report -o page.html --min-cell 1"}) {
    run(command + " customers.h5 --segments later.h5 --earlier by_spend.h5");
    EXPECT_THAT(run(command + " customers.h5 --segments later.h5 --earlier by_visits.h5", 3).err,
                AllOf(HasSubstr("different models"), HasSubstr("by_visits.h5 was made by"), HasSubstr("later.h5")));
  }
}

TEST_F(OriginOfSegments, IsTheOneThatNamesAreGivenFor) {
  const std::string explain = "explain customers.h5 --segments ";
  run(explain + "by_spend.h5 --write-names names.json");
  run(explain + "by_spend.h5 --names names.json");
  for (const std::string command : {"explain", "profile", "evaluate", "report -o page.html --min-cell 1"}) {
    EXPECT_THAT(run(command + " customers.h5 --segments by_visits.h5 --names names.json", 3).err,
                AllOf(HasSubstr("names.json names the segments of another model"), HasSubstr(digest_of("spend.h5"))));
  }
  EXPECT_THAT(run(explain + "by_visits.h5 --write-names names.json", 3).err, HasSubstr("another model"));
  here_.write("by_hand.json", R"({"segments": [{"segment": 1, "name": "Our friends"}]})");
  run(explain + "by_visits.h5 --names by_hand.json");
}

TEST_F(OriginOfSegments, OfNamesMayBeEarlierSegmentsWhoseCustomersTheyFollow) {
  here_.write("names.json",
              R"({"centroids_digest": ")" + digest_of("spend.h5") +
                  R"(", "segments": [{"segment": 0, "name": "Savers"}, {"segment": 1, "name": "Friends"}]})");
  run("fit customers.h5 --k 3 --features spend -o three.h5 --segments by_three.h5");
  const std::string named = " customers.h5 --names names.json --names-of by_spend.h5 --segments ";
  for (const std::string command : {"explain", "profile", "evaluate", "report -o page.html --min-cell 1"}) {
    EXPECT_THAT(run(command + named + "by_three.h5").err,
                HasSubstr("names are carried over: 'Savers' to segment 1 (53.3 % in common), 'Friends' to segment 2 "
                          "(100.0 % in common)"))
        << command;
    EXPECT_THAT(run(command + named + "by_visits.h5").err,
                HasSubstr("no name is carried over; no segment has more than half of the customers of 'Savers', "
                          "'Friends'"));
  }
  const Json profile = Json::parse(run("profile --json" + named + "by_three.h5").out);
  EXPECT_EQ(profile["segments"][2]["name"], "Friends");
  EXPECT_NE(profile["segments"][1]["name"], "Friends");
  run("explain" + named + "by_three.h5 --write-names new.json");
  EXPECT_EQ(Json::parse(
                run("profile --json customers.h5 --segments by_three.h5 --names new.json").out)["segments"][2]["name"],
            "Friends");
  EXPECT_THAT(run("profile customers.h5 --segments by_three.h5 --names names.json", 3).err, HasSubstr("--names-of"));
  EXPECT_THAT(run("profile" + named + "by_spend.h5").err, Not(HasSubstr("carried")));
}

TEST_F(OriginOfSegments, WhoseLabelsWereChangedAreRefused) {
  const hid_t file = H5Fopen(here_.path("by_spend.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  const hid_t dataset = H5Dopen2(file, "/segment", H5P_DEFAULT);
  const std::vector<std::int32_t> labels(ids_.size(), 1);
  H5Dwrite(dataset, H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, labels.data());
  H5Dclose(dataset);
  H5Fclose(file);
  EXPECT_THAT(run("profile customers.h5 --segments by_spend.h5", 3).err,
              AllOf(HasSubstr("labels_digest"), HasSubstr("damaged or changed")));
}

TEST_F(OriginOfSegments, SaysThatAFitWeighedWhomFiguresCount) {
  run("fit customers.h5 --k 2 --features spend --weights sampled -o weighed.h5 --segments weighed_segments.h5");
  for (const std::string command : {"profile", "explain", "evaluate", "report -o page.html"}) {
    EXPECT_THAT(run(command + " customers.h5 --segments weighed_segments.h5").err,
                HasSubstr("weighed customers by 'sampled'"));
    EXPECT_THAT(run(command + " customers.h5 --segments by_spend.h5").err, Not(HasSubstr("weighed")));
  }
  EXPECT_THAT(run("profile customers.h5 --model weighed.h5").err, HasSubstr("weighed customers by 'sampled'"));
}

}  // namespace
}  // namespace segmenta::testing
