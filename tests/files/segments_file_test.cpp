// Segments come back from their file as they were, whatever the ids are.

#include <gmock/gmock.h>
#include <segmenta/files.h>

#include <cmath>

#include "store/arrays.h"
#include "store/refusal.h"
#include "store/temporary_folder.h"

namespace segmenta {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

using Texts = std::vector<std::string>;

Segments three_rows() {
  return {{2, 0, 1}, {0.5F, 0.1F, 7}, {0, -1, 2}, {1, std::numeric_limits<float>::quiet_NaN(), 3}, {}};
}

class SegmentsOf : public testing::Test {
 protected:
  CustomerSegments written(const Ids& ids, const Segments& segments = three_rows(), int k = 3) {
    write_segments(file, "customer", ids, segments, k);
    return read_segments(file);
  }

  TemporaryFolder folder;
  std::filesystem::path file = folder / "segments.h5";
};

TEST_F(SegmentsOf, EveryRowComeBackAsTheyWereWritten) {
  const CustomerSegments read = written(std::vector<std::int64_t>{7, -8, 9});
  const Segments expected = three_rows();
  EXPECT_EQ(read.k, 3);
  EXPECT_EQ(read.segments.segment, expected.segment);
  EXPECT_EQ(read.segments.distance, expected.distance);
  EXPECT_EQ(read.segments.runner_up, expected.runner_up);
  EXPECT_EQ(read.segments.margin[2], 3);
  EXPECT_TRUE(std::isnan(read.segments.margin[1]));
}

TEST_F(SegmentsOf, IdsOfEveryKindKeepAllTheirBits) {
  const Ids big = std::vector<std::int64_t>{9007199254740993, -9223372036854775807 - 1, 9223372036854775807};
  EXPECT_EQ(written(big).ids, big);
  const Ids bigger = std::vector<std::uint64_t>{18446744073709551615U, 0, 9223372036854775809U};
  EXPECT_EQ(written(bigger).ids, bigger);
  const Ids text = Texts{"Zoë", "", "0017850"};
  EXPECT_EQ(written(text).ids, text);
}

TEST_F(SegmentsOf, OneVeryLongIdAmongShortOnesComesBack) {
  Texts ids(3000, "a");
  ids[1234] = std::string(5000, 'x');
  Segments segments;
  segments.segment.assign(3000, 0);
  EXPECT_EQ(written(ids, segments, 1).ids, Ids(ids));
  EXPECT_LT(std::filesystem::file_size(file), 1U << 20);
}

TEST_F(SegmentsOf, RowsWithoutDetailsHaveNone) {
  const CustomerSegments read = written(std::vector<std::int64_t>{1, 2, 3}, {{0, 0, 0}, {}, {}, {}, {}}, 1);
  EXPECT_TRUE(read.segments.distance.empty());
  EXPECT_TRUE(read.segments.runner_up.empty());
  EXPECT_TRUE(read.segments.margin.empty());
}

TEST_F(SegmentsOf, NoRowsAreAFileOfNoRows) {
  EXPECT_TRUE(written(std::vector<std::int64_t>{}, {}, 2).segments.segment.empty());
  EXPECT_EQ(size(written(Texts{}, {}, 2).ids), 0);
}

TEST_F(SegmentsOf, ASegmentBeyondKIsRefused) {
  write_segments(file, "id", std::vector<std::int64_t>{1, 2, 3}, three_rows(), 2);
  EXPECT_THAT(refusal([&] { read_segments(file); }),
              AllOf(StartsWith("3: "), HasSubstr("'/segment'"), HasSubstr("holds 2 in row 0")));
}

TEST_F(SegmentsOf, ANumberOfSegmentsFarBeyondTheCustomersIsRefused) {
  const Ids ids = std::vector<std::int64_t>{7, 8, 9};
  EXPECT_EQ(written(ids, three_rows(), 10'000).k, 10'000);
  EXPECT_THAT(refusal([&] { written(ids, three_rows(), 1'000'000); }),
              AllOf(StartsWith("3: "), HasSubstr("claims 1000000 segments"), HasSubstr("3 customers")));
}

TEST_F(SegmentsOf, IdsOfAnotherLengthAreRefused) {
  write_segments(file, "id", std::vector<std::int64_t>{1, 2, 3}, three_rows(), 3);
  {
    const h5::File edited{h5::Handle(H5Fopen(file.c_str(), H5F_ACC_RDWR, H5P_DEFAULT)),
                          {file.string(), {}, h5::Access::writing}};
    H5Ldelete(edited.id(), "/id", H5P_DEFAULT);
    h5::write_ids(edited, "/id", Texts{"a", "b"});
  }
  EXPECT_THAT(refusal([&] { read_segments(file); }),
              AllOf(StartsWith("3: "), HasSubstr("'/segment'"), HasSubstr("[3]"), HasSubstr("[2]")));
}

TEST_F(SegmentsOf, RowsThatDoNotMatchTheIdsAreNotWritten) {
  EXPECT_THAT(refusal([&] { write_segments(file, "id", std::vector<std::int64_t>{1}, three_rows(), 3); }),
              StartsWith("1: "));
  EXPECT_FALSE(std::filesystem::exists(file));
}

}  // namespace
}  // namespace segmenta
