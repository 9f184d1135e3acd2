// segmenta import: from a table to a store that the other commands take.

#include <gmock/gmock.h>
#include <segmenta/store.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/program.h"

namespace segmenta::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ImportCommand : public ::testing::Test {
 protected:
  ImportCommand() {
    std::string text = "customer;spend;visits;town;since\n";
    for (int i = 0; i < 40; ++i) {
      text += std::to_string(1000 + i) + ";" + std::to_string(i % 2 == 0 ? 10 + i : 900 + i) + ".5;" +
              std::to_string(i % 7) + ";" + (i % 2 == 0 ? "Bonn" : "Kiel") + ";2020-01-0" + std::to_string(i % 9 + 1) +
              "\n";
    }
    place_.write("table.csv", text);
  }

  Workplace place_;
};

TEST_F(ImportCommand, WritesAStoreThatOtherCommandsTake) {
  const Outcome outcome = place_.segmenta("import table.csv --id customer -o customers.h5");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("table.csv separates its values by a semicolon"));
  EXPECT_THAT(outcome.err, HasSubstr("table.csv: 40 customers, id 'customer' (int64)"));
  EXPECT_THAT(outcome.err, HasSubstr("2 of numbers, 1 of dates, 1 of text; no value missing"));
  for (const char* next : {"inspect customers.h5", "fit customers.h5 --k 2 -o model.h5 --segments segments.h5",
                           "profile customers.h5 --segments segments.h5 --by town"}) {
    const Outcome of_next = place_.segmenta(next);
    EXPECT_EQ(of_next.exit_code, 0) << next << of_next.err;
  }
  const auto fit = nlohmann::json::parse(place_.segmenta("fit customers.h5 --k 2 -o model.h5 --json --quiet").out);
  EXPECT_EQ(fit["sizes"], nlohmann::json({20, 20}));
  EXPECT_EQ(fit["feature_names"], nlohmann::json({"spend", "visits"})) << "neither the id nor dates";
}

TEST_F(ImportCommand, ReadsNumbersAsTheOptionsSay) {
  place_.write("german.csv", "id;spend\n1;1.234,50\n2;99,90\n");
  EXPECT_THAT(place_.segmenta("import german.csv --id id -o german.h5").err,
              HasSubstr("spend is text: its values are numbers with --decimal , --thousands ."));
  EXPECT_EQ(place_.segmenta("import german.csv --id id --decimal , --thousands . -o german.h5").exit_code, 0);
  EXPECT_EQ(open_store(place_.path("german.h5"))->columns().front().type, ColumnType::real);
  EXPECT_EQ(place_.segmenta("import german.csv --id id --decimal ';' -o german.h5").exit_code, 2);
}

TEST_F(ImportCommand, SkipsLinesBeforeTheHeader) {
  place_.write("report.csv", "Customers\n\nid,spend\n1,5\n");
  EXPECT_THAT(place_.segmenta("import report.csv --id id -o c.h5").err, HasSubstr("--skip-lines 2"));
  EXPECT_EQ(place_.segmenta("import report.csv --id id --skip-lines 2 -o c.h5").exit_code, 0);
  EXPECT_EQ(place_.segmenta("import report.csv --id id --skip-lines -1 -o c.h5").exit_code, 2);
}

TEST_F(ImportCommand, TellsWhatEachColumnWasReadAs) {
  place_.write("kinds.csv", "id,spend,n,member,since,town\n1,€5.50,3,true,2020-01-01,Bonn\n2,,4,false,,Kiel\n");
  EXPECT_THAT(place_.segmenta("import kinds.csv --id id -o c.h5").err,
              HasSubstr("column  read as                      missing\n"
                        "spend   numbers, EUR                       1\n"
                        "n       whole numbers                      0\n"
                        "member  yes or no                          0\n"
                        "since   dates                              1\n"
                        "town    text                               0\n"
                        "5 columns written to c.h5"));
}

TEST_F(ImportCommand, TellsOfManyColumnsTheFirst) {
  std::string header = "id", row = "1";
  for (int i = 0; i < 33; ++i) {
    header += ",a_column_whose_name_is_longer_than_the_table_is_wide_" + std::to_string(i);
    row += ",1";
  }
  place_.write("wide.csv", header + "\n" + row + "\n");
  const Outcome outcome = place_.segmenta("import wide.csv --id id -o c.h5");
  EXPECT_THAT(outcome.err, HasSubstr("and 3 more, which segmenta inspect lists\n33 columns written"));
  EXPECT_THAT(outcome.err, HasSubstr("\na_column_whose_name_is_longer_than_th...  whole numbers"));
}

TEST_F(ImportCommand, TellsTheSameAsJson) {
  const Outcome outcome = place_.segmenta(
      "import table.csv --id customer --columns since,spend --type spend:double -o c.h5 --json --quiet");
  EXPECT_EQ(outcome.err, "");
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(json["rows"], 40);
  EXPECT_EQ(json["files"], 1);
  EXPECT_EQ(json["id"]["name"], "customer");
  EXPECT_EQ(json["id"]["type"], "int64");
  EXPECT_EQ(json["columns"][0]["name"], "since");
  EXPECT_EQ(json["columns"][0]["units"], "date");
  EXPECT_EQ(json["columns"][1]["type"], "float64");
  EXPECT_EQ(json["columns"].size(), 2U);
}

TEST_F(ImportCommand, LeavesNothingBehindWhereItFails) {
  place_.write("twice.csv", "id,x\n1,1\n1,2\n");
  EXPECT_EQ(place_.segmenta("import twice.csv --id id -o c.h5").exit_code, 3);
  EXPECT_EQ(place_.segmenta("import none.csv --id id -o c.h5").exit_code, 3);
  EXPECT_EQ(place_.segmenta("import table.csv --id customer -o table.csv").exit_code, 2);
  EXPECT_EQ(place_.segmenta("import table.csv --id customer -o none/c.h5").exit_code, 2);
  EXPECT_EQ(place_.segmenta("import table.csv -o c.h5").exit_code, 2);
  EXPECT_EQ(place_.segmenta("import table.csv --id customer --type spend -o c.h5").exit_code, 2);
  EXPECT_THAT(place_.files(), ElementsAre("table.csv", "twice.csv"));
}

TEST_F(ImportCommand, DoesNotWriteAmongItsInputs) {
  std::filesystem::create_directory(place_.path("parts"));
  place_.write("parts/a.csv", "id,x\n1,1\n");
  const Outcome outcome = place_.segmenta("import parts --id id -o parts/c.h5");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("it would be a file of the input parts"));
  EXPECT_EQ(place_.segmenta("import 'parts/*.csv' --id id -o parts/a.csv").exit_code, 2);
  EXPECT_EQ(place_.segmenta("import 'parts/*.csv' --id id -o c.h5").exit_code, 0);
}

}  // namespace
}  // namespace segmenta::testing
