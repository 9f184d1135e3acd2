// Pickles that hold data are read, and those that would do anything are not.

#include "store/pickle.h"

#include <gmock/gmock.h>

namespace segmenta {
namespace {

using testing::ElementsAre;
using testing::Optional;
using namespace std::string_literals;

TEST(PickledNames, OfEveryProtocolAreRead) {
  // pickle.dumps(["spend", "Zo\xeb", "\u20ac"], protocol=...)
  const std::string bodies[] = {
      "(lp0\nVspend\np1\naVZo\xeb\np2\naV\\u20ac\np3\na."s,
      "\x80\x02]q\x00(X\x05\x00\x00\x00spendq\x01X\x04\x00\x00\x00Zo\xc3\xabq\x02X\x03\x00\x00\x00\xe2\x82\xacq\x03"
      "e."s,
      "\x80\x04\x95\x1c\x00\x00\x00\x00\x00\x00\x00]\x94("
      "\x8c\x05spend\x94\x8c\x04Zo\xc3\xab\x94\x8c\x03\xe2\x82\xac\x94"
      "e."s};
  for (const std::string& body : bodies) {
    EXPECT_THAT(unpickle_names(body), Optional(ElementsAre("spend", "Zoë", "€")));
  }
}

TEST(PickledNames, ThatAreNumbersBecomeText) {
  EXPECT_THAT(unpickle_names("(lp0\nI0\naI17\na."), Optional(ElementsAre("0", "17")));
  EXPECT_THAT(unpickle_names("\x80\x02]q\x00(K\x01M\x00\x01J\xff\xff\xff\xff"s + "e."),
              Optional(ElementsAre("1", "256", "-1")));
}

TEST(PickledNames, MetBeforeAreRecalled) {
  EXPECT_THAT(unpickle_names("(lp0\nVa\np1\nag1\na."), Optional(ElementsAre("a", "a")));
}

TEST(PickledValues, AreTuplesAndDictionaries) {
  const auto axes = unpickle("(lp0\n(I1\n(lp1\nVspend\np2\natp8\na.");
  ASSERT_TRUE(axes);
  EXPECT_EQ(axes->items[0]->items[0]->whole, 1);
  EXPECT_THAT(names_of(*axes->items[0]->items[1]), Optional(ElementsAre("spend")));
  const auto info = unpickle("(dp0\nVindex\np1\n(dp2\nVindex_name\np3\nVcustomer\np4\nss.");
  ASSERT_TRUE(info);
  EXPECT_EQ(info->find("index")->find("index_name")->text, "customer");
  EXPECT_EQ(info->find("absent"), nullptr);
}

TEST(Pickles, ThatCallAnythingAreNotRead) {
  EXPECT_FALSE(unpickle("cos\nsystem\n(S'echo'\ntR."));
  EXPECT_FALSE(unpickle("\x80\x04\x8c\x02os\x8c\x06system\x93."s));
}

TEST(Pickles, ThatAreDamagedAreNotRead) {
  for (const char* bytes : {"", ".", "(lp0\n", "l.", "a.", "Vno end", "g7\n.", "I12x\n.", "(lp0\nV\\u12\na.", "s.",
                            "]]a", "X\xff\xff\xff\xff.", "\x85."}) {
    EXPECT_FALSE(unpickle(bytes)) << bytes;
  }
}

TEST(Pickles, OfGreatDepthAreNotRead) { EXPECT_FALSE(unpickle(")" + std::string(100'000, '\x85') + ".")); }

}  // namespace
}  // namespace segmenta
