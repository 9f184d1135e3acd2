// The same lines give the same features, however they are written down.
#include <gmock/gmock.h>

#include <algorithm>

#include "features/arrow_files.h"
#include "features/order_files.h"

namespace segmenta {
namespace {

using testing::ElementsAre;
using testing::EndsWith;

// All of a table but its sources and examples, to compare.
std::string described(const FeatureTable& table) {
  std::string text = table.as_of + " " + std::to_string(table.lines_read) + " " + std::to_string(table.lines_used);
  for (const AccountEntry& entry : table.account) text += "\n" + entry.reason + " " + std::to_string(entry.lines);
  for (std::int64_t row = 0; row < size(table.ids); ++row) {
    text += "\n" + to_string(table.ids, row) + ":";
    for (const StoreColumn& column : table.columns) {
      const auto at = static_cast<std::size_t>(row);
      text += " " + (column.text.empty() ? std::to_string(column.values[at]) : column.text[at]);
    }
  }
  return text;
}

class Formats : public testing::Test {
 protected:
  FeatureTable of(const std::string& bytes, const std::string& name = "orders.csv") {
    return collect(shop_options(write_file(folder_, name, bytes)));
  }

  FeatureTable reference() { return of(parquet_as_csv, "reference.csv"); }

  TemporaryFolder folder_;
};

TEST_F(Formats, ParquetIsAsCsv) {
  for (const auto& [floats, decimals] : {std::pair{false, false}, {true, false}, {false, true}}) {
    write_parquet(folder_ / "orders.parquet", floats, decimals);
    const FeatureTable table = collect(shop_options(folder_ / "orders.parquet"));
    EXPECT_EQ(described(table), described(reference()));
    EXPECT_THAT(account(table, "no customer id").examples, ElementsAre(EndsWith("orders.parquet row 3")));
  }
}

TEST_F(Formats, NumbersThatParquetDeclaresHaveNoFormat) {
  write_parquet(folder_ / "orders.parquet", true);
  FeatureOptions options = shop_options(folder_ / "orders.parquet");
  options.decimal = ',';
  options.thousands = '.';
  EXPECT_EQ(described(collect(options)), described(reference()));
}

TEST_F(Formats, ParquetBesideNestedColumnsIsRead) {
  write_nested_parquet(folder_ / "nested.parquet");
  EXPECT_THAT(values(collect(amount_options(folder_ / "nested.parquet")), "monetary"), ElementsAre(5));
}

TEST_F(Formats, WhatParquetDeclaresAsTextStaysText) {
  write_codes_parquet(folder_ / "codes.parquet");
  FeatureOptions options = amount_options(folder_ / "codes.parquet");
  options.keep = {"code"};
  options.joins = {{folder_ / "codes.parquet", "id"}};
  const FeatureTable table = collect(options);
  EXPECT_THAT(texts(table, "code"), ElementsAre("12", "13"));
  EXPECT_THAT(texts(table, "codes_code"), ElementsAre("12", "13"));
  EXPECT_THAT(values(table, "codes_amount"), ElementsAre(5, 6));
}

TEST_F(Formats, GzipIsKnownByItsBytes) {
  EXPECT_EQ(described(of(gzip(parquet_as_csv), "orders.csv.gz")), described(reference()));
  EXPECT_EQ(described(of(gzip(parquet_as_csv), "orders.csv")), described(reference()));
}

TEST_F(Formats, GzipMayHaveSeveralMembers) {
  const std::string text = parquet_as_csv;
  EXPECT_EQ(described(of(gzip(text.substr(0, 50)) + gzip(text.substr(50)), "o.gz")), described(reference()));
}

TEST_F(Formats, ByteOrderMarkCrlfAndAMissingLastLineBreakAreNothingSpecial) {
  std::string text = parquet_as_csv;
  text.pop_back();
  EXPECT_EQ(described(of(text)), described(reference()));
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2)) text.insert(at, "\r");
  EXPECT_EQ(described(of("\xef\xbb\xbf" + text)), described(reference()));
}

TEST_F(Formats, LinesMayBeSplitIntoFiles) {
  const std::string text = parquet_as_csv;
  const std::size_t header = text.find('\n') + 1;
  const std::size_t middle = text.find('\n', header + 60) + 1;
  FeatureOptions options = shop_options(write_file(folder_, "a.csv", text.substr(0, middle)));
  options.orders.push_back(write_file(folder_, "b.csv", text.substr(0, header) + text.substr(middle)));
  options.orders.push_back(write_file(folder_, "empty.csv", text.substr(0, header)));
  EXPECT_EQ(described(collect(options)), described(reference()));
}

TEST_F(Formats, ColumnsMayStandInAnyOrderAndBesideOthers) {
  EXPECT_EQ(described(of("x,price,id,quantity,order,day,product\n"
                         "a,1.25,17,2,A1,2020-01-01T10:00:00,501\n"
                         "b,99.99,4000000000000018,1,A2,2020-01-02T11:30:00,502\n"
                         "c,1.25,,1,A3,2020-02-01T00:00:00,501\n"
                         "d,1.25,17,-1,C1,2020-01-05T00:00:00,501\n"
                         "e,0.1,4000000000000018,3,A4,2020-01-09T23:59:59,503\n")),
            described(reference()));
}

TEST_F(Formats, LinesBeforeTheHeaderArePassedOver) {
  const std::string text = parquet_as_csv;
  EXPECT_EQ(described(of("# exported 2024-02-01, all shops\n# by hand\r\n" + text)), described(reference()));
  std::string semicolons = text;
  std::replace(semicolons.begin(), semicolons.end(), ',', ';');
  EXPECT_EQ(described(of("\xef\xbb\xbfsep=;\r\n" + semicolons)), described(reference()));
  EXPECT_EQ(described(of(gzip("\"sep=,\"\n#\n" + text))), described(reference()));
}

TEST_F(Formats, LinesBeforeTheHeaderCanBeSkipped) {
  const std::string text = parquet_as_csv;
  const auto skipping = [&](const std::string& bytes, std::int64_t lines) {
    FeatureOptions options = shop_options(write_file(folder_, "orders.csv", bytes));
    options.skip_lines = lines;
    return options;
  };
  const std::string report = "Orders of \"all\" shops\r\n\n\"5 inch,January;\n";
  EXPECT_EQ(described(collect(skipping(report + text, 3))), described(reference())) << "whatever their quotes";
  EXPECT_EQ(described(collect(skipping("\xef\xbb\xbf" + report + "# a comment\n" + text, 3))), described(reference()));
  EXPECT_EQ(described(collect(skipping(gzip(report + text), 3))), described(reference()));
  EXPECT_THAT(account(collect(skipping(report + text, 3)), "no customer id").examples,
              ElementsAre(EndsWith("orders.csv line 7")));
  const std::string many(200, '\n');
  EXPECT_EQ(described(collect(skipping(many + text, 200))), described(reference()));
}

TEST_F(Formats, LinesCanBeSkippedInJoinedSources) {
  FeatureOptions options = shop_options(write_file(folder_, "orders.csv", parquet_as_csv));
  options.joins = {{write_file(folder_, "crm.csv", "CRM, all\nid,score\n17,4\n"), "id"}};
  options.joins[0].skip_lines = 1;
  EXPECT_EQ(values(collect(options), "crm_score").front(), 4);
}

TEST_F(Formats, LinesAreCountedFromTheTopOfTheFile) {
  const FeatureTable table = of("# two\n# lines\n" + std::string(parquet_as_csv));
  EXPECT_THAT(account(table, "no customer id").examples, ElementsAre(EndsWith("orders.csv line 6")));
}

TEST_F(Formats, AHeaderMayBeginWithANumberSign) {
  FeatureOptions options = amount_options(write_file(folder_, "o.csv", "#id,day,amount\n1,2020-01-01,5\n"));
  options.customer = "#id";
  EXPECT_THAT(values(collect(options), "monetary"), ElementsAre(5));
}

TEST_F(Formats, ParquetTimesCountOnTheCalendarOfTheirZone) {
  write_zoned_parquet(folder_ / "zoned.parquet", "Pacific/Auckland");
  EXPECT_EQ(collect(amount_options(folder_ / "zoned.parquet")).as_of, "2024-01-06");
  write_zoned_parquet(folder_ / "zoned.parquet", "+05:30");
  EXPECT_EQ(collect(amount_options(folder_ / "zoned.parquet")).as_of, "2024-01-05");
  write_zoned_parquet(folder_ / "zoned.parquet", "UTC");
  EXPECT_EQ(collect(amount_options(folder_ / "zoned.parquet")).as_of, "2024-01-05");
}

TEST_F(Formats, OtherDelimitersAndDateFormats) {
  FeatureOptions options = amount_options(write_file(folder_, "o.csv", "id;day;amount\n1;09/12/2011;5\n"));
  options.delimiter = ';';
  options.date_format = "%d/%m/%Y";
  EXPECT_EQ(collect(options).as_of, "2011-12-09");
}

// Blocks are of 1 MiB: lines and quoted line breaks must survive their borders, on any number of threads.
TEST_F(Formats, ManyBlocksGiveOneAnswerOnAnyThreads) {
  std::string text = "id,day,amount,note\n";
  for (int i = 0; i < 120000; ++i) {
    text += std::to_string(i % 1000) + ",2020-01-" + (i % 28 < 9 ? "0" : "") + std::to_string(i % 28 + 1) + "," +
            std::to_string(i % 7 - 1) + ".25,\"a quoted note\r\nof two lines \"\"" + std::to_string(i) + "\"\"\"\n";
  }
  text += "7,never,1,x\n";
  const auto options = amount_options(write_file(folder_, "many.csv", text));
  const FeatureTable one = collect(options, 1);
  EXPECT_EQ(described(collect(options, 5)), described(one));
  EXPECT_EQ(one.lines_read, 120001);
  EXPECT_EQ(size(one.ids), 1000);
  EXPECT_THAT(account(one, "missing or unparsable date").examples,
              ElementsAre(EndsWith("many.csv line 240002: day 'never' is not a date")));
}

TEST_F(Formats, ARowMayBeLongerThanABlock) {
  const std::string note(3 << 20, 'x');
  EXPECT_THAT(values(collect_amounts("1,2020-01-01,5\n"), "monetary"), ElementsAre(5));
  const auto file =
      write_file(folder_, "long.csv", "id,day,amount,note\n1,2020-01-01,5," + note + "\n1,2020-01-01,2,\n");
  EXPECT_THAT(values(collect(amount_options(file)), "monetary"), ElementsAre(7));
}

}  // namespace
}  // namespace segmenta
