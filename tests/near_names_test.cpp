// Names that were perhaps meant, and the promise that a table's errors say them.

#include <gmock/gmock.h>
#include <segmenta/error.h>
#include <segmenta/near_names.h>
#include <segmenta/table.h>

namespace segmenta {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::ThrowsMessage;

TEST(NearNames, DifferByFewLettersOrByCaseAlone) {
  EXPECT_EQ(near_names("monetry", {"age", "monetary"}), "Did you mean 'monetary'?");
  EXPECT_EQ(near_names("RECENCY_DAYS", {"recency_days", "frequency"}), "Did you mean 'recency_days'?");
  EXPECT_EQ(near_names("recency", {"frequency", "recency_days"}), "Did you mean 'recency_days'?");
  EXPECT_EQ(near_names("zzz", {"age", "monetary"}), "");
  EXPECT_EQ(near_names("d", {"B", "D", "M"}), "Did you mean 'D'?") << "one letter differs from all others";
}

TEST(NearNames, AreAllNamesWhereNoneIsNear) {
  EXPECT_EQ(near_or_all("zzz", {"age", "monetary"}), "Its columns are: age, monetary");
  EXPECT_THAT(near_or_all("zzz", std::vector<std::string>(21, "column")), EndsWith("column, ..."));
}

TEST(Table, SaysNearNamesOfAColumnThatThereIsNot) {
  const std::vector<double> values{1, 2};
  const MemoryTable table({"recency_days", "age"}, values);
  EXPECT_THAT([&] { return table.column_index("recency_day"); },
              ThrowsMessage<Error>(AllOf(HasSubstr("has no column 'recency_day'"),
                                         HasSubstr("Did you mean 'recency_days'?"), Not(HasSubstr("age")))));
  EXPECT_THAT([&] { return table.column_index("zzz"); },
              ThrowsMessage<Error>(HasSubstr("Its columns are: recency_days, age")));
}

}  // namespace
}  // namespace segmenta
