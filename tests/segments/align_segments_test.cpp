// Segments matched to the rows of a table by id.

#include <gmock/gmock.h>
#include <segmenta/error.h>
#include <segmenta/segments.h>

#include <numeric>

#include "segments/typed_table.h"

namespace segmenta {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

using Integers = std::vector<std::int64_t>;
using Unsigned = std::vector<std::uint64_t>;
using Texts = std::vector<std::string>;

std::string refusal(const Table& table, const Ids& ids, const std::vector<std::int32_t>& segment) {
  try {
    align_segments(table, ids, segment);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
    return error.what();
  }
  return "accepted";
}

TEST(AlignSegments, KeepsTheOrderWhereItIsTheSame) {
  EXPECT_THAT(align_segments(TypedTable(Integers{30, 10, 20}), Integers{30, 10, 20}, {2, 0, 1}), ElementsAre(2, 0, 1));
}

TEST(AlignSegments, FollowsTheTableWhereTheOrderIsAnother) {
  EXPECT_THAT(align_segments(TypedTable(Integers{30, 10, 20}), Integers{10, 20, 30}, {0, 1, 2}), ElementsAre(2, 0, 1));
  EXPECT_THAT(align_segments(TypedTable(Texts{"c", "a", "b"}), Texts{"a", "b", "c"}, {0, 1, 2}), ElementsAre(2, 0, 1));
}

TEST(AlignSegments, MatchesIdsOfOtherTypesByTheirText) {
  EXPECT_THAT(align_segments(TypedTable(Texts{"30", "4"}), Integers{4, 30}, {0, 1}), ElementsAre(1, 0));
  EXPECT_THAT(align_segments(TypedTable(Unsigned{30, 4}), Integers{4, 30}, {0, 1}), ElementsAre(1, 0));
}

TEST(AlignSegments, KeepsAll64BitsOfAnId) {
  const Unsigned ids = {18446744073709551615U, 18446744073709551614U};
  EXPECT_THAT(align_segments(TypedTable(ids), Unsigned{ids[1], ids[0]}, {0, 1}), ElementsAre(1, 0));
}

TEST(AlignSegments, MatchesRowNumbersWhereTheTableHasNoIds) {
  const std::vector<double> values = {1, 2, 3};
  EXPECT_THAT(align_segments(MemoryTable({"x"}, values), Integers{2, 0, 1}, {5, 6, 7}), ElementsAre(6, 7, 5));
}

TEST(AlignSegments, CountsAndShowsTheIdsThatDoNotMatch) {
  const std::string message = refusal(TypedTable(Integers{1, 2, 3, 4, 5, 6}), Integers{6, 7, 8}, {0, 1, 2});
  EXPECT_THAT(message, HasSubstr("5 only in customers.h5: 1, 2, 3, ..."));
  EXPECT_THAT(message, HasSubstr("2 only in the segments: 7, 8"));
}

TEST(AlignSegments, SaysNothingOfTheSideThatIsComplete) {
  EXPECT_THAT(refusal(TypedTable(Integers{1, 2}), Integers{1, 2, 3}, {0, 0, 0}),
              AllOf(HasSubstr("1 only in the segments: 3"), Not(HasSubstr("only in customers.h5"))));
}

TEST(AlignSegments, RefusesAnIdThatOccursTwice) {
  EXPECT_THAT(refusal(TypedTable(Integers{1, 2, 3}), Integers{2, 1, 2}, {0, 1, 2}),
              HasSubstr("The id 2 occurs twice in the segments (rows 0 and 2)"));
}

TEST(AlignSegments, RefusesLabelsThatAreNotOneAnId) {
  EXPECT_THAT(refusal(TypedTable(Integers{1, 2}), Integers{1, 2}, {0}), HasSubstr("2 ids, 1 labels"));
}

// Segments of customers 1, 2, ...
CustomerSegments segments_of(const std::vector<std::int32_t>& labels, int k) {
  CustomerSegments made;
  Integers ids(labels.size());
  std::iota(ids.begin(), ids.end(), 1);
  made.ids = ids;
  made.segments.segment = labels;
  made.k = k;
  return made;
}

std::vector<int> followed_by(const CustomerSegments& now, const CustomerSegments& earlier) {
  std::vector<int> numbers;
  for (const FollowedSegment& one : follow_segments(now, earlier)) numbers.push_back(one.earlier);
  return numbers;
}

TEST(FollowSegments, GivesTheEarlierOneOfMoreThanHalfOfTheCustomersInCommon) {
  const CustomerSegments now = segments_of({1, 1, 1, 0, 0, 2}, 3);
  const CustomerSegments earlier = segments_of({0, 0, 1, 1, 1, 1}, 2);
  EXPECT_THAT(followed_by(now, earlier), ElementsAre(-1, 0, -1)) << "2 of 4 are half of them, not more";
  const auto followed = follow_segments(now, earlier);
  EXPECT_EQ(followed[0].overlap, 2.0 / 4);
  EXPECT_EQ(followed[1].overlap, 2.0 / 3);
  EXPECT_EQ(followed[2].overlap, 1.0 / 4);
}

TEST(FollowSegments, LooksAtCustomersOfBothFilesWhateverTheirOrder) {
  CustomerSegments now = segments_of({0, 0, 1, 1, 1}, 2);
  now.ids = Integers{9, 8, 3, 20, 21};
  CustomerSegments earlier = segments_of({1, 0, 0, 0, 0}, 2);
  earlier.ids = Texts{"3", "8", "9", "40", "41"};
  EXPECT_THAT(followed_by(now, earlier), ElementsAre(0, 1));
}

TEST(FollowSegments, RefusesAnIdThatOccursTwice) {
  CustomerSegments now = segments_of({0, 0}, 1);
  now.ids = Integers{4, 4};
  now.file = "now.h5";
  try {
    follow_segments(now, segments_of({0, 0}, 1));
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("The id 4 occurs twice in now.h5"));
  }
}

}  // namespace
}  // namespace segmenta
