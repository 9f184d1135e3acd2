// What counts distinct things: text dictionaries and sets of hashes.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "features/hash_set.h"
#include "features/text_dictionary.h"

namespace segmenta::features {
namespace {

TEST(TextDictionary, GivesCodesInOrderOfFirstSightAndFindsThemAgain) {
  TextDictionary dictionary;
  for (int i = 0; i < 20000; ++i) ASSERT_EQ(dictionary.intern("customer " + std::to_string(i)), i);
  for (int i = 0; i < 20000; i += 7) {
    const std::string text = "customer " + std::to_string(i);
    ASSERT_EQ(dictionary.intern(text), i);
    ASSERT_EQ(dictionary.text(static_cast<std::uint32_t>(i)), text);
  }
  EXPECT_EQ(dictionary.find("customer 19999"), 19999U);
  EXPECT_FALSE(dictionary.find("customer 20000"));
  EXPECT_EQ(dictionary.size(), 20000U);
}

TEST(TextDictionary, TheEmptyTextIsATextToo) {
  TextDictionary dictionary;
  EXPECT_FALSE(dictionary.find(""));
  EXPECT_EQ(dictionary.intern("a"), 0U);
  EXPECT_EQ(dictionary.intern(""), 1U);
  EXPECT_EQ(dictionary.text(1), "");
}

TEST(HashSet, CountsEachPairOnce) {
  HashSet set;
  std::set<std::pair<int, int>> expected;
  for (int i = 0; i < 30000; ++i) {
    const int order = i * 31 % 977;
    const int owner = i * 17 % 13;
    const bool added = set.insert(hash_of(hash_of(std::to_string(order)), static_cast<std::uint32_t>(owner)));
    ASSERT_EQ(added, expected.emplace(order, owner).second);
  }
  EXPECT_EQ(set.size(), expected.size());
}

TEST(HashMap, HoldsAValueForEachHash) {
  HashMap<int> map;
  EXPECT_EQ(map.find({}), nullptr);
  for (int i = 0; i < 30000; ++i) map.insert(hash_of(std::to_string(i % 5000))).first += i;
  map.insert({}).first = 7;
  EXPECT_EQ(map.size(), 5001U);
  EXPECT_EQ(*map.find({}), 7);
  EXPECT_EQ(*map.find(hash_of("1")), 1 + 5001 + 10001 + 15001 + 20001 + 25001);
  EXPECT_EQ(map.find(hash_of("5000")), nullptr);
  std::int64_t sum = 0;
  map.for_each([&](const Hash128&, int value) { sum += value; });
  EXPECT_EQ(sum, 30000LL * 29999 / 2 + 7);
}

TEST(HashSet, TakesTheHashOfZeros) {
  HashSet set;
  EXPECT_TRUE(set.insert({}));
  EXPECT_FALSE(set.insert({}));
}

}  // namespace
}  // namespace segmenta::features
