// Files and options that cannot be used are refused in words, with a way out.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <atomic>

#include "features/arrow_files.h"
#include "features/order_files.h"

namespace segmenta {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class HostileFiles : public testing::Test {
 protected:
  std::string refusal_of_bytes(const std::string& bytes, const std::string& name = "orders.csv") {
    return refusal_of(amount_options(write_file(folder_, name, bytes)));
  }

  TemporaryFolder folder_;
};

TEST_F(HostileFiles, AreNamedWithTheReason) {
  EXPECT_THAT(refusal_of(amount_options(folder_ / "none.csv")),
              AllOf(StartsWith("3: "), HasSubstr("none.csv"), HasSubstr("no such file")));
  EXPECT_THAT(refusal_of_bytes(""), AllOf(StartsWith("3: "), HasSubstr("it is empty")));
  EXPECT_THAT(refusal_of_bytes("\n\n"), AllOf(StartsWith("3: "), HasSubstr("no line but empty ones")));
  EXPECT_THAT(refusal_of_bytes("id,day,amount\n"), AllOf(StartsWith("3: "), HasSubstr("header but no order lines")));
  EXPECT_THAT(refusal_of_bytes("id,day,amount"), AllOf(StartsWith("3: "), HasSubstr("header but no order lines")));
  EXPECT_THAT(refusal_of_bytes("PK\x03\x04 and so on"), AllOf(StartsWith("3: "), HasSubstr("Excel")));
  EXPECT_THAT(refusal_of_bytes("\xff\xfei"), AllOf(StartsWith("3: "), HasSubstr("UTF-16")));
}

TEST_F(HostileFiles, APipeIsRefusedBeforeItIsWaitedFor) {
  const std::filesystem::path pipe = folder_ / "orders.csv";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT(refusal_of(amount_options(pipe)), AllOf(StartsWith("3: "), HasSubstr("it is a pipe or a device")));
}

TEST_F(HostileFiles, AreCalledWhatTheyAre) {
  using namespace std::string_literals;
  const std::pair<std::string, const char*> kinds[] = {
      {"i\0d\0,\0d\0a\0y\0\n\0"s, "UTF-16"},
      {"\0i\0d\0,\0d"s, "UTF-16"},
      {"{\"id\": 1, \"day\": \"2024-01-05\"}\n{\"id\": 2}\n", "JSON"},
      {"[\n  {\"id\": 1}]", "JSON"},
      {"ARROW1\0\0"s, "Feather"},
      {"ORC\x0a\x03\0\x01"s, "ORC"},
      {"Obj\x01\x04", "Avro"},
      {"<!DOCTYPE html><table>", "HTML"},
      {"SQLite format 3\0"s, "SQLite"},
  };
  for (const auto& [bytes, kind] : kinds) {
    EXPECT_THAT(refusal_of_bytes(bytes), AllOf(StartsWith("3: "), HasSubstr(kind)));
  }
  EXPECT_THAT(refusal_of_bytes(gzip("{\"id\": 1}")), HasSubstr("JSON"));
  EXPECT_THAT(refusal_of_bytes("ORC,day,amount\n1,2020-01-01,5\n"), HasSubstr("no column 'id'"));
}

TEST_F(HostileFiles, AbsentColumnsAreAnsweredWithThoseThereAre) {
  EXPECT_THAT(refusal_of_bytes("id,date,amount\n1,2020-01-01,5\n"),
              AllOf(StartsWith("3: "), HasSubstr("no column 'day'"), HasSubstr("id, date, amount")));
  EXPECT_THAT(refusal_of_bytes("id^day^amount\n1^2020-01-01^5\n"), HasSubstr("check the delimiter"));
  EXPECT_THAT(refusal_of_bytes("id,day,day,amount\n1,2,3,4\n"), HasSubstr("two columns 'day'"));
}

TEST_F(HostileFiles, AHeaderThatIsNoneIsAnsweredWithTheLineThatMayBe) {
  EXPECT_THAT(refusal_of_bytes("Orders of January\n\n\"id\",day,amount\n1,2020-01-01,5\n"),
              HasSubstr("Line 3 has it: if that is the header, begin there with --skip-lines 2 "));
  EXPECT_THAT(refusal_of_bytes("# by hand\nOrders;January;all\nid;day;amount\n1;2020-01-01;5\n"),
              HasSubstr("Its columns are: Orders, January, all. Line 3 has it"));
  EXPECT_THAT(refusal_of_bytes("Orders of January\n1,2020-01-01,5\nidle,void\n"),
              HasSubstr("or skip lines before the header with --skip-lines"));
}

TEST_F(HostileFiles, LinesThatAreNotThereCannotBeSkipped) {
  FeatureOptions options = amount_options(write_file(folder_, "o.csv", "id,day,amount\n1,2020-01-01,5\n"));
  for (const std::int64_t lines : {2, 3, 99}) {
    options.skip_lines = lines;
    EXPECT_THAT(refusal_of(options), AllOf(StartsWith("3: "), HasSubstr("it has no line after them"))) << lines;
  }
  options.orders = {write_file(folder_, "o.csv", std::string(100000, 'x') + "\n")};
  options.skip_lines = 2;
  EXPECT_THAT(refusal_of(options), HasSubstr("longer than 64 KiB"));
  write_parquet(folder_ / "o.parquet");
  options.orders = {folder_ / "o.parquet"};
  EXPECT_THAT(refusal_of(options), HasSubstr("it is a Parquet file"));
  options.skip_lines = -1;
  EXPECT_THAT(refusal_of(options), StartsWith("2: "));
}

TEST_F(HostileFiles, ALaterFileWithoutAColumnIsNamed) {
  FeatureOptions options = amount_options(write_file(folder_, "a.csv", "id,day,amount\n1,2020-01-01,5\n"));
  options.orders.push_back(write_file(folder_, "b.csv", "id,day,total\n1,2020-01-01,5\n"));
  EXPECT_THAT(refusal_of(options), AllOf(StartsWith("3: "), HasSubstr("b.csv has no column 'amount'")));
}

TEST_F(HostileFiles, AWrongNumberOfFieldsNamesTheLine) {
  EXPECT_THAT(refusal_of_bytes("id,day,amount\n1,2020-01-01,5\n\n1,2020-01-01,5,6\n1,2\n"),
              AllOf(StartsWith("3: "), HasSubstr("orders.csv line 4 has 4 fields where the header has 3")));
  EXPECT_THAT(refusal_of_bytes("id,day,amount\n1,2020-01-01\n"), HasSubstr("line 2 has 2 fields"));
}

TEST_F(HostileFiles, TheFirstBadLineIsReportedWhateverTheThreads) {
  std::string text = "id,day,amount\n";
  for (int i = 0; i < 300000; ++i) text += i % 100000 == 99999 ? "1,2\n" : "1,2020-01-01,5\n";
  const auto options = amount_options(write_file(folder_, "orders.csv", text));
  for (int i = 0; i < 3; ++i) EXPECT_THAT(refusal_of(options), HasSubstr("line 100001 has 2 fields"));
}

TEST_F(HostileFiles, AQuoteThatStaysOpenNamesItsLine) {
  EXPECT_THAT(refusal_of_bytes("id,day,amount\n1,2020-01-01,5\n\"1,2020-01-01,5\n1,2020-01-01,5\n"),
              AllOf(StartsWith("3: "), HasSubstr("line 3 opens a quoted value that is never closed")));
}

TEST_F(HostileFiles, TruncatedGzipIsRefused) {
  std::string text = "id,day,amount\n";
  for (int i = 0; i < 5000; ++i) text += std::to_string(i) + ",2020-01-01," + std::to_string(i * 7919 % 1000) + "\n";
  const std::string packed = gzip(text);
  EXPECT_THAT(refusal_of_bytes(packed.substr(0, packed.size() / 2), "o.csv.gz"),
              AllOf(StartsWith("3: "), HasSubstr("o.csv.gz"), HasSubstr("runcated")));
  EXPECT_THAT(refusal_of_bytes(packed.substr(0, 2), "o.csv.gz"), StartsWith("3: "));
  std::string damaged = packed;
  damaged[packed.size() / 2] = static_cast<char>(~damaged[packed.size() / 2]);
  EXPECT_THAT(refusal_of_bytes(damaged, "o.csv.gz"), StartsWith("3: "));
}

// Cut and damaged everywhere: an error or, where the damage is in a value, an answer; never a crash.
TEST_F(HostileFiles, DamagedParquetIsRefused) {
  write_parquet(folder_ / "whole.parquet");
  std::ifstream stream(folder_ / "whole.parquet", std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(stream)), {});
  EXPECT_THAT(refusal_of(shop_options(write_file(folder_, "cut.parquet", bytes.substr(0, bytes.size() / 2)))),
              AllOf(StartsWith("3: "), HasSubstr("cut.parquet")));
  for (std::size_t at = 0; at < bytes.size(); at += 13) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(~damaged[at]);
    const std::string answer = refusal_of(shop_options(write_file(folder_, "damaged.parquet", damaged)));
    EXPECT_THAT(answer, testing::AnyOf(StartsWith("3: "), StartsWith("4: "), "no error")) << at;
  }
}

TEST_F(HostileFiles, NestedColumnsAreRefusedWhereTheyAreWanted) {
  write_nested_parquet(folder_ / "nested.parquet");
  FeatureOptions options = amount_options(folder_ / "nested.parquet");
  options.keep = {"list"};
  EXPECT_THAT(refusal_of(options), AllOf(StartsWith("3: "), HasSubstr("'list'"), HasSubstr("nested")));
}

TEST_F(HostileFiles, WhereNothingIsLeftTheReasonsAreTold) {
  EXPECT_THAT(refusal_of_bytes("id,day,amount\n1,09/12/2011,5\n2,2011-12-09,-1\n"),
              AllOf(StartsWith("3: "), HasSubstr("2 lines read; 1 of them: missing or unparsable date, first"),
                    HasSubstr("'09/12/2011' is not a date"), HasSubstr("date format")));
}

TEST_F(HostileFiles, IdsWithZeroBytesAreRefused) {
  EXPECT_THAT(refusal_of_bytes(std::string("id,day,amount\na\0b,2011-12-09,5\n", 32)),
              AllOf(StartsWith("3: "), HasSubstr("line 2"), HasSubstr("zero byte")));
}

TEST_F(HostileFiles, AFractionOfAFileIsAnErrorOrAnAnswer) {
  const std::string text = "id,day,amount,note\n1,2020-01-01,5,\"a\r\nb\"\r\n2,2020-01-02,6,\xfc\n";
  for (std::size_t bytes = 0; bytes <= text.size(); ++bytes) {
    EXPECT_THAT(refusal_of_bytes(text.substr(0, bytes)), testing::AnyOf(StartsWith("3: "), "no error")) << bytes;
  }
}

TEST(HostileOptions, AreUsageErrors) {
  const auto refused = [](auto change) {
    FeatureOptions options = amount_options("unread.csv");
    change(options);
    return refusal_of(options);
  };
  EXPECT_THAT(refused([](auto& options) { options.orders.clear(); }), StartsWith("2: "));
  EXPECT_THAT(refused([](auto& options) { options.price = "p"; }), StartsWith("2: "));
  EXPECT_THAT(refused([](auto& options) { options.amount = ""; }), StartsWith("2: "));
  EXPECT_THAT(refused([](auto& options) { options.customer = ""; }), StartsWith("2: "));
  EXPECT_THAT(refused([](auto& options) { options.as_of = "tomorrow"; }), StartsWith("2: "));
  EXPECT_THAT(refused([](auto& options) { options.delimiter = '"'; }), StartsWith("2: "));
  EXPECT_THAT(refused([](auto& options) { options.types = {{"id", "double"}}; }), StartsWith("2: "));
  EXPECT_THAT(refused([](auto& options) { options.types = {{"id", "float"}}; }), StartsWith("2: "));
  EXPECT_THAT(refused([](auto& options) { options.types = {{"idd", "string"}}; }), HasSubstr("'idd'"));
}

TEST(Cancelling, StopsTheReading) {
  const TemporaryFolder folder;
  const std::atomic<bool> cancelled{true};
  Context context;
  context.cancelled = &cancelled;
  const auto options = amount_options(write_file(folder, "orders.csv", "id,day,amount\n1,2020-01-01,5\n"));
  EXPECT_THAT(refusal([&] { collect_features(options, context); }), StartsWith("5: "));
}

}  // namespace
}  // namespace segmenta
