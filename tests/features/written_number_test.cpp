// Numbers as people write them.

#include "features/written_number.h"

#include <gmock/gmock.h>

namespace segmenta::features {
namespace {

constexpr NumberFormat plain;
constexpr NumberFormat english{'.', ','};
constexpr NumberFormat german{',', '.'};
constexpr NumberFormat french{',', ' '};
constexpr NumberFormat swiss{'.', '\''};

// Not a number: no value is as low.
constexpr double none = -1e18;

double read(std::string_view text, NumberFormat format) {
  const auto number = read_number(text, format, 9);
  return number ? to_double(number->value, 9) : none;
}

TEST(WrittenNumber, ThousandsAreSeparatedThroughoutOrNotAtAll) {
  EXPECT_EQ(read("1,234.56", english), 1234.56);
  EXPECT_EQ(read("1234.56", english), 1234.56);
  EXPECT_EQ(read("12,345,678", english), 12345678);
  EXPECT_EQ(read("-1,000", english), -1000);
  EXPECT_EQ(read("12,34,567.5", english), 1234567.5) << "as in India";
  for (const char* text :
       {"1,23", "1,2345", "1234,567", "1,,234", ",123", "1,234,5", "1,234.5,6", "1.234,56", "0,123"}) {
    EXPECT_EQ(read(text, english), none) << text;
  }
}

TEST(WrittenNumber, TheDecimalCharacterMayBeAComma) {
  EXPECT_EQ(read("99,90", german), 99.9);
  EXPECT_EQ(read("1.234,56", german), 1234.56);
  EXPECT_EQ(read("2.500", german), 2500);
  EXPECT_EQ(read("1.50", german), none);
  EXPECT_EQ(read("1.000", {',', '\0'}), none) << "it could be one or a thousand";
}

TEST(WrittenNumber, SpacesOfAnyKindAndApostrophesSeparateThousands) {
  for (const char* text : {"1 234,56",
                           "1\xc2\xa0"
                           "234,56",
                           "1\xe2\x80\xaf"
                           "234,56",
                           "1\xa0"
                           "234,56"}) {
    EXPECT_EQ(read(text, french), 1234.56) << text;
  }
  EXPECT_EQ(read("1'234.50", swiss), 1234.5);
  EXPECT_EQ(read("1\xe2\x80\x99"
                 "234.50",
                 swiss),
            1234.5);
}

TEST(WrittenNumber, NegativesHaveAMinusOnEitherSideOrParentheses) {
  for (const char* text : {"-40.00", "40.00-", "(40.00)", "( 40.00 )",
                           "\xe2\x88\x92"
                           "40.00",
                           "-$40.00", "$-40.00", "($40.00)", "$(40.00)", "40.00- EUR", "- 40.00"}) {
    EXPECT_EQ(read(text, plain), -40) << text;
  }
  for (const char* text : {"(-40)", "--40", "-40-", "(40", "40)", "()", "(", "-", "$", "$-"}) {
    EXPECT_EQ(read(text, plain), none) << text;
  }
}

TEST(WrittenNumber, ADashForTheDecimalsIsNoMinus) {
  EXPECT_EQ(read("5.-", plain), 5);
  EXPECT_EQ(read("CHF 5.\xe2\x80\x93", plain), 5);
  EXPECT_EQ(read("99,-", german), 99);
}

TEST(WrittenNumber, TellsItsCurrency) {
  const auto currency = [](std::string_view text, NumberFormat format = plain) {
    const auto number = read_number(text, format, 9);
    return number ? number->currency : "no number";
  };
  EXPECT_EQ(currency("12.50"), "");
  EXPECT_EQ(currency("$12.50"), "$");
  EXPECT_EQ(currency("12.50 €"), "EUR");
  EXPECT_EQ(currency("12.50\x80"), "EUR") << "in Windows-1252";
  EXPECT_EQ(currency("£12.50"), "GBP");
  EXPECT_EQ(currency("EUR 12.50"), "EUR");
  EXPECT_EQ(currency("12.50 SEK"), "SEK");
  EXPECT_EQ(currency("R$ 2.500,00", german), "BRL");
  EXPECT_EQ(currency("1 234,50 zł", french), "PLN");
  EXPECT_EQ(currency("€5$"), "no number");
}

TEST(WrittenNumber, CanBeWrittenPlainly) {
  EXPECT_EQ(plain_number("(1.234,56 €)", german)->text, "-1234.56");
  EXPECT_EQ(plain_number("(1.234,56 €)", german)->currency, "EUR");
  EXPECT_EQ(plain_number("007", plain)->text, "007");
  EXPECT_FALSE(plain_number("1.234,56", english));
}

TEST(WrittenNumber, WhatIsNoNumberStaysNone) {
  for (const char* text : {"", "abc", "12a", "a12", "0x10", "nan", "NaN", "inf", "-Infinity", "1.2.3", "1 234", "99,90",
                           "12 XYZ", "Rand 5", "1e", "2011-12-09", "12:50"}) {
    EXPECT_EQ(read(text, plain), none) << text;
  }
  EXPECT_EQ(read(std::string(100, '1'), english), none);
}

TEST(WrittenNumber, OptionsAreThoseOfTheProgram) {
  EXPECT_EQ(options_of(german), "--decimal , --thousands .");
  EXPECT_EQ(options_of(english), "--thousands ,");
  EXPECT_EQ(options_of({',', '\0'}), "--decimal ,");
  EXPECT_EQ(options_of(swiss), "--thousands \"'\"");
  EXPECT_EQ(options_of({'.', ' '}), "--thousands space");
  EXPECT_EQ(options_of(german, "crm.csv"), "--decimal crm.csv:, --thousands crm.csv:.") << "of a joined source";
}

}  // namespace
}  // namespace segmenta::features
