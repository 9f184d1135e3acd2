// Tables of one row a customer: what becomes of their columns.

#include <gmock/gmock.h>
#include <segmenta/import.h>

#include "features/arrow_files.h"
#include "features/order_files.h"

namespace segmenta {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsNan;
using testing::StartsWith;

class Import : public testing::Test {
 protected:
  ImportOptions options(const std::string& text, const std::string& name = "table.csv") {
    ImportOptions options;
    options.table = write_file(folder_, name, text);
    options.id = "id";
    return options;
  }

  ImportedTable import(const ImportOptions& options, int threads = 2) {
    Context context;
    context.threads = threads;
    context.on_note = [this](const std::string& note) { notes_.push_back(note); };
    return import_table(options, context);
  }

  static std::string refusal_of(const ImportOptions& options) {
    return refusal([&] { import_table(options, {}); });
  }

  static const StoreColumn& column(const ImportedTable& table, const std::string& name) {
    for (const StoreColumn& column : table.columns) {
      if (column.column.name == name) return column;
    }
    throw std::out_of_range("no column " + name);
  }

  static std::vector<std::string> names(const ImportedTable& table) {
    std::vector<std::string> names;
    for (const StoreColumn& column : table.columns) names.push_back(column.column.name);
    return names;
  }

  TemporaryFolder folder_;
  std::vector<std::string> notes_;
};

TEST_F(Import, KeepsTypesValuesAndTheOrderOfTheRows) {
  const ImportedTable table =
      import(options("spend,id,orders,member,town,since\n"
                     "12.5,7,3,true,Bonn,2020-01-31\n"
                     ",5,,,,\n"
                     "NaN,6,-1,False,NA,2019-12-01\n"));
  EXPECT_THAT(std::get<std::vector<std::int64_t>>(table.ids), ElementsAre(7, 5, 6));
  EXPECT_THAT(names(table), ElementsAre("spend", "orders", "member", "town", "since"));
  EXPECT_THAT(column(table, "spend").values, ElementsAre(12.5, IsNan(), IsNan()));
  EXPECT_THAT(column(table, "orders").values, ElementsAre(3, IsNan(), -1));
  EXPECT_EQ(column(table, "orders").column.type, ColumnType::integer);
  EXPECT_THAT(column(table, "member").values, ElementsAre(1, IsNan(), 0));
  EXPECT_EQ(column(table, "member").column.type, ColumnType::boolean);
  EXPECT_THAT(column(table, "town").text, ElementsAre("Bonn", "", "NA"));
  EXPECT_THAT(column(table, "since").text, ElementsAre("2020-01-31", "", "2019-12-01"));
  EXPECT_EQ(column(table, "since").column.units, "date");
  EXPECT_EQ(column(table, "spend").column.source, "table.csv: spend");
  EXPECT_THAT(table.missing, ElementsAre(2, 1, 1, 1, 1));
}

TEST_F(Import, TakesTheColumnsThatAreAskedFor) {
  ImportOptions chosen = options("id,a,b,c\n1,2,3,4\n");
  chosen.columns = {"c", "a"};
  EXPECT_THAT(names(import(chosen)), ElementsAre("c", "a"));
  chosen.columns = {"c", "d"};
  EXPECT_THAT(refusal_of(chosen), AllOf(StartsWith("3: "), HasSubstr("no column 'd'"), HasSubstr("id, a, b, c")));
  chosen.columns = {"c", "c"};
  EXPECT_THAT(refusal_of(chosen), StartsWith("2: "));
}

TEST_F(Import, WritesDatesInOneForm) {
  ImportOptions dated = options("id,since,seen\n1,31.01.2020,2020-01-31T08:05:00.250+01:00\n2,,2020-02-01\n");
  dated.date_format = "%d.%m.%Y";
  const ImportedTable table = import(dated);
  EXPECT_THAT(column(table, "since").text, ElementsAre("2020-01-31", ""));
  EXPECT_THAT(column(table, "seen").text, ElementsAre("2020-01-31 08:05:00.250000", "2020-02-01 00:00:00"));
}

TEST_F(Import, IdsKeepAllTheirDigitsAndLetters) {
  EXPECT_THAT(std::get<std::vector<std::int64_t>>(import(options("id,x\n9223372036854775807,1\n-3,1\n")).ids),
              ElementsAre(9223372036854775807, -3));
  EXPECT_THAT(std::get<std::vector<std::uint64_t>>(import(options("id,x\n18446744073709551615,1\n")).ids),
              ElementsAre(18446744073709551615U));
  EXPECT_THAT(std::get<std::vector<std::string>>(import(options("id,x\n007,1\n7,1\nA\xfc,1\n1.50,1\n")).ids),
              ElementsAre("007", "7", "A\xc3\xbc", "1.50"));
  EXPECT_THAT(std::get<std::vector<std::int64_t>>(import(options("id,x\n17.0,1\n18.0000000000000,1\n")).ids),
              ElementsAre(17, 18));
  ImportOptions text = options("id,x\n17,1\n17.0,1\n");
  text.types = {{"id", "string"}};
  EXPECT_THAT(std::get<std::vector<std::string>>(import(text).ids), ElementsAre("17", "17.0"));
  ImportOptions integers = options("id,x\n17,1\nx,1\n");
  integers.types = {{"id", "int64"}};
  EXPECT_THAT(refusal_of(integers), HasSubstr("table.csv line 3: id 'x' is not an int64"));
}

TEST_F(Import, IdsThatOccurTwiceNameBothRows) {
  EXPECT_THAT(refusal_of(options("id,x\n1,1\n\n2,1\n1.0,3\n")),
              AllOf(StartsWith("3: "), HasSubstr("The id '1.0' occurs twice, in "),
                    HasSubstr("table.csv line 2 and in "), HasSubstr("table.csv line 5")));
}

TEST_F(Import, IdsThatAreMissingNameTheirRow) {
  EXPECT_THAT(refusal_of(options("id,x\n1,1\n ,1\n")),
              AllOf(StartsWith("3: "), HasSubstr("table.csv line 3 has no id")));
}

TEST_F(Import, CodesStayText) {
  const ImportedTable table = import(options("id,zip,card\n1,01067,12345678901234567\n2,10115,1\n"));
  EXPECT_THAT(column(table, "zip").text, ElementsAre("01067", "10115"));
  EXPECT_THAT(column(table, "card").text, ElementsAre("12345678901234567", "1"));
}

TEST_F(Import, TypesCanBeForced) {
  ImportOptions forced = options("id,code,level\n1,12,2\n2,13,3\n");
  forced.types = {{"code", "string"}, {"level", "double"}};
  const ImportedTable table = import(forced);
  EXPECT_THAT(column(table, "code").text, ElementsAre("12", "13"));
  EXPECT_EQ(column(table, "level").column.type, ColumnType::real);
  forced = options("id,code\n1,12\n2,x\n");
  forced.types = {{"code", "int64"}};
  EXPECT_THAT(refusal_of(forced), HasSubstr("table.csv line 3: code 'x' is not of type int64"));
  forced.types = {{"cod", "int64"}};
  EXPECT_THAT(refusal_of(forced), AllOf(StartsWith("2: "), HasSubstr("'cod'")));
}

TEST_F(Import, SaysWhereAFewCellsMakeAColumnText) {
  std::string text = "id,spend\n";
  for (int i = 0; i < 20; ++i) text += std::to_string(i) + ",5\n";
  import(options(text + "99,unknown\n"));
  EXPECT_THAT(notes_, ElementsAre(AllOf(HasSubstr("spend is text, though 20 of its 21 values are numbers"),
                                        HasSubstr("table.csv line 22: spend 'unknown'"))));
}

TEST_F(Import, ReadsNumbersAsPeopleWriteThem) {
  const ImportedTable table =
      import(options("id,spend,owed,paid,visits\n1,$12.50,(5.00),£ 1,2\n2,-$3,5-,£2.50,3\n3,,1e3,,\n"));
  EXPECT_THAT(column(table, "spend").values, ElementsAre(12.5, -3, IsNan()));
  EXPECT_EQ(column(table, "spend").column.units, "$");
  EXPECT_THAT(column(table, "owed").values, ElementsAre(-5, -5, 1000));
  EXPECT_EQ(column(table, "owed").column.units, "");
  EXPECT_EQ(column(table, "paid").column.units, "GBP");
  EXPECT_EQ(column(table, "visits").column.type, ColumnType::integer);
  EXPECT_THAT(notes_, IsEmpty());
}

TEST_F(Import, ReadsNumbersAsTheOptionsSay) {
  ImportOptions german = options("id;spend;points;share;score\n1;1.234,50 €;1.000;0,25;1.5\n2;99,90 €;2.500;0,5;2.5\n");
  german.decimal = ',';
  german.thousands = '.';
  const ImportedTable table = import(german);
  EXPECT_THAT(column(table, "spend").values, ElementsAre(1234.5, 99.9));
  EXPECT_EQ(column(table, "spend").column.units, "EUR");
  EXPECT_THAT(column(table, "points").values, ElementsAre(1000, 2500));
  EXPECT_EQ(column(table, "points").column.type, ColumnType::integer);
  EXPECT_THAT(column(table, "share").values, ElementsAre(0.25, 0.5));
  EXPECT_THAT(column(table, "score").text, ElementsAre("1.5", "2.5")) << "no number of the same file has two readings";
  german.decimal = ';';
  EXPECT_THAT(refusal_of(german), StartsWith("2: "));
}

TEST_F(Import, SaysWhichOptionsWouldMakeNumbersOfText) {
  import(options("id;spend\n1;1.234,50\n2;99,90\n"));
  ASSERT_FALSE(notes_.empty());
  EXPECT_EQ(notes_.back(), "spend is text: its values are numbers with --decimal , --thousands .");
}

TEST_F(Import, CodesAndTelephonesAreNoNumbers) {
  const ImportedTable table = import(options("id,room,phone,sku\n1,R12,+4917112345,EUR-12\n2,R2,+49171999,EUR-13\n"));
  EXPECT_THAT(column(table, "room").text, ElementsAre("R12", "R2")) << "R is the rand";
  EXPECT_THAT(column(table, "phone").text, ElementsAre("+4917112345", "+49171999"));
  EXPECT_THAT(column(table, "sku").text, ElementsAre("EUR-12", "EUR-13"));
}

TEST_F(Import, AColumnOfTwoCurrenciesIsText) {
  const ImportedTable table = import(options("id,spend\n1,$5\n2,€5\n"));
  EXPECT_THAT(column(table, "spend").text, ElementsAre("$5", "€5"));
  EXPECT_THAT(notes_, ElementsAre("spend is text: its values are in $ and EUR"));
}

TEST_F(Import, LeavesOutRowNumbersOfPandas) {
  EXPECT_THAT(names(import(options(",id,x,__index_level_0__\n0,5,1,0\n"))), ElementsAre("x"));
  EXPECT_THAT(notes_, ElementsAre(HasSubstr("without a name"), HasSubstr("__index_level_0__")));
  ImportOptions asked = options("id,__index_level_0__\n5,1\n");
  asked.columns = {"__index_level_0__"};
  EXPECT_THAT(names(import(asked)), ElementsAre("__index_level_0__"));
}

TEST_F(Import, KeepsTheTypesThatParquetDeclares) {
  write_customers_parquet(folder_ / "table.parquet");
  ImportOptions parquet = options("");
  parquet.table = folder_ / "table.parquet";
  const ImportedTable table = import(parquet);
  EXPECT_THAT(std::get<std::vector<std::string>>(table.ids), ElementsAre("007", "12", "1.0"));
  EXPECT_THAT(column(table, "whole").values, ElementsAre(1, 2, IsNan()));
  EXPECT_EQ(column(table, "whole").column.type, ColumnType::real) << "float64 of whole numbers";
  EXPECT_EQ(column(table, "single").column.type_name, "float32");
  EXPECT_THAT(column(table, "infinite").values, ElementsAre(1, HUGE_VAL, -HUGE_VAL));
  EXPECT_EQ(column(table, "flag").column.type, ColumnType::boolean);
  EXPECT_THAT(column(table, "code").text, ElementsAre("1", "NaN", ""));
  EXPECT_THAT(column(table, "day").text, ElementsAre("2020-01-31", "2020-02-01", ""));
  EXPECT_EQ(column(table, "day").column.units, "date");
  EXPECT_THAT(column(table, "uuid").text, ElementsAre("00010203-0405-0607-0809-0a0b0c0d0e0f", "", ""));
}

TEST_F(Import, OfPartsIsThatOfOneFile) {
  std::filesystem::create_directories(folder_ / "parts/country=DE");
  write_file(folder_, "parts/a.csv", "id,x\n1,5\n");
  write_file(folder_, "parts/b.csv", "x,id\n6.5,2\n");
  ImportOptions parts = options("");
  parts.table = folder_ / "parts";
  const ImportedTable table = import(parts);
  EXPECT_EQ(table.files, 2);
  EXPECT_THAT(column(table, "x").values, ElementsAre(5, 6.5));
  write_file(folder_, "parts/c.csv", "x,id\n6.5,1\n");
  EXPECT_THAT(refusal_of(parts), AllOf(HasSubstr("a.csv line 2 and in "), HasSubstr("c.csv line 2")));
  write_file(folder_, "parts/c.csv", "y,id\n6.5,1\n");
  EXPECT_THAT(refusal_of(parts), HasSubstr("c.csv has no column 'x', which "));
}

TEST_F(Import, RefusesTablesWithoutRowsOrColumns) {
  EXPECT_THAT(refusal_of(options("id,x\n")), AllOf(StartsWith("3: "), HasSubstr("no rows")));
  EXPECT_THAT(refusal_of(options("id\n1\n")), AllOf(StartsWith("3: "), HasSubstr("no column beside 'id'")));
  EXPECT_THAT(refusal_of(options("key,x\n1,2\n")), AllOf(HasSubstr("no column 'id'"), HasSubstr("key, x")));
  EXPECT_THAT(refusal_of(options("id,x,x\n1,2,3\n")), HasSubstr("two columns 'x'"));
}

// Blocks are of 1 MiB.
TEST_F(Import, ManyBlocksGiveOneAnswerOnAnyThreads) {
  std::string text = "id,x,note\n";
  for (int i = 0; i < 100000; ++i) {
    text += std::to_string(i) + "," + (i == 90000 ? "0.5" : std::to_string(i)) + ",\"a note\r\nof two lines\"\n";
  }
  const ImportOptions many = options(text);
  const ImportedTable one = import(many, 1);
  const ImportedTable five = import(many, 5);
  EXPECT_EQ(column(one, "x").column.type, ColumnType::real);
  EXPECT_EQ(column(five, "x").values, column(one, "x").values);
  EXPECT_EQ(column(five, "note").text, column(one, "note").text);
  EXPECT_EQ(std::get<0>(five.ids).back(), 99999);
}

}  // namespace
}  // namespace segmenta
