// RFM scores and the map of their codes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <segmenta/error.h>
#include <segmenta/files.h>
#include <segmenta/rfm.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "segments/classics.h"

namespace segmenta {
namespace {

using ::testing::AllOf;
using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Pointwise;
using ::testing::ThrowsMessage;

class RfmFiles : public ::testing::Test {
 protected:
  RfmFiles() {
    std::string name = (std::filesystem::temp_directory_path() / "segmenta-rfm-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~RfmFiles() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::filesystem::path write(const std::string& text) const {
    std::ofstream(folder_ / "file.json") << text;
    return folder_ / "file.json";
  }

  std::filesystem::path folder_;
};

const RfmColumns columns{"recency_days", "frequency", "monetary"};

// Ten customers: recency 10, 20, ..., 100; frequency 1 but for the last three; monetary 100 down to 10.
std::vector<double> ten_customers() {
  std::vector<double> values;
  for (int i = 1; i <= 10; ++i) {
    values.insert(values.end(), {10.0 * i, i < 8 ? 1.0 : static_cast<double>(i), 110.0 - 10 * i});
  }
  return values;
}

TEST(Rfm, CutsAtQuintilesByLinearInterpolation) {
  const std::vector<double> values = ten_customers();
  const MemoryTable table({"recency_days", "frequency", "monetary"}, values);
  const RfmCuts cuts = quintiles(table, columns, {});
  EXPECT_THAT(cuts.recency,
              Pointwise(DoubleEq(), {28.0, 46.0, 64.0, 82.0}));  // numpy.percentile(recency, [20, 40, 60, 80])
  EXPECT_THAT(cuts.frequency, Pointwise(DoubleEq(), {1.0, 1.0, 1.0, 8.2}));
}

TEST(Rfm, ScoresFiveForTheMostRecentFrequentAndValuable) {
  const std::vector<double> values = ten_customers();
  const MemoryTable table({"recency_days", "frequency", "monetary"}, values);
  const Rfm rfm = score_rfm(table, columns, quintiles(table, columns, {}), default_rfm_map(), {});
  EXPECT_THAT(rfm.recency_score, ElementsAre(5, 5, 4, 4, 3, 3, 2, 2, 1, 1));
  EXPECT_THAT(rfm.frequency_score, ElementsAre(1, 1, 1, 1, 1, 1, 1, 4, 5, 5)) << "equal values share a score";
  EXPECT_THAT(rfm.monetary_score, ElementsAre(5, 5, 4, 4, 3, 3, 2, 2, 1, 1));
  EXPECT_EQ(rfm.names[static_cast<std::size_t>(rfm.segment[0])], "Potential Loyalist");  // 515
  EXPECT_EQ(rfm.names[static_cast<std::size_t>(rfm.segment[9])], "At Risk");             // 151
}

// See tests/data/make_rfm.py; households of a grocer and customers of a gift shop, most of whom share their values.
TEST(Rfm, ScoresRealCustomersAsPandasDoes) {
  const hid_t file = H5Fopen(SEGMENTA_TEST_DATA "/rfm.h5", H5F_ACC_RDONLY, H5P_DEFAULT);
  for (const std::string group : {"online_retail", "complete_journey"}) {
    SCOPED_TRACE(group);
    std::vector<std::vector<double>> read;
    for (const char* name : {"recency_days", "frequency", "monetary"})
      read.push_back(read_doubles(file, group + "/" + name));
    std::vector<double> values;
    for (std::size_t row = 0; row < read[0].size(); ++row) {
      values.insert(values.end(), {read[0][row], read[1][row], read[2][row]});
    }
    const MemoryTable table({columns.recency, columns.frequency, columns.monetary}, values);
    const RfmCuts cuts = quintiles(table, columns, {});
    EXPECT_THAT(cuts.recency, Pointwise(DoubleEq(), read_doubles(file, group + "/recency_cuts")));
    EXPECT_THAT(cuts.frequency, Pointwise(DoubleEq(), read_doubles(file, group + "/frequency_cuts")));
    EXPECT_THAT(cuts.monetary, Pointwise(DoubleEq(), read_doubles(file, group + "/monetary_cuts")));
    const Rfm rfm = score_rfm(table, columns, cuts, default_rfm_map(), {});
    EXPECT_THAT(rfm.recency_score, Pointwise(Eq(), read_doubles(file, group + "/recency_score")));
    EXPECT_THAT(rfm.frequency_score, Pointwise(Eq(), read_doubles(file, group + "/frequency_score")));
    EXPECT_THAT(rfm.monetary_score, Pointwise(Eq(), read_doubles(file, group + "/monetary_score")));
  }
  H5Fclose(file);
}

TEST(Rfm, PutsAValueEqualToACutPointBelowIt) {
  const std::vector<double> values{20, 5, 7, 21, 6, 8};
  const MemoryTable table({"recency_days", "frequency", "monetary"}, values);
  const RfmCuts cuts{{20, 30, 40, 50}, {1, 2, 3, 5}, {8, 8, 8, 8}};
  const Rfm rfm = score_rfm(table, columns, cuts, default_rfm_map(), {});
  EXPECT_THAT(rfm.recency_score, ElementsAre(5, 4));
  EXPECT_THAT(rfm.frequency_score, ElementsAre(4, 5));
  EXPECT_THAT(rfm.monetary_score, ElementsAre(1, 1));
}

TEST(Rfm, RefusesAMissingValueByItsRow) {
  const std::vector<double> values{20, 5, 7, 21, std::nan(""), 8};
  const MemoryTable table({"recency_days", "frequency", "monetary"}, values);
  EXPECT_THAT([&] { quintiles(table, columns, {}); },
              ThrowsMessage<Error>(AllOf(HasSubstr("'frequency'"), HasSubstr("row 1"))));
}

TEST(Rfm, FindsItsColumnsByName) {
  const std::vector<double> values{1, 2, 3, 4};
  const MemoryTable table({"revenue_total", "frequency_year", "recency_days", "age"}, values);
  const RfmColumns found = find_rfm_columns(table, {});
  EXPECT_EQ(found.recency, "recency_days");
  EXPECT_EQ(found.frequency, "frequency_year");
  EXPECT_EQ(found.monetary, "revenue_total");
  EXPECT_EQ(find_rfm_columns(table, {"age", "", ""}).recency, "age");
  const MemoryTable other({"a", "b", "c", "d"}, values);
  EXPECT_THAT([&] { find_rfm_columns(other, {}); }, ThrowsMessage<Error>(HasSubstr("--recency")));
}

TEST(RfmMap, HasEveryOfTheElevenSegmentsAndTheBestAndWorstCodes) {
  const RfmMap map = default_rfm_map();
  EXPECT_EQ(map.names.size(), 11);
  EXPECT_EQ(std::set<std::int32_t>(map.segments.begin(), map.segments.end()).size(), 11);
  const auto name = [&](int r, int f, int m) { return map.names[static_cast<std::size_t>(map.segment(r, f, m))]; };
  EXPECT_EQ(name(5, 5, 5), "Champions");
  EXPECT_EQ(name(1, 1, 1), "Lost");
  EXPECT_EQ(name(1, 5, 5), "Cannot Lose");
  EXPECT_EQ(name(5, 1, 1), "Recent");
  EXPECT_EQ(name(3, 1, 1), "Promising");
}

TEST(RfmMap, CallsNobodyOfFewOrdersLoyal) {
  const RfmMap map = default_rfm_map();
  const std::set<std::string> of_habit{"Champions", "Loyal", "At Risk", "Cannot Lose"};
  for (const auto& [r, f, m] : rfm_codes()) {
    if (f > 1) continue;
    EXPECT_EQ(of_habit.count(map.names[static_cast<std::size_t>(map.segment(r, f, m))]), 0) << r << f << m;
  }
}

TEST_F(RfmFiles, OtherThanFourCutPointsAreCounted) {
  const auto file = write(R"({"recency": [1, 2, 3], "frequency": [1, 2, 3, 4], "monetary": [1, 2, 3, 4]})");
  EXPECT_THAT([&] { read_rfm_cuts(file); }, ThrowsMessage<Error>(HasSubstr("3 cut points of recency")));
}

TEST_F(RfmFiles, AMapMayReplaceIt) {
  const RfmMap map = read_rfm_map(
      write(R"([{"name": "Best", "codes": ["5**"]}, {"name": "Rest", "codes": ["1**", "2**", "3**", "4**"]}])"));
  EXPECT_THAT(map.names, ElementsAre("Best", "Rest"));
  EXPECT_EQ(map.segment(5, 1, 3), 0);
  EXPECT_EQ(map.segment(4, 5, 5), 1);
}

TEST_F(RfmFiles, AMapMustHaveEachCodeOnce) {
  const auto refusal = [&](const std::string& text) {
    const auto file = write(text);
    try {
      read_rfm_map(file);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::input);
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  EXPECT_THAT(refusal(R"([{"name": "A", "codes": ["5**"]}])"), HasSubstr("code 111 in no segment"));
  EXPECT_THAT(refusal(R"([{"name": "A", "codes": ["***"]}, {"name": "B", "codes": ["54*"]}])"),
              HasSubstr("code 541 in 'A' and in 'B'"));
  EXPECT_THAT(refusal(R"([{"name": "A", "codes": ["56*"]}])"), HasSubstr("'56*'"));
  EXPECT_THAT(refusal(R"([{"name": "A", "codes": ["55"]}])"), HasSubstr("'55'"));
  EXPECT_THAT(refusal(R"([{"name": "A"}])"), HasSubstr("\"codes\""));
  EXPECT_THAT(refusal("{}"), HasSubstr("not a list"));
  EXPECT_THAT(refusal("nonsense"), HasSubstr("not JSON"));
}

TEST_F(RfmFiles, CutPointsComeBackFromWhereTheyWereWritten) {
  const std::vector<double> values = ten_customers();
  const MemoryTable table({"recency_days", "frequency", "monetary"}, values);
  const Rfm rfm = score_rfm(table, columns, quintiles(table, columns, {}), default_rfm_map(), {});
  write_rfm(folder_ / "rfm.h5", "id", table.read_ids(0, 10), rfm);
  const RfmCuts cuts = read_rfm_cuts(folder_ / "rfm.h5");
  EXPECT_EQ(cuts.recency, rfm.cuts.recency);
  EXPECT_EQ(cuts.monetary, rfm.cuts.monetary);
  const CustomerSegments segments = read_segments(folder_ / "rfm.h5");
  EXPECT_EQ(segments.segments.segment, rfm.segment);
  EXPECT_EQ(segments.names, rfm.names);
}

TEST_F(RfmFiles, CutPointsMayBeGivenAndMustAscend) {
  EXPECT_THAT(
      read_rfm_cuts(write(R"({"recency": [1, 2, 3, 4], "frequency": [1, 1, 1, 2], "monetary": [0, 1.5, 2, 9]})"))
          .monetary,
      ElementsAre(0, 1.5, 2, 9));
  for (const char* text : {R"({"recency": [4, 3, 2, 1], "frequency": [1, 1, 1, 2], "monetary": [0, 1, 2, 9]})",
                           R"({"recency": [1, 2, 3], "frequency": [1, 1, 1, 2], "monetary": [0, 1, 2, 9]})",
                           R"({"recency": [1, 2, 3, "4"], "frequency": [1, 1, 1, 2], "monetary": [0, 1, 2, 9]})",
                           R"({"frequency": [1, 1, 1, 2], "monetary": [0, 1, 2, 9]})", "[]", "{"}) {
    const auto file = write(text);
    EXPECT_THROW(read_rfm_cuts(file), Error) << text;
  }
}

}  // namespace
}  // namespace segmenta
