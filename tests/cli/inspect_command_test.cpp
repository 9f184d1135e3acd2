// `segmenta inspect` as a user runs it.

#include <gmock/gmock.h>

#include <cmath>
#include <sstream>

#include "cli/program.h"
#include "store/expected.h"

namespace segmenta {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Workplace;

std::string inspect(const std::string& file) { return "inspect " + store_path(file).string(); }

TEST(InspectAsJson, GivesTheFiguresOfPandas) {
  const auto outcome = Workplace().segmenta(inspect("group.h5") + " --json");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json answer = json::parse(outcome.out);
  EXPECT_EQ(answer["file"], store_path("group.h5").string());
  EXPECT_EQ(answer["layout"], "group");
  EXPECT_EQ(answer["table"], "/");
  EXPECT_EQ(answer["rows"], 7);
  EXPECT_EQ(answer["id"], json({{"name", "id"}, {"type", "int64"}}));
  EXPECT_GT(answer["memory"]["resident_bytes"], answer["memory"]["streamed_bytes"]);
  ASSERT_EQ(answer["columns"].size(), 5U);
  for (const json& column : answer["columns"]) {
    const json& wanted = expected()["columns"][column["name"]];
    EXPECT_EQ(column["missing"], wanted["missing"]) << column;
    if (column["type"] == "string") {
      EXPECT_TRUE(column["min"].is_null() && column["mean"].is_null() && column["max"].is_null());
      continue;
    }
    EXPECT_EQ(column["min"], wanted["min"]) << column;
    EXPECT_EQ(column["max"], wanted["max"]) << column;
    EXPECT_NEAR(column["mean"].get<double>(), wanted["mean"].get<double>(),
                1e-12 * std::abs(wanted["mean"].get<double>()));
  }
}

TEST(InspectAsJson, SaysWhereThereAreNoIds) {
  const auto outcome = Workplace().segmenta(inspect("matrix_bare.h5") + " --json");
  EXPECT_TRUE(json::parse(outcome.out)["id"].is_null());
}

TEST(InspectAsATable, SaysWhatThereIs) {
  const auto outcome = Workplace().segmenta(inspect("vaex.hdf5"));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("7 rows, 5 columns, id 'id' (int64)"));
  EXPECT_THAT(outcome.out, HasSubstr("recency_days  int32            0          1    87.2857         365"));
}

TEST(InspectAsATable, FitsATerminal) {
  const auto outcome = Workplace().segmenta(inspect("types.h5"));
  std::istringstream lines(outcome.out);
  std::string line;
  std::getline(lines, line);  // the path, as long as it is
  while (std::getline(lines, line)) EXPECT_LE(line.size(), 80U) << line;
}

TEST(InspectOfATable, TakesItsPathAndItsId) {
  const auto outcome = Workplace().segmenta(inspect("several.h5") + " --table /b --json");
  EXPECT_EQ(json::parse(outcome.out)["table"], "/b");
  const auto chosen = Workplace().segmenta(inspect("group.h5") + " --id country --json");
  EXPECT_EQ(json::parse(chosen.out)["id"]["type"], "string");
}

TEST(InspectOfWhatIsNoStore, EndsWithCode3AndNothingOnStdout) {
  const auto outcome = Workplace().segmenta(inspect("make.py") + " --json");
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err, HasSubstr("not an HDF5 file"));
}

}  // namespace
}  // namespace segmenta
