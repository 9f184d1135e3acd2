// E-mail addresses, names, countries and postal codes in the forms that platforms compare.

#include "audience/normal_forms.h"

#include <gmock/gmock.h>

#include "sha256.h"

namespace segmenta {
namespace {

using testing::IsEmpty;

TEST(AnEmail, IsTrimmedAndInLowerCase) {
  EXPECT_EQ(normal_email(" Test@Example.COM\t"), "test@example.com");
  EXPECT_EQ(normal_email("JÖRG@BÜCHER.example"), "jörg@bücher.example");
  EXPECT_EQ(normal_email("a.b+c_d-e@sub.example.co.uk"), "a.b+c_d-e@sub.example.co.uk");
}

TEST(AnEmail, ThatCanBeNoneIsNone) {
  for (const char* written : {"",
                              "a",
                              "@",
                              "a@",
                              "@b.de",
                              "a@b",
                              "a@@b.de",
                              "a@b.de@c.de",
                              "a b@c.de",
                              "a@b..de",
                              "a@.de",
                              "a@b.de.",
                              "a@-b.de",
                              "a@b-.de",
                              "a,b@c.de",
                              "<a@b.de>",
                              "a@b_c.de",
                              "mailto:a@b.de",
                              "a@b.de;c@d.de",
                              "a\n@b.de"}) {
    EXPECT_THAT(normal_email(written), IsEmpty()) << written;
  }
  EXPECT_THAT(normal_email(std::string(65, 'a') + "@b.de"), IsEmpty());
  EXPECT_EQ(normal_email(std::string(64, 'a') + "@b.de"), std::string(64, 'a') + "@b.de");
}

TEST(AnEmail, OfGoogleIsItsMailbox) {
  EXPECT_EQ(google_email("j.o.e+news@gmail.com"), "joe@gmail.com");
  EXPECT_EQ(google_email("j.o.e@googlemail.com"), "joe@googlemail.com");
  EXPECT_EQ(google_email("j.o.e+news@example.com"), "j.o.e+news@example.com");
  EXPECT_EQ(google_email("j.o.e@gmail.com.example"), "j.o.e@gmail.com.example");
}

TEST(AName, IsItsLetters) {
  EXPECT_EQ(normal_name("  José "), "josé");
  EXPECT_EQ(normal_name("Mrs. Ann  Marie"), "ann marie");
  EXPECT_EQ(normal_name("O'Brien Jr."), "obrien");
  EXPECT_EQ(normal_name("Jean-Luc"), "jeanluc");
  EXPECT_EQ(normal_name("ÅNGSTRÖM"), "ångström");
  EXPECT_EQ(normal_name("Dr"), "dr");  // all that there is
  EXPECT_EQ(normal_name("..."), "");
}

TEST(ACountry, IsKnownByCodesAndByItsName) {
  for (const char* written : {"DE", "de", " deu ", "Germany", "GERMANY"}) EXPECT_EQ(country_code(written), "DE");
  EXPECT_EQ(country_code("United Kingdom"), "GB");
  EXPECT_EQ(country_code("UK"), "GB");
  EXPECT_EQ(country_code("NA"), "NA");  // Namibia
  for (const char* written : {"", "XX", "Atlantis"}) EXPECT_THAT(country_code(written), IsEmpty());
}

TEST(APostalCode, IsShortenedAsItsCountryHasIt) {
  EXPECT_EQ(short_postal_code("94107-1234", "US"), "94107");
  EXPECT_EQ(short_postal_code("SW1A 1AA", "GB"), "sw1a1");
  EXPECT_EQ(short_postal_code("10115", "DE"), "10115");
  EXPECT_EQ(short_postal_code("", "US"), "");
}

TEST(AHash, IsThatOfTheStandard) {
  Sha256 sha256;
  EXPECT_EQ(hex(sha256("test@example.com")), "973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b");
  sha256.add("test@");
  sha256.add("example.com");
  EXPECT_EQ(hex(sha256.finish()), "973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b");
  EXPECT_TRUE(is_hash(hex(sha256("a"))));
  EXPECT_FALSE(is_hash(hex(sha256("a")).substr(1)));
  EXPECT_FALSE(is_hash(std::string(64, 'g')));
}

}  // namespace
}  // namespace segmenta
