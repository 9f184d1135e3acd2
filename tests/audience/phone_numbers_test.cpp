// Phone numbers in E.164, and that what is remembered of a block of numbers holds of each of them.

#include "audience/phone_numbers.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <phonenumbers/phonenumberutil.h>

#include <random>
#include <set>

#include "store/refusal.h"

namespace segmenta {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST(APhoneNumber, IsWrittenInE164) {
  PhoneNumbers german("DE");
  for (const char* written : {"0170 1234567", "+49 170 1234567", "0049-170-1234567", "(0170) 123 45 67",
                              "+49 (0)170/1234567", "tel:+49-170-1234567"}) {
    EXPECT_EQ(german.e164(written), "+491701234567") << written;
  }
  EXPECT_EQ(german.e164("+44 7911 123456"), "+447911123456");
}

TEST(APhoneNumber, ThatIsNoneIsNone) {
  PhoneNumbers german("DE");
  for (const char* written :
       {"", "12", "call me", "0170 12", "+49 170 1234567 ext. 5", "+999 1234567890", "0000000000"}) {
    EXPECT_THAT(german.e164(written), IsEmpty()) << written;
  }
}

TEST(APhoneNumber, WithoutACountryNeedsARegion) {
  PhoneNumbers any("");
  EXPECT_THAT(any.e164("0170 1234567"), IsEmpty());
  EXPECT_EQ(any.e164("+49 170 1234567"), "+491701234567");
  EXPECT_THAT(refusal([] { const PhoneNumbers numbers("Germany"); }), AllOf(StartsWith("2: "), HasSubstr("Germany")));
}

// Of every country and kind of number, with all digits but the last four as they are: the answer for one must be that
// for any other.
TEST(ABlockOfPhoneNumbers, IsValidAsAWhole) {
  const PhoneNumberUtil& library = *PhoneNumberUtil::GetInstance();
  std::set<std::string> regions;
  library.GetSupportedRegions(&regions);
  std::mt19937 random(1);
  int numbers = 0, others = 0;
  for (const std::string& region : regions) {
    PhoneNumbers remembered(region);
    for (const auto kind : {PhoneNumberUtil::MOBILE, PhoneNumberUtil::FIXED_LINE}) {
      PhoneNumber example;
      if (!library.GetExampleNumberForType(region, kind, &example)) continue;
      std::string written;
      library.Format(example, PhoneNumberUtil::E164, &written);
      // Numbers near the example, in blocks of their own.
      for (int i = 0; i < 20; ++i) {
        std::string near = written;
        if (near.size() < 9) continue;
        near[near.size() - 5] = static_cast<char>('0' + random() % 10);
        for (int one = 0; one < 3; ++one) {
          const std::string number = near.substr(0, near.size() - 4) + fmt::format("{:04}", random() % 10'000);
          ++numbers;
          if (remembered.e164(number) != e164_of(number, region)) ++others;
        }
      }
    }
  }
  EXPECT_GT(numbers, 20'000);
  EXPECT_EQ(others, 0) << "of " << numbers;
}

}  // namespace
}  // namespace segmenta
