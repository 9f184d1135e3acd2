// Ids of customers: integers, text, leading zeros, 64 bits.

#include <gmock/gmock.h>

#include "features/order_files.h"

namespace segmenta {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

FeatureTable of_ids(const std::vector<std::string>& ids) {
  std::string lines;
  for (const std::string& id : ids) lines += id + ",2020-01-01,1\n";
  return collect_amounts(lines);
}

template <class Id>
std::vector<Id> ids(const FeatureTable& table) {
  return std::get<std::vector<Id>>(table.ids);
}

TEST(CustomerIds, AreIntegersByValueWhereAllAre) {
  EXPECT_THAT(ids<std::int64_t>(of_ids({"100", " 20 ", "-3", "100"})), ElementsAre(-3, 20, 100));
}

TEST(CustomerIds, KeepAll64Bits) {
  EXPECT_THAT(ids<std::int64_t>(of_ids({"9223372036854775807", "9223372036854775806"})),
              ElementsAre(9223372036854775806, 9223372036854775807));
  EXPECT_THAT(ids<std::uint64_t>(of_ids({"18446744073709551615", "1"})), ElementsAre(1U, 18446744073709551615U));
}

TEST(CustomerIds, AreTextBeyond64Bits) {
  EXPECT_THAT(ids<std::string>(of_ids({"18446744073709551616", "2"})), ElementsAre("18446744073709551616", "2"));
}

TEST(CustomerIds, WrittenAsWholeFloatsAreIntegers) {
  EXPECT_THAT(ids<std::int64_t>(of_ids({"17850.0", "13047.0", "17850"})), ElementsAre(13047, 17850));
}

TEST(CustomerIds, StayAsWrittenWhereAnyIsNoInteger) {
  EXPECT_THAT(ids<std::string>(of_ids({"10.0", "9", "A1"})), ElementsAre("10.0", "9", "A1"));
  EXPECT_THAT(ids<std::string>(of_ids({"1.5", "2.0"})), ElementsAre("1.5", "2.0"));
}

TEST(CustomerIds, MayHaveAnyNumberOfZerosAfterThePoint) {
  EXPECT_THAT(ids<std::int64_t>(of_ids({"1001.000000000000", "1002"})), ElementsAre(1001, 1002));
}

TEST(CustomerIds, AreSpelledTheSameWhicheverLineComesFirst) {
  EXPECT_THAT(ids<std::string>(of_ids({"10.00", "10.0", "A1"})), ElementsAre("10.0", "A1"));
  EXPECT_THAT(ids<std::string>(of_ids({"10.0", "10.00", "A1"})), ElementsAre("10.0", "A1"));
}

TEST(CustomerIds, HaveNoSpacesOfAnyKindAroundThem) {
  EXPECT_THAT(ids<std::int64_t>(of_ids({"77", "77\xc2\xa0", "\xe3\x80\x80 77\t", "77\xa0"})), ElementsAre(77));
  EXPECT_THAT(ids<std::string>(of_ids({"\xc3\xa0", "\xc2\xa0\xc3\xa0"})), ElementsAre("\xc3\xa0"));
}

FeatureTable of_ids_by(const std::vector<std::string>& ids, const IdRules& rules) {
  const TemporaryFolder folder;
  std::string lines = "id,day,amount\n";
  for (const std::string& id : ids) lines += id + ",2020-01-01,1\n";
  FeatureOptions options = amount_options(write_file(folder, "orders.csv", lines));
  options.ids = rules;
  return collect(options);
}

TEST(IdRules, LeadingZerosMayNotCount) {
  const IdRules rules{.ignore_leading_zeros = true};
  EXPECT_THAT(ids<std::int64_t>(of_ids_by({"0017", "17", "017.0", "000", "18"}, rules)), ElementsAre(0, 17, 18));
  EXPECT_THAT(ids<std::string>(of_ids_by({"0017", "17", "00A"}, rules)), ElementsAre("00A", "17"));
}

TEST(IdRules, CaseMayNotCount) {
  const IdRules rules{.ignore_case = true};
  EXPECT_THAT(ids<std::string>(of_ids_by({"ab1", "AB1", "aB1", "x"}, rules)), ElementsAre("AB1", "x"));
  EXPECT_THAT(ids<std::string>(of_ids_by({"aB1", "AB1", "x"}, rules)), ElementsAre("AB1", "x"));
  EXPECT_THAT(ids<std::string>(of_ids_by({"ab1", "AB1"}, {})), ElementsAre("AB1", "ab1"));
}

TEST(IdRules, EveryCharacterMayCount) {
  EXPECT_THAT(ids<std::string>(of_ids_by({"1", "1.0", "x"}, {.as_written = true})), ElementsAre("1", "1.0", "x"));
  EXPECT_THAT(refusal([] { of_ids_by({"1"}, {.as_written = true, .ignore_case = true}); }), testing::StartsWith("2: "));
}

TEST(RoundedIds, AreCountedWithTheFirstLine) {
  const TemporaryFolder folder;
  std::vector<std::string> notes;
  Context context;
  context.on_note = [&](const std::string& note) {
    if (note.find("spreadsheet") != std::string::npos) notes.push_back(note);
  };
  const std::string header = "id,day,amount\n";
  collect_features(amount_options(write_file(folder, "orders.csv",
                                             header + "17,2020-01-01,1\n1.23457E+11,2020-01-01,1\n"
                                                      "1.23457E+11,2020-01-01,1\n2E+11,2020-01-01,1\n"
                                                      "12E4,2020-01-01,1\nE+12,2020-01-01,1\n")),
                   context);
  EXPECT_THAT(notes, ElementsAre(testing::AllOf(HasSubstr("customer ids like 1.23457E+11: 2, first in "),
                                                HasSubstr("orders.csv line 3. A spreadsheet has rounded them"))));
}

TEST(CustomerIds, WithLeadingZerosAreText) {
  const FeatureTable table = of_ids({"007", "7"});
  EXPECT_THAT(ids<std::string>(table), ElementsAre("007", "7"));
}

TEST(CustomerIds, AreOrderedByBytesWhereText) {
  EXPECT_THAT(ids<std::string>(of_ids({"b", "Z", "a", "\xc3\xa9"})), ElementsAre("Z", "a", "b", "\xc3\xa9"));
}

TEST(CustomerIds, CanBeForcedToBeText) {
  const TemporaryFolder folder;
  FeatureOptions options =
      amount_options(write_file(folder, "orders.csv", "id,day,amount\n1,2020-01-01,5\n1.0,2020-01-01,5\n"));
  options.types = {{"id", "string"}};
  EXPECT_THAT(ids<std::string>(collect(options)), ElementsAre("1", "1.0"));
}

TEST(CustomerIds, ForcedToBeIntegersNameTheOneThatIsNot) {
  const TemporaryFolder folder;
  FeatureOptions options =
      amount_options(write_file(folder, "orders.csv", "id,day,amount\n1,2020-01-01,5\nx7,2020-01-01,5\n"));
  options.types = {{"id", "int64"}};
  EXPECT_THAT(refusal_of(options), HasSubstr("orders.csv line 3: id 'x7' is not an int64"));
}

TEST(CustomerIds, InLatin1AreRecodedAndCounted) {
  const FeatureTable table = collect_amounts("M\xfcller,2020-01-01,5\nM\xc3\xbcller,2020-01-01,5\n");
  EXPECT_THAT(ids<std::string>(table), ElementsAre("M\xc3\xbcller"));
  EXPECT_EQ(account(table, "text not in UTF-8, read as Windows-1252").lines, 1);
}

}  // namespace
}  // namespace segmenta
