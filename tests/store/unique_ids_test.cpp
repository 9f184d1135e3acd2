// An id that occurs twice is found and named with both rows.

#include <gmock/gmock.h>
#include <segmenta/store.h>

#include "store/refusal.h"
#include "store/temporary_folder.h"

namespace segmenta {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class Identified : public testing::Test {
 protected:
  std::string check(const Ids& ids) {
    const auto rows = static_cast<std::size_t>(size(ids));
    write_store(file, ids, {{{"spend", ColumnType::real, "float64", "", "", ""}, std::vector<double>(rows, 1), {}}});
    const auto store = open_store(file);
    return refusal([&] { check_unique_ids(*store); });
  }

  TemporaryFolder folder;
  std::filesystem::path file = folder / "store.h5";
};

TEST_F(Identified, RowsOfDifferentIdsPass) {
  EXPECT_EQ(check(std::vector<std::int64_t>{5, -1, 3}), "no error");
  EXPECT_EQ(check(std::vector<std::int64_t>{1, 2, 3}), "no error");
  EXPECT_EQ(check(std::vector<std::string>{"b", "a", "ab", ""}), "no error");
  EXPECT_EQ(check(std::vector<std::int64_t>{1}), "no error");
}

TEST_F(Identified, RowsOfOneIdAreNamedBoth) {
  EXPECT_THAT(check(std::vector<std::int64_t>{5, -1, 3, -1}),
              AllOf(StartsWith("3: "), HasSubstr("id '-1'"), HasSubstr("rows 1 and 3"), HasSubstr("'id'")));
  EXPECT_THAT(check(std::vector<std::string>{"Zoë", "a", "Zoë"}), AllOf(HasSubstr("'Zoë'"), HasSubstr("rows 0 and 2")));
  EXPECT_THAT(check(std::vector<std::int64_t>{1, 2, 2}), HasSubstr("rows 1 and 2"));
}

TEST_F(Identified, TheEarliestRepetitionIsNamed) {
  EXPECT_THAT(check(std::vector<std::int64_t>{1, 9, 5, 5, 9, 1, 5}),
              AllOf(HasSubstr("'5'"), HasSubstr("rows 2 and 3")));
}

TEST_F(Identified, IdsThatOnlyTheLastBitTellsApartPass) {
  EXPECT_EQ(check(std::vector<std::int64_t>{9007199254740993, 9007199254740992}), "no error");
  EXPECT_EQ(check(std::vector<std::uint64_t>{18446744073709551615U, 18446744073709551614U}), "no error");
  EXPECT_THAT(check(std::vector<std::uint64_t>{18446744073709551615U, 0, 18446744073709551615U}),
              HasSubstr("'18446744073709551615'"));
}

TEST(ATableWithoutIds, HasNoIdTwice) {
  const std::vector<double> values{1, 1};
  check_unique_ids(MemoryTable({"a"}, values));
}

}  // namespace
}  // namespace segmenta
