// Sources with several rows a customer.

#include <gmock/gmock.h>

#include "features/aggregation.h"
#include "features/arrow_files.h"
#include "features/exact_sum.h"
#include "features/order_files.h"

namespace segmenta {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsNan;
using testing::StartsWith;

class AggregatedJoin : public testing::Test {
 protected:
  // Customers 1, 2 and 3, as of 2020-01-31.
  FeatureOptions joining(const std::string& aggregations, const std::string& visits) {
    FeatureOptions options = amount_options(
        write_file(folder_, "orders.csv", "id,day,amount\n1,2020-01-01,5\n2,2020-01-01,5\n3,2020-01-01,5\n"));
    options.as_of = "2020-01-31";
    options.joins = {parse_join(write_file(folder_, "visits.csv", visits).string() + ":uid:" + aggregations)};
    return options;
  }

  FeatureTable joined(const std::string& aggregations, const std::string& visits) {
    return collect(joining(aggregations, visits));
  }

  static constexpr const char* visits_ =
      "uid,pages,page,date\n"
      "1,3,home,2020-01-05\n"
      "2,1.5,help,2020-01-07\n"
      "1.0,4,shop,2020-01-03\n"
      "9,100,shop,2020-01-30\n"
      " 1 ,,shop,\n"
      ",7,shop,2020-01-30\n";

  TemporaryFolder folder_;
};

TEST_F(AggregatedJoin, CountsSumsAndAverages) {
  const FeatureTable table = joined("count,count(pages),sum(pages),mean(pages)", visits_);
  EXPECT_THAT(values(table, "visits_count"), ElementsAre(3, 1, 0));
  EXPECT_THAT(values(table, "visits_pages_count"), ElementsAre(2, 1, 0));
  EXPECT_THAT(values(table, "visits_pages_sum"), ElementsAre(7, 1.5, 0));
  EXPECT_THAT(values(table, "visits_pages_mean"), ElementsAre(3.5, 1.5, IsNan()));
  EXPECT_EQ(column(table, "visits_count").column.type, ColumnType::integer);
  EXPECT_EQ(column(table, "visits_pages_sum").column.type, ColumnType::real);
}

TEST_F(AggregatedJoin, TakesExtremesEndsAndDistinctValues) {
  const FeatureTable table = joined("min(pages),max(pages),first(page),last(page),distinct(page),last(pages)", visits_);
  EXPECT_THAT(values(table, "visits_pages_min"), ElementsAre(3, 1.5, IsNan()));
  EXPECT_THAT(values(table, "visits_pages_max"), ElementsAre(4, 1.5, IsNan()));
  EXPECT_THAT(texts(table, "visits_page_first"), ElementsAre("home", "help", ""));
  EXPECT_THAT(texts(table, "visits_page_last"), ElementsAre("shop", "help", ""));
  EXPECT_THAT(values(table, "visits_page_distinct"), ElementsAre(2, 1, 0));
  EXPECT_THAT(values(table, "visits_pages_last"), ElementsAre(4, 1.5, IsNan()));
}

TEST_F(AggregatedJoin, DatesAreDaysBeforeTheAsOfDate) {
  const FeatureTable table = joined("last(date),first(date),min(date),max(date),distinct(date)", visits_);
  EXPECT_THAT(values(table, "visits_date_last"), ElementsAre(26, 24, IsNan()));
  EXPECT_THAT(values(table, "visits_date_first"), ElementsAre(28, 24, IsNan()));
  EXPECT_THAT(values(table, "visits_date_min"), ElementsAre(28, 24, IsNan()));
  EXPECT_THAT(values(table, "visits_date_max"), ElementsAre(26, 24, IsNan()));
  EXPECT_THAT(values(table, "visits_date_distinct"), ElementsAre(2, 1, 0));
  const Column& last = column(table, "visits_date_last").column;
  EXPECT_EQ(last.units, "days");
  EXPECT_EQ(last.definition, "as-of date minus the latest date of the rows of visits.csv whose uid is the customer");
  EXPECT_EQ(last.source, "visits.csv: date");
}

TEST_F(AggregatedJoin, DatesMayHaveTheFormatOfTheOrders) {
  FeatureOptions options = joining("last(when)", "uid,when\n1,31.12.2019\n1,02.01.2020\n");
  options.orders = {write_file(folder_, "dots.csv", "id,day,amount\n1,01.01.2020,5\n")};
  options.date_format = "%d.%m.%Y";
  EXPECT_THAT(values(collect(options), "visits_when_last"), ElementsAre(29));
}

TEST_F(AggregatedJoin, DatesAfterTheAsOfDateAreTold) {
  FeatureOptions options = joining("last(date)", "uid,date\n1,2020-02-02\n2,2020-01-31\n");
  std::vector<std::string> notes;
  Context context;
  context.on_note = [&](const std::string& note) { notes.push_back(note); };
  EXPECT_THAT(values(collect_features(options, context), "visits_date_last"), ElementsAre(-2, 0, IsNan()));
  EXPECT_THAT(notes, Contains("visits_date_last is below 0 for 1 customers: they have dates after the as-of date "
                              "2020-01-31"));
}

TEST_F(AggregatedJoin, SumsNumbersAsPeopleWriteThem) {
  FeatureOptions options =
      joining("sum(paid),max(paid),last(paid),count(paid)", "uid;paid\n1;€ 0,10\n1;1.000,20 €\n2;(5,00)\n1;3,00-\n");
  options.joins[0].decimal = ',';
  options.joins[0].thousands = '.';
  const FeatureTable table = collect(options);
  EXPECT_THAT(values(table, "visits_paid_sum"), ElementsAre(997.3, -5, 0));
  EXPECT_THAT(values(table, "visits_paid_max"), ElementsAre(1000.2, -5, IsNan()));
  EXPECT_THAT(values(table, "visits_paid_last"), ElementsAre(-3, -5, IsNan()));
  EXPECT_EQ(column(table, "visits_paid_sum").column.units, "EUR");
  EXPECT_EQ(column(table, "visits_paid_count").column.units, "");
}

TEST_F(AggregatedJoin, BooleansAreCountedAndAveraged) {
  const FeatureTable table = joined("sum(app),mean(app),last(app)", "uid,app\n1,true\n1,false\n2,true\n1,true\n");
  EXPECT_THAT(values(table, "visits_app_sum"), ElementsAre(2, 1, 0));
  EXPECT_THAT(values(table, "visits_app_mean"), ElementsAre(2.0 / 3, 1, IsNan()));
  EXPECT_THAT(values(table, "visits_app_last"), ElementsAre(1, 1, IsNan()));
  EXPECT_EQ(column(table, "visits_app_last").column.type, ColumnType::boolean);
}

TEST_F(AggregatedJoin, ReportsCustomersAndRows) {
  const FeatureTable table = joined("count", visits_);
  ASSERT_EQ(table.joins.size(), 1U);
  EXPECT_EQ(table.joins[0].customers, 3);
  EXPECT_EQ(table.joins[0].customers_matched, 2);
  EXPECT_EQ(table.joins[0].keys_unmatched, 2);
  EXPECT_THAT(table.joins[0].columns, ElementsAre("visits_count"));
}

TEST_F(AggregatedJoin, NamesTheFirstCellThatIsInTheWay) {
  const std::string visits = "uid,pages,date\n1,3,2020-01-05\n1,many,soon\n";
  EXPECT_THAT(refusal_of(joining("sum(pages)", visits)),
              AllOf(StartsWith("3: "), HasSubstr("visits.csv line 3: pages 'many' is not a number"),
                    HasSubstr("sum(pages) needs numbers")));
  EXPECT_THAT(refusal_of(joining("mean(date)", visits)), HasSubstr("line 2: date '2020-01-05' is not a number"));
  EXPECT_THAT(refusal_of(joining("max(page)", visits)), HasSubstr("visits.csv has no column 'page'"));
}

TEST_F(AggregatedJoin, TypesCanBeForced) {
  FeatureOptions options = joining("distinct(code),last(code)", "uid,code\n1,1\n1,1.0\n");
  EXPECT_THAT(values(collect(options), "visits_code_distinct"), ElementsAre(1, 0, 0));
  options.types = {{"visits_code", "string"}};
  EXPECT_THAT(values(collect(options), "visits_code_distinct"), ElementsAre(2, 0, 0));
  EXPECT_THAT(texts(collect(options), "visits_code_last"), ElementsAre("1.0", "", ""));
  options = joining("sum(code)", "uid,code\n1,1\n1,x\n");
  options.types = {{"visits_code", "double"}};
  EXPECT_THAT(refusal_of(options), HasSubstr("visits.csv line 3: code 'x' is not of type double"));
}

TEST_F(AggregatedJoin, NumbersThatAreDeclaredAsTextCanBeSummed) {
  write_codes_parquet(folder_ / "codes.parquet");
  FeatureOptions options = joining("count", "uid\n1\n");
  options.joins = {parse_join((folder_ / "codes.parquet").string() + ":id:sum(code),max(code),last(code)")};
  const FeatureTable table = collect(options);
  EXPECT_THAT(values(table, "codes_code_sum"), ElementsAre(12, 13, 0));
  EXPECT_THAT(values(table, "codes_code_max"), ElementsAre(12, 13, IsNan()));
  EXPECT_THAT(texts(table, "codes_code_last"), ElementsAre("12", "13", ""));
}

TEST_F(AggregatedJoin, SaysWhereAFewCellsMakeAColumnText) {
  std::string visits = "uid,date\n";
  for (int i = 0; i < 20; ++i) visits += "1,2020-01-05\n";
  FeatureOptions options = joining("last(date)", visits + "1,soon\n");
  std::vector<std::string> notes;
  Context context;
  context.on_note = [&](const std::string& note) { notes.push_back(note); };
  collect_features(options, context);
  EXPECT_THAT(notes, Contains(AllOf(HasSubstr("date is text, though 20 of its 21 values are dates"),
                                    HasSubstr("visits.csv line 22: date 'soon'"))));
}

// Blocks are of 1 MiB.
TEST_F(AggregatedJoin, IsTheSameOnAnyThreadsAndInAnyParts) {
  std::string visits = "uid,x\n";
  std::vector<std::string> lines;
  for (int i = 0; i < 200000; ++i) {
    lines.push_back(std::to_string(i % 4) + "," + std::to_string((i * 7919LL) % 10007) + ".1" + std::to_string(i % 10) +
                    "\n");
    visits += lines.back();
  }
  const FeatureOptions options = joining("sum(x),mean(x),count,distinct(x),first(x)", visits);
  const FeatureTable one = collect(options, 1);
  const FeatureTable five = collect(options, 5);
  std::string reversed = "uid,x\n";
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) reversed += *line;
  const FeatureTable backwards = collect(joining("sum(x),mean(x),count,distinct(x),first(x)", reversed));
  for (const char* name : {"visits_x_sum", "visits_x_mean", "visits_count", "visits_x_distinct"}) {
    EXPECT_EQ(values(five, name), values(one, name)) << name;
    EXPECT_EQ(values(backwards, name), values(one, name)) << name;
  }
  EXPECT_EQ(values(five, "visits_x_first"), values(one, "visits_x_first"));
  EXPECT_NE(values(backwards, "visits_x_first"), values(one, "visits_x_first"));
}

TEST(ExactSum, IsThatOfTheDecimals) {
  features::ExactSum sum;
  sum.add("0.1");
  sum.add("0.2");
  EXPECT_EQ(sum.value(), 0.3);
  sum.add("-0.3");
  EXPECT_EQ(sum.value(), 0);
}

TEST(ExactSum, KeepsWhatFloatsLose) {
  features::ExactSum sum;
  for (const char* number : {"1e300", "1", "-1e300", "1e-20"}) sum.add(number);
  EXPECT_EQ(sum.value(), 1);
  features::ExactSum small;
  for (int i = 0; i < 10; ++i) small.add("1e-20");
  EXPECT_DOUBLE_EQ(small.value(), 1e-19);
}

TEST(ParseJoin, TakesFileKeyAndAggregations) {
  const JoinSource plain = parse_join("data:2024/crm.csv:id");
  EXPECT_EQ(plain.file, "data:2024/crm.csv");
  EXPECT_EQ(plain.key, "id");
  EXPECT_TRUE(plain.aggregations.empty());
  const JoinSource source = parse_join("visits.csv:uid:count,sum(pages, all),last(date (UTC)),distinct(a:b)");
  EXPECT_EQ(source.file, "visits.csv");
  EXPECT_EQ(source.key, "uid");
  std::vector<std::string> texts;
  for (const Aggregation& aggregation : source.aggregations) texts.push_back(features::text_of(aggregation));
  EXPECT_THAT(texts, ElementsAre("count", "sum(pages, all)", "last(date (UTC))", "distinct(a:b)"));
  EXPECT_EQ(parse_join("visits.csv:count").key, "count");
}

TEST(ParseJoin, RefusesWhatIsNone) {
  for (const char* text : {"crm.csv", "crm.csv:", ":id", "visits.csv:uid:total(pages)", "visits.csv:uid:count,sum()"}) {
    EXPECT_THAT(refusal([&] { parse_join(text); }), AllOf(StartsWith("2: "), HasSubstr("FILE:KEY"))) << text;
  }
}

}  // namespace
}  // namespace segmenta
