// Files in another format than the one asked for are refused, with the option that reads them.

#include "features/unreadable.h"

#include <gmock/gmock.h>

#include "features/arrow_files.h"
#include "features/order_files.h"

namespace segmenta {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

class Unreadable : public testing::Test {
 protected:
  FeatureOptions options_for(const std::string& lines) {
    FeatureOptions options = amount_options(write_file(folder_, "orders.csv", "id;day;amount\n" + lines));
    options.delimiter = ';';
    options.max_unreadable = FeatureOptions{}.max_unreadable;
    return options;
  }
  std::string refused(const std::string& lines) { return refusal_of(options_for(lines)); }

  TemporaryFolder folder_;
};

constexpr const char* brazilian = "1;2024-01-05;R$ 2.500,00\n2;2024-01-06;R$ 99,90\n3;2024-01-06;2.500\n";

TEST_F(Unreadable, AmountsOfAnotherFormatNameTheOptionsThatReadThem) {
  EXPECT_THAT(
      refused(brazilian),
      AllOf(HasSubstr("2 of 3 values in column 'amount' of "), HasSubstr("cannot be read as a number"),
            HasSubstr("more than the 5.0 % allowed; first "), HasSubstr("orders.csv line 2: amount 'R$ 2.500,00'"),
            EndsWith("Read them with --decimal , --thousands .")));
  FeatureOptions options = options_for(brazilian);
  options.decimal = ',';
  options.thousands = '.';
  const FeatureTable table = collect(options);
  EXPECT_THAT(values(table, "monetary"), ElementsAre(2500, 99.9, 2500));
  EXPECT_EQ(table.currency, "BRL");
}

TEST_F(Unreadable, EachFormatIsKnown) {
  EXPECT_THAT(refused("1;2024-01-05;1,234.50\n1;2024-01-05;12,000\n"), EndsWith("Read them with --thousands ,"));
  EXPECT_THAT(refused("1;2024-01-05;12.50\n1;2024-01-05;1,234\n1;2024-01-05;2,345\n"),
              EndsWith("Read them with --thousands ,"))
      << "12.50 shows what the point is";
  EXPECT_THAT(refused("1;2024-01-05;1 234,50\n1;2024-01-05;99,90\n"), EndsWith("--decimal , --thousands space"));
  EXPECT_THAT(refused("1;2024-01-05;1'234.50\n1;2024-01-05;2'000\n"), EndsWith("--thousands \"'\""));
  EXPECT_THAT(refused("1;2024-01-05;99,90\n1;2024-01-05;5,5\n"), EndsWith("--decimal ,"));
  EXPECT_THAT(refused("1;2024-01-05;five\n1;2024-01-05;six\n"), EndsWith("allow more with --max-unreadable"));
}

TEST_F(Unreadable, AccountingNegativesAreReadWithoutAnyOption) {
  const FeatureTable table =
      collect(options_for("1;2024-01-05;100.00\n1;2024-01-06;(40.00)\n2;2024-01-05;80.00\n2;2024-01-07;30.00-\n"));
  EXPECT_THAT(values(table, "monetary"), ElementsAre(60, 50));
}

TEST_F(Unreadable, NumbersThatMayMeanAnotherAreNotReadBesideThem) {
  std::string lines;
  for (int i = 0; i < 200; ++i) lines += "1;2024-01-05;1.000\n";
  lines += "1;2024-01-05;1.234,50\n1;2024-01-05;99,90\n";
  EXPECT_THAT(refused(lines), AllOf(HasSubstr("others may be thousands that were taken for decimals"),
                                    EndsWith("--decimal , --thousands .")));
  EXPECT_EQ(collect(options_for(lines + "1;2024-01-05;12.50\n")).lines_used, 201) << "here a point is a decimal one";
}

TEST_F(Unreadable, AFewAreCountedAndLeftOut) {
  std::string lines = "1;2024-01-05;oops\n1;2024-01-05;\n1;2024-01-05;NA\n";
  for (int i = 0; i < 3; ++i) lines += "1;2024-01-05;5\n";
  const FeatureTable table = collect(options_for(lines));
  EXPECT_EQ(account(table, "missing or unparsable number").lines, 3) << "one alone, and two that are not there";
  EXPECT_THAT(refused(lines + "1;2024-01-05;oops\n"), HasSubstr("2 of 5 values"));
}

TEST_F(Unreadable, TheLimitCanBeSet) {
  FeatureOptions options = options_for("1;2024-01-05;a\n1;2024-01-05;b\n1;2024-01-05;5\n1;2024-01-05;5\n");
  options.max_unreadable = 0.5;
  EXPECT_EQ(collect(options).lines_used, 2);
  options.max_unreadable = 0.49;
  EXPECT_THAT(refusal_of(options), HasSubstr("more than the 49.0 % allowed"));
}

TEST_F(Unreadable, DatesOfAnotherFormatNameIt) {
  EXPECT_THAT(refused("1;05/02/2024;10\n1;25/02/2024;10\n"),
              AllOf(HasSubstr("2 of 2 values in column 'day'"), HasSubstr("cannot be read as a date"),
                    EndsWith("Read them with --date-format %d/%m/%Y")));
  EXPECT_THAT(refused("1;05/02/2024;10\n1;06/02/2024;10\n"), EndsWith("--date-format %d/%m/%Y or %m/%d/%Y"));
  EXPECT_THAT(refused("1;05.02.2024 10:30;10\n1;06.02.2024 11:00;10\n"), EndsWith("--date-format \"%d.%m.%Y %H:%M\""));
  EXPECT_THAT(refused("1;05/02/24;10\n1;25/02/24;10\n"), EndsWith("--date-format %d/%m/%y"));
  EXPECT_THAT(refused("1;24-02-05;10\n1;99-02-25;10\n"), EndsWith("--date-format %y-%m-%d"));
}

TEST_F(Unreadable, EachFileIsJudgedByItself) {
  FeatureOptions options = options_for("1;2024-01-05;5\n1;2024-01-05;5\n");
  options.orders.push_back(write_file(folder_, "other.csv", "id;day;amount\n1;2024-01-05;5,50\n1;2024-01-05;7,50\n"));
  EXPECT_THAT(refusal_of(options), AllOf(HasSubstr("other.csv line 2"), EndsWith("--decimal ,")));
}

}  // namespace
}  // namespace segmenta
