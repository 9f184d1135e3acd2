// Columns of further sources at the customers' rows.

#include <gmock/gmock.h>

#include "features/order_files.h"

namespace segmenta {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsNan;
using testing::StartsWith;

class Join : public testing::Test {
 protected:
  FeatureOptions options() {
    return amount_options(
        write_file(folder_, "orders.csv", "id,day,amount\n1,2020-01-01,5\n2,2020-01-01,5\n3,2020-01-01,5\n"));
  }

  FeatureOptions joining(const std::string& text, const std::string& name = "survey.csv") {
    FeatureOptions joined = options();
    joined.joins = {{write_file(folder_, name, text), "customer"}};
    return joined;
  }

  TemporaryFolder folder_;
};

TEST_F(Join, AddsTheColumnsOfTheRowsThatMatch) {
  const FeatureTable table = collect(joining("score,customer,mood,member\n4.5,3,glad,true\n1,1,\"so, so\",false\n"));
  EXPECT_EQ(size(table.ids), 3);
  EXPECT_THAT(values(table, "survey_score"), ElementsAre(1, IsNan(), 4.5));
  EXPECT_THAT(texts(table, "survey_mood"), ElementsAre("so, so", "", "glad"));
  EXPECT_THAT(values(table, "survey_member"), ElementsAre(0, IsNan(), 1));
  EXPECT_EQ(column(table, "survey_member").column.type, ColumnType::boolean);
  EXPECT_EQ(column(table, "survey_score").column.source, "survey.csv: score");
}

TEST_F(Join, ReportsItsMatches) {
  const FeatureTable table = collect(joining("customer,score\n1,5\n4,5\n5,5\n,5\n3,5\n"));
  ASSERT_EQ(table.joins.size(), 1U);
  EXPECT_EQ(table.joins[0].customers, 3);
  EXPECT_EQ(table.joins[0].customers_matched, 2);
  EXPECT_EQ(table.joins[0].keys_unmatched, 3);
  EXPECT_THAT(table.joins[0].columns, ElementsAre("survey_score"));
}

TEST_F(Join, MatchesKeysByValue) {
  EXPECT_THAT(values(collect(joining("customer,score\n1.0,7\n\"3\",8\n 2 ,9\n")), "survey_score"),
              ElementsAre(7, 9, 8));
  EXPECT_THAT(values(collect(joining("customer,score\n01,7\n3,8\n")), "survey_score"),
              ElementsAre(IsNan(), IsNan(), 8));
}

TEST_F(Join, RefusesAKeyThatOccursTwice) {
  EXPECT_THAT(refusal_of(joining("customer,score\n1,7\n9,1\n\n9.0,8\n")),
              AllOf(StartsWith("3: "), HasSubstr("survey.csv has the key '9.0' twice, in lines 3 and 5"),
                    HasSubstr("survey.csv:customer:count,last(score)")));
}

TEST_F(Join, ComparesKeysAsTheIdsOfOrders) {
  FeatureOptions joined = joining("customer,score\n01,7\n2,8\n");
  joined.ids.ignore_leading_zeros = true;
  EXPECT_THAT(values(collect(joined), "survey_score"), ElementsAre(7, 8, IsNan()));
  joined = joining("customer,score\n1.0,7\n2,8\n");
  joined.ids.as_written = true;
  EXPECT_THAT(values(collect(joined), "survey_score"), ElementsAre(IsNan(), 8, IsNan()));
}

TEST_F(Join, SaysWhereAnotherComparisonWouldFindManyMore) {
  const auto notes_of = [&](const std::string& text, const IdRules& rules) {
    FeatureOptions joined = joining(text);
    joined.ids = rules;
    std::vector<std::string> notes;
    Context context;
    context.on_note = [&](const std::string& note) {
      if (note.find("ids of") != std::string::npos) notes.push_back(note);
    };
    collect_features(joined, context);
    return notes;
  };
  const std::string zeros = "customer,score\n01,7\n02,8\n3,8\n4,9\n";
  EXPECT_THAT(notes_of(zeros, {}), ElementsAre(AllOf(HasSubstr("1 of 4 ids of "),
                                                     HasSubstr("survey.csv are customers; without leading zeros "
                                                               "3 would be: --ids number"))));
  EXPECT_THAT(notes_of(zeros, {.ignore_leading_zeros = true}), testing::IsEmpty());
  EXPECT_THAT(notes_of("customer,score\n1.0,7\n2,8\n", {.as_written = true}),
              ElementsAre(HasSubstr("without zeros after the point 2 would be: --ids value")));
  EXPECT_THAT(notes_of("customer,score\n1,7\n8,8\n", {}), testing::IsEmpty());
}

TEST_F(Join, FindsTypesFromAllRowsOfTheSource) {
  const FeatureTable table = collect(joining("customer,code\n1,12\n99,x\n"));
  EXPECT_THAT(texts(table, "survey_code"), ElementsAre("12", "", ""));
}

TEST_F(Join, ReadsNumbersAsTheOrdersHaveThemOrAsItIsTold) {
  FeatureOptions joined = joining("customer;spend;score\n1;1.234,50 €;0,5\n2;(3,00 €);1\n");
  EXPECT_THAT(notes_of(joined), testing::Contains(AllOf(HasSubstr("survey_spend is text: its values are numbers with "),
                                                        HasSubstr("survey.csv:, --thousands "))));
  joined.decimal = ',';
  joined.thousands = '.';
  FeatureTable table = collect(joined);
  EXPECT_THAT(values(table, "survey_spend"), ElementsAre(1234.5, -3, IsNan()));
  EXPECT_EQ(column(table, "survey_spend").column.units, "EUR");
  EXPECT_THAT(values(table, "survey_score"), ElementsAre(0.5, 1, IsNan()));
  joined.decimal = '.';
  joined.thousands = '\0';
  joined.joins[0].decimal = ',';
  joined.joins[0].thousands = '.';
  EXPECT_THAT(values(collect(joined), "survey_spend"), ElementsAre(1234.5, -3, IsNan()));
  joined.joins[0].thousands = ',';
  EXPECT_THAT(refusal_of(joined), StartsWith("2: "));
}

TEST_F(Join, ASourceCanHaveItsNumbersOtherThanTheOrders) {
  FeatureOptions joined = joining("customer,score\n1,1.234\n2,0.5\n");
  joined.orders = {write_file(folder_, "orders.csv", "id;day;amount\n1;2020-01-01;1.000,50\n2;2020-01-01;5\n")};
  joined.decimal = ',';
  joined.thousands = '.';
  joined.joins[0].decimal = '.';
  const FeatureTable table = collect(joined);
  EXPECT_THAT(values(table, "survey_score"), ElementsAre(1.234, 0.5));
  EXPECT_THAT(values(table, "monetary"), ElementsAre(1000.5, 5));
}

TEST_F(Join, TypesCanBeForced) {
  FeatureOptions joined = joining("customer,code\n1,12\n2,13\n");
  joined.types = {{"survey_code", "string"}};
  EXPECT_THAT(texts(collect(joined), "survey_code"), ElementsAre("12", "13", ""));
  joined = joining("customer,code\n1,12\n2,x\n");
  joined.types = {{"survey_code", "double"}};
  EXPECT_THAT(refusal_of(joined), HasSubstr("survey.csv line 3: code 'x' is not of type double"));
}

TEST_F(Join, RefusesNamesThatClash) {
  FeatureOptions joined = joining("customer,score\n1,5\n");
  joined.joins.push_back(joined.joins[0]);
  EXPECT_THAT(refusal_of(joined), AllOf(StartsWith("3: "), HasSubstr("'survey_score'")));
  joined = options();
  joined.orders = {write_file(folder_, "clash.csv", "id,day,amount,frequency\n1,2020-01-01,5,x\n")};
  joined.keep = {"frequency"};
  EXPECT_THAT(refusal_of(joined), HasSubstr("'frequency'"));
}

TEST_F(Join, NamesTheColumnsWhereTheKeyIsAbsent) {
  EXPECT_THAT(refusal_of(joining("id,score\n1,5\n")),
              AllOf(StartsWith("3: "), HasSubstr("no column 'customer'"), HasSubstr("id, score")));
}

TEST_F(Join, ASourceWithoutRowsMatchesNobody) {
  const FeatureTable table = collect(joining("customer,score\n"));
  EXPECT_EQ(table.joins[0].customers_matched, 0);
  EXPECT_THAT(texts(table, "survey_score"), ElementsAre("", "", ""));
}

TEST_F(Join, NamesStayUsableInTheStore) {
  EXPECT_THAT(names(collect(joining(",customer,spend/year\n0,1,7\n", "crm.2020.csv"))),
              testing::IsSupersetOf({"crm.2020_column1", "crm.2020_spend_year"}));
}

}  // namespace
}  // namespace segmenta
