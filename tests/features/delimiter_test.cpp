// Which character separates values.

#include "features/delimiter.h"

#include <gmock/gmock.h>

#include "features/order_files.h"

namespace segmenta::features {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Delimiter, IsWhatTakesEveryRowIntoEquallyManyValues) {
  EXPECT_EQ(found_delimiter("id,day\n1,2020-01-01\n", true), ',');
  EXPECT_EQ(found_delimiter("id;day;amount\n1;2020-01-01;5,00\n2;2020-01-01;6,00\n", true), ';');
  EXPECT_EQ(found_delimiter("id\tday\n1\t2020-01-01\n", true), '\t');
  EXPECT_EQ(found_delimiter("id|name\n1|a,b\n2|c\n", true), '|');
}

TEST(Delimiter, IsNotFoundInQuotes) {
  EXPECT_EQ(found_delimiter("id;note\n1;\"a,b,c\"\n2;\"\"\"x\"\",\n;;y\"\n", true), ';');
}

TEST(Delimiter, IsACommaWhereNothingFits) {
  EXPECT_EQ(found_delimiter("", true), ',');
  EXPECT_EQ(found_delimiter("id\n1\n", true), ',');
  EXPECT_EQ(found_delimiter("a;b\n1;2;3\n", true), ',');
}

TEST(Delimiter, ALastRowThatIsCutDoesNotCount) {
  EXPECT_EQ(found_delimiter("a;b;c\n1;2;3\n4;", false), ';');
  EXPECT_EQ(found_delimiter("a;b;c\n1;2;3\n4;", true), ',');
}

TEST(Delimiter, ThatIsPreferredIsTakenWhereItFits) {
  EXPECT_EQ(found_delimiter("a^b,c\n1^2,3\n", true, '^'), '^');
  EXPECT_EQ(found_delimiter("a,b\n1,2\n", true, '^'), ',');
}

class Delimiters : public testing::Test {
 protected:
  FeatureTable collect_noted(const FeatureOptions& options) {
    Context context;
    context.on_note = [this](const std::string& note) {
      if (note.find("separates") != std::string::npos) notes_.push_back(note);
    };
    return collect_features(options, context);
  }

  TemporaryFolder folder_;
  std::vector<std::string> notes_;
};

TEST_F(Delimiters, AreFoundForEachSourceAndTold) {
  FeatureOptions options = amount_options(write_file(folder_, "orders.csv", "id;day;amount\n1;2020-01-01;5\n"));
  options.joins = {{write_file(folder_, "crm.csv", "id|score\n1|7\n"), "id"}};
  options.joins.push_back({write_file(folder_, "web.csv", "id,visits\n1,3\n"), "id"});
  const FeatureTable table = collect_noted(options);
  EXPECT_THAT(values(table, "crm_score"), ElementsAre(7));
  EXPECT_THAT(values(table, "web_visits"), ElementsAre(3));
  EXPECT_THAT(notes_, ElementsAre(HasSubstr("crm.csv separates its values by a bar (|)"),
                                  HasSubstr("orders.csv separates its values by a semicolon")));
}

TEST_F(Delimiters, OfAJoinCanBeGiven) {
  FeatureOptions options = amount_options(write_file(folder_, "orders.csv", "id;day;amount\n1;2020-01-01;5\n"));
  options.delimiter = ';';
  options.joins = {{write_file(folder_, "crm.csv", "id^a,b\n1^7,8\n"), "id"}};
  EXPECT_THAT(refusal_of(options), HasSubstr("crm.csv has no column 'id'"));
  options.joins[0].delimiter = '^';
  EXPECT_THAT(texts(collect_noted(options), "crm_a,b"), ElementsAre("7,8"));
  EXPECT_THAT(notes_, testing::IsEmpty());
}

TEST_F(Delimiters, OfTheOrdersServesAJoinThatHasItToo) {
  FeatureOptions options = amount_options(write_file(folder_, "orders.csv", "id^day^amount\n1^2020-01-01^5\n"));
  options.delimiter = '^';
  options.joins = {{write_file(folder_, "crm.csv", "id^score\n1^7\n"), "id"}};
  options.joins.push_back({write_file(folder_, "web.csv", "id,visits\n1,3\n"), "id"});
  const FeatureTable table = collect_noted(options);
  EXPECT_THAT(values(table, "crm_score"), ElementsAre(7));
  EXPECT_THAT(values(table, "web_visits"), ElementsAre(3));
}

}  // namespace
}  // namespace segmenta::features
