// Folders of part files and patterns as order lines, joins and tables.

#include "features/input_files.h"

#include <gmock/gmock.h>

#include "features/arrow_files.h"
#include "features/order_files.h"

namespace segmenta {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class InputFiles : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& bytes) {
    std::filesystem::create_directories((folder_ / name).parent_path());
    write_file(folder_, name, bytes);
  }

  std::vector<std::string> found(const std::string& given) {
    std::vector<std::string> names;
    Context context;
    context.on_note = [this](const std::string& note) { notes_.push_back(note); };
    for (const auto& file : features::input_files(folder_ / given, context)) {
      names.push_back(file.path.lexically_relative(folder_.path()).string());
    }
    return names;
  }

  TemporaryFolder folder_;
  std::vector<std::string> notes_;
};

TEST_F(InputFiles, OfAFolderComeInTheOrderOfTheirPaths) {
  for (const char* name :
       {"parts/b.csv", "parts/a.csv", "parts/sub/c.csv", "parts/_SUCCESS", "parts/.hidden.crc", "parts/_tmp/d.csv"}) {
    write(name, "id\n1\n");
  }
  EXPECT_THAT(found("parts"), ElementsAre("parts/a.csv", "parts/b.csv", "parts/sub/c.csv"));
  EXPECT_THAT(found("parts/"), ElementsAre("parts/a.csv", "parts/b.csv", "parts/sub/c.csv"));
}

TEST_F(InputFiles, OfAFolderThatLinksToItselfAreListedOnce) {
  write("parts/a.csv", "id\n1\n");
  std::filesystem::create_directory_symlink(folder_ / "parts", folder_ / "parts/again");
  EXPECT_THAT(found("parts"), ElementsAre("parts/a.csv"));
}

TEST_F(InputFiles, OfAPatternAreWhatItMatches) {
  for (const char* name : {"o/2024-02.csv", "o/2024-01.csv", "o/2023-12.csv", "o/year=2024/x.csv"}) write(name, "id\n");
  EXPECT_THAT(found("o/2024-*.csv"), ElementsAre("o/2024-01.csv", "o/2024-02.csv"));
  EXPECT_THAT(found("o/year=*"), ElementsAre("o/year=2024/x.csv"));
  EXPECT_THAT(refusal([&] { found("o/2022-*.csv"); }), AllOf(StartsWith("3: "), HasSubstr("no file has such a name")));
}

TEST_F(InputFiles, AFileOfThatNameIsNoPattern) {
  write("survey[1].csv", "id\n");
  EXPECT_THAT(found("survey[1].csv"), ElementsAre("survey[1].csv"));
}

TEST_F(InputFiles, OfNoBytesAreLeftOutWithANote) {
  write("parts/a.csv", "");
  write("parts/b.csv", "id\n1\n");
  EXPECT_THAT(found("parts"), ElementsAre("parts/b.csv"));
  EXPECT_THAT(notes_, ElementsAre(HasSubstr("a.csv is empty (0 bytes) and left out")));
}

TEST_F(InputFiles, AFolderOfNothingIsRefused) {
  std::filesystem::create_directory(folder_ / "none");
  EXPECT_THAT(refusal_of(amount_options(folder_ / "none")),
              AllOf(StartsWith("3: "), HasSubstr("there is no file in this folder")));
  write("empty/a.csv", "");
  EXPECT_THAT(refusal_of(amount_options(folder_ / "empty")), HasSubstr("every file in it is empty"));
}

TEST_F(InputFiles, HaveTheKeysOfTheirFoldersBelowTheOneThatIsGiven) {
  write("run=7/orders/year=2024/region=N%2FA/a.csv", "id\n");
  write("run=7/orders/year=2024/region=__HIVE_DEFAULT_PARTITION__/b.csv", "id\n");
  const auto files = features::input_files(folder_ / "run=7/orders", {});
  ASSERT_EQ(files.size(), 2U);
  EXPECT_THAT(files[0].keys, ElementsAre(testing::Pair("year", "2024"), testing::Pair("region", "N/A")));
  EXPECT_THAT(files[1].keys, ElementsAre(testing::Pair("year", "2024"), testing::Pair("region", "")));
}

TEST_F(InputFiles, GiveColumnsTheirNames) {
  EXPECT_EQ(features::stem("data/survey.2011.csv.gz"), "survey.2011");
  EXPECT_EQ(features::stem("data/visits/"), "visits");
  EXPECT_EQ(features::stem("data/visits-*.csv"), "visits");
  EXPECT_EQ(features::stem("visits/*.csv"), "visits");
  EXPECT_EQ(features::short_name("data/visits/"), "visits");
}

TEST_F(InputFiles, OrdersOfAFolderAreThoseOfOneFile) {
  write("parts/part-0.csv", "id,day,amount\n1,2020-01-01,5\n");
  write("parts/part-1.csv.gz", gzip(""));
  write("parts/part-2.csv", "id,day,amount\n");
  write("parts/part-3.csv", "amount,id,day\n7,2,2020-01-03\n1,1,2020-01-03\n");
  const FeatureTable table = collect(amount_options(folder_ / "parts/"));
  EXPECT_EQ(table.lines_read, 3);
  EXPECT_THAT(values(table, "monetary"), ElementsAre(6, 7));
  EXPECT_EQ(column(table, "monetary").column.source, "parts: amount");
}

TEST_F(InputFiles, KeysOfFoldersAreKeptAsColumns) {
  for (const std::string year : {"2023", "2024"}) {
    write("orders/year=" + year + "/a.csv", "id,day,amount\n1," + year + "-01-01,5\n");
  }
  FeatureOptions options = amount_options(folder_ / "orders");
  options.keep = {"year"};
  EXPECT_THAT(values(collect(options), "year"), ElementsAre(2024));
}

TEST_F(InputFiles, APartOfOrdersWithoutAColumnIsNamed) {
  write("parts/a.csv", "id,day,amount\n1,2020-01-01,5\n");
  write("parts/b.csv", "id,day,total\n1,2020-01-01,5\n");
  EXPECT_THAT(refusal_of(amount_options(folder_ / "parts")), HasSubstr("b.csv has no column 'amount'"));
}

TEST_F(InputFiles, JoinsMayComeInParts) {
  write("orders.csv", "id,day,amount\n1,2020-01-01,5\n2,2020-01-01,5\n");
  write("crm/a.csv", "id,score,mood\n2,7,x\n");
  write("crm/b.csv", "mood,id,score\ny,1,8\n");
  FeatureOptions options = amount_options(folder_ / "orders.csv");
  options.joins = {{folder_ / "crm", "id"}};
  const FeatureTable table = collect(options);
  EXPECT_THAT(values(table, "crm_score"), ElementsAre(8, 7));
  EXPECT_THAT(texts(table, "crm_mood"), ElementsAre("y", "x"));
}

TEST_F(InputFiles, PartsOfAJoinMustHaveTheSameColumns) {
  write("orders.csv", "id,day,amount\n1,2020-01-01,5\n");
  write("crm/a.csv", "id,score\n2,7\n");
  write("crm/b.csv", "id,score,extra\n1,8,1\n");
  FeatureOptions options = amount_options(folder_ / "orders.csv");
  options.joins = {{folder_ / "crm", "id"}};
  EXPECT_THAT(refusal_of(options),
              AllOf(StartsWith("3: "), HasSubstr("b.csv has a column 'extra', which "), HasSubstr("a.csv has not")));
  write("crm/b.csv", "id\n1\n");
  EXPECT_THAT(refusal_of(options), AllOf(HasSubstr("b.csv has no column 'score', which "), HasSubstr("a.csv has")));
}

TEST_F(InputFiles, AKeyTwiceInPartsNamesBoth) {
  write("orders.csv", "id,day,amount\n1,2020-01-01,5\n");
  write("crm/a.csv", "id,score\n2,7\n1,3\n");
  write("crm/b.csv", "id,score\n1,8\n");
  FeatureOptions options = amount_options(folder_ / "orders.csv");
  options.joins = {{folder_ / "crm", "id"}};
  EXPECT_THAT(refusal_of(options), AllOf(HasSubstr("b.csv has the key '1' twice"), HasSubstr("line 3 of "),
                                         HasSubstr("a.csv and line 2"), HasSubstr("count,last(score)")));
}

}  // namespace
}  // namespace segmenta
