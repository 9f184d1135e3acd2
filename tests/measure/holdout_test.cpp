// Arms by the hash that anybody can compute, whom they leave out, and what is said of them.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <segmenta/error.h>
#include <segmenta/files.h>
#include <segmenta/holdout.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "measure/unit_hash.h"
#include "segments/typed_table.h"
#include "store/temporary_folder.h"

namespace segmenta {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// What Python's hashlib gives: int.from_bytes(sha256(b"spring-2026\0" + b"42").digest()[:8], "big") / 2**64.
TEST(UnitHash, IsThatOfPython) {
  UnitHash spring("spring-2026");
  EXPECT_EQ(spring("42"), 0.6576075694931243);
  EXPECT_EQ(spring(std::int64_t{42}), spring("42"));
  EXPECT_EQ(spring(std::uint64_t{42}), spring("42"));
  EXPECT_EQ(spring(std::int64_t{-7}), 0.9265738960906296);
  EXPECT_EQ(UnitHash("é")("ključ"), 0.23007152555330143);
  EXPECT_EQ(UnitHash("")(""), 0.43048164923648174);
}

TEST(Arms, AreReadAsPeopleWriteThem) {
  EXPECT_THAT(parse_arms("control=10%,A=45%,B=45%"), ElementsAre(Arm{"control", 0.1}, Arm{"A", 0.45}, Arm{"B", 0.45}));
  EXPECT_THAT(parse_arms("mail = 90%, Control=10%"), ElementsAre(Arm{"mail", 0.9}, Arm{"Control", 0.1}));
  EXPECT_EQ(control_of(parse_arms("mail = 90%, Control=10%")), 1U);
  EXPECT_THAT(parse_arms("new=0.5,old=0.5"), ElementsAre(Arm{"new", 0.5}, Arm{"old", 0.5}));
  EXPECT_EQ(control_of(parse_arms("A=50%,Control=50%")), 1U);
  EXPECT_EQ(control_of(parse_arms("A=50%,B=50%")), 0U);
}

TEST(Arms, ThatAreNoneAreRefused) {
  for (const char* text : {"", "control", "control=10%", "control=10%,treated=80%", "a=50%,a=50%", "a=0,b=100%",
                           "a=-10%,b=110%", "a=x,b=1", " =50%,b=50%", "a=50%, A=50%", "a=nan,b=1", "a=50%,b=50%,"}) {
    EXPECT_THROW(parse_arms(text), Error) << text;
  }
}

// So many customers with a number that nothing depends on, and one that is twice the id.
TypedTable customers(std::int64_t count, std::int64_t first = 0) {
  std::vector<std::int64_t> ids(static_cast<std::size_t>(count));
  std::iota(ids.begin(), ids.end(), first);
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  std::vector<double> spend, twice;
  for (const std::int64_t id : ids) {
    spend.push_back(id % 10 == 0 ? std::nan("") : normal(random));
    twice.push_back(2.0 * static_cast<double>(id));
  }
  TypedTable table(ids);
  table.add("spend", spend);
  table.add("twice", twice);
  table.add_text("country", std::vector<std::string>(static_cast<std::size_t>(count), "FR"));
  return table;
}

HoldoutOptions spring() {
  HoldoutOptions options;
  options.salt = "spring";
  options.arms = parse_arms("control=10%,A=45%,B=45%");
  return options;
}

TEST(HoldoutArms, AreTheFirstWhoseCumulativeShareIsAbove) {
  const TypedTable table = customers(5000);
  const Holdout made = holdout(table, {}, spring(), {});
  UnitHash hash("spring");
  std::vector<std::int64_t> counted(3);
  for (std::int64_t id = 0; id < 5000; ++id) {
    const double u = hash(id);
    const std::int32_t expected = u < 0.1 ? 0 : u < 0.1 + 0.45 ? 1 : 2;
    EXPECT_EQ(made.arm[static_cast<std::size_t>(id)], expected) << id;
    ++counted[static_cast<std::size_t>(expected)];
  }
  EXPECT_EQ(made.customers, counted);
  EXPECT_EQ(made.assigned(), 5000);
}

TEST(HoldoutArms, DependNeitherOnOtherCustomersNorOnThreads) {
  Context one;
  one.threads = 1;
  Context many;
  many.threads = 5;
  const Holdout all = holdout(customers(200'000), {}, spring(), one);
  EXPECT_EQ(holdout(customers(200'000), {}, spring(), many).arm, all.arm);
  const Holdout later = holdout(customers(1000, 150'000), {}, spring(), many);
  EXPECT_TRUE(std::equal(later.arm.begin(), later.arm.end(), all.arm.begin() + 150'000));
}

TEST(HoldoutArms, AreOfTheSameTextWhateverTheType) {
  const std::vector<std::string> texts{"1", "2", "3", "4"};
  const std::vector<std::uint64_t> whole{1, 2, 3, 4};
  EXPECT_EQ(holdout(TypedTable(texts), {}, spring(), {}).arm, holdout(TypedTable(whole), {}, spring(), {}).arm);
}

TEST(HoldoutArms, LeaveOutWhomTheOptionsLeaveOut) {
  const TypedTable table = customers(3000);
  std::vector<std::int32_t> segment(3000);
  for (std::size_t i = 0; i < segment.size(); ++i) segment[i] = static_cast<std::int32_t>(i % 3);
  HoldoutOptions options = spring();
  options.only = {0, 2};
  options.excluded.push_back({"other.h5", std::vector<std::string>{"0", "3", "4", "999999"}});
  options.universal_salt = "never";
  options.universal_share = 0.2;
  const Holdout made = holdout(table, segment, 3, options, {});
  UnitHash never("never");
  for (std::size_t i = 0; i < 3000; ++i) {
    const bool is_out = i % 3 == 1 || i == 0 || i == 3 || never(static_cast<std::int64_t>(i)) < 0.2;
    EXPECT_EQ(made.arm[i] == no_arm, is_out) << i;
  }
  EXPECT_EQ(made.in_other_segments, 1000);
  EXPECT_EQ(made.in_other_campaigns, 2);
  EXPECT_EQ(made.assigned() + made.in_other_segments + made.in_other_campaigns + made.universal, 3000);
  EXPECT_THAT(made.by_segment[1], Each(0));
  EXPECT_EQ(made.by_segment[0][0] + made.by_segment[2][0], made.customers[0]);
}

TEST(HoldoutBalance, IsTheStandardisedDifferenceOfMeans) {
  const TypedTable table = customers(4000);
  const Holdout made = holdout(table, {}, spring(), {});
  ASSERT_EQ(made.balance.size(), 4U) << "two numbers, two arms";
  std::vector<double> spend(4000);
  const std::size_t column = 0;
  table.read(std::span(&column, 1), 0, 4000, spend.data());
  for (const std::size_t arm : {1U, 2U}) {
    double n[2] = {}, mean[2] = {}, variance[2] = {};
    for (const int pass : {0, 1}) {
      for (std::size_t i = 0; i < 4000; ++i) {
        if (std::isnan(spend[i]) || (made.arm[i] != 0 && made.arm[i] != static_cast<std::int32_t>(arm))) continue;
        const std::size_t of = made.arm[i] == 0 ? 0 : 1;
        if (pass == 0) n[of] += 1, mean[of] += spend[i];
        if (pass == 1) variance[of] += std::pow(spend[i] - mean[of] / n[of], 2) / (n[of] - 1);
      }
    }
    const double expected = (mean[1] / n[1] - mean[0] / n[0]) / std::sqrt((variance[0] + variance[1]) / 2);
    EXPECT_EQ(made.balance[arm - 1].feature, "spend");
    EXPECT_EQ(made.balance[arm - 1].arm, arm);
    EXPECT_NEAR(made.balance[arm - 1].smd, expected, 1e-12);
  }
}

TEST(HoldoutBalance, IsMostlyWithinWhatChanceMakes) {
  int beyond = 0;
  for (int salt = 0; salt < 200; ++salt) {
    HoldoutOptions options = spring();
    options.salt = std::to_string(salt);
    const Holdout made = holdout(customers(2000), {}, options, {});
    const auto largest =
        std::ranges::max_element(made.balance, {}, [](const ArmBalance& one) { return std::abs(one.smd); });
    beyond += std::abs(largest->smd) > made.largest_by_chance ? 1 : 0;
  }
  EXPECT_GT(beyond, 60);
  EXPECT_LT(beyond, 120);
}

TEST(HoldoutPower, IsOfTheCustomersThatThereAre) {
  HoldoutOptions options = spring();
  options.baseline_rate = 0.04;
  options.detect = 0.01;
  const std::vector<std::int32_t> segment(5000, 1);
  const Holdout made = holdout(customers(5000), segment, 2, options, {});
  ASSERT_EQ(made.detectable.size(), 4U) << "all, and the one segment that has customers";
  const GroupSizes sizes{static_cast<double>(made.customers[0]), static_cast<double>(made.customers[2])};
  EXPECT_FALSE(made.detectable[1].segment);
  EXPECT_EQ(made.detectable[1].arm, 2U);
  EXPECT_EQ(made.detectable[1].difference, detectable_rate(0.04, sizes, {}));
  EXPECT_EQ(made.detectable[1].relative, made.detectable[1].difference / 0.04);
  EXPECT_EQ(made.detectable[3].segment, 1);
  EXPECT_EQ(made.detectable[3].difference, made.detectable[1].difference);
  ASSERT_EQ(made.needed.size(), 2U);
  EXPECT_EQ(made.needed[0].control, std::llround(std::ceil(control_size_for_rates(0.04, 0.05, 4.5, {}))));
}

TEST(HoldoutOptionsThat, DoNotGoTogetherAreRefused) {
  const TypedTable table = customers(100);
  const auto refuses = [&](const auto& change, const std::vector<std::int32_t>& segment, int k, const char* why) {
    HoldoutOptions options = spring();
    change(options);
    try {
      holdout(table, segment, k, options, {});
      ADD_FAILURE() << why;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr(why));
    }
  };
  const std::vector<std::int32_t> segment(100, 0);
  refuses([](auto& options) { options.salt.clear(); }, {}, 0, "needs a salt");
  refuses([](auto& options) { options.universal_salt = "spring"; }, {}, 0, "universal");
  refuses([](auto& options) { options.only = {0}; }, {}, 0, "no segments");
  refuses([](auto& options) { options.only = {1}; }, segment, 1, "no segment 1");
  refuses([](auto& options) { options.baseline_value = 3; }, {}, 0, "go together");
  refuses([](auto& options) { options.detect = 3; }, {}, 0, "needs a baseline");
  refuses([](auto& options) { options.features = {"country"}; }, {}, 0, "is text");
  refuses([](auto&) {}, std::vector<std::int32_t>(100, 7), 2, "no segment 7");
  refuses([](auto&) {}, std::vector<std::int32_t>(99, 0), 2, "not those of");
  refuses([](auto& options) { options.only = {1}; }, segment, 2, "No customer");
}

TEST(AssignmentFile, SaysWhatWasAssigned) {
  const TemporaryFolder here;
  const TypedTable table = customers(500);
  std::vector<std::int32_t> segment(500);
  for (std::size_t i = 0; i < segment.size(); ++i) segment[i] = static_cast<std::int32_t>(i % 2);
  HoldoutOptions options = spring();
  options.only = {1};
  const Holdout made = holdout(table, segment, 2, options, {});
  Assignment written = assignment_of(made, table.read_ids(0, 500), segment, 2, options.salt);
  written.names = {"Few", "Many"};
  written.labels_digest = "0123456789abcdef";
  write_assignment(here / "a.h5", "id", written);
  const Assignment read = read_assignment(here / "a.h5");
  EXPECT_EQ(read.ids, written.ids);
  EXPECT_EQ(size(read.ids), 250);
  EXPECT_EQ(read.arm, written.arm);
  EXPECT_EQ(read.segment, written.segment);
  EXPECT_EQ(read.arms, written.arms);
  EXPECT_EQ(read.salt, "spring");
  EXPECT_EQ(read.names, written.names);
  EXPECT_EQ(read.k, 2);
  EXPECT_EQ(read.labels_digest, "0123456789abcdef");
}

TEST(AssignmentFile, OfACustomerInTwoArmsIsRefused) {
  const TemporaryFolder here;
  Assignment twice{.ids = std::vector<std::int64_t>{7, 3, 7}, .arm = {0, 1, 1}, .arms = parse_arms("a=50%,b=50%")};
  write_assignment(here / "a.h5", "id", twice);
  EXPECT_THROW(read_assignment(here / "a.h5"), Error);
  twice.ids = std::vector<std::int64_t>{7, 3, 8};
  twice.arm = {0, 1, 2};
  write_assignment(here / "b.h5", "id", twice);
  EXPECT_THROW(read_assignment(here / "b.h5"), Error) << "there is no third arm";
}

}  // namespace
}  // namespace segmenta
