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
