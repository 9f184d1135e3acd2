// fit and assign as a user runs them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <segmenta/files.h>
#include <segmenta/model.h>
#include <segmenta/store.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "cli/program.h"

namespace segmenta::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class FitCommand : public ::testing::Test {
 protected:
  FitCommand() { write_customers(here_.path("customers.h5"), 3000); }

  static void write_customers(const std::filesystem::path& file, std::size_t rows) {
    std::mt19937 random(1);
    std::lognormal_distribution<> skewed;
    std::normal_distribution<> normal;
    std::vector<std::int64_t> ids;
    std::vector<StoreColumn> columns(5);
    const std::vector<std::string> names{"recency_days", "frequency", "monetary", "weight", "gaps"};
    for (std::size_t j = 0; j < names.size(); ++j) {
      columns[j].column = {names[j], ColumnType::real, "float64", "", "", ""};
    }
    for (std::size_t i = 0; i < rows; ++i) {
      ids.push_back(static_cast<std::int64_t>(10000 + 7 * i));
      columns[0].values.push_back(std::abs(90 * normal(random)));
      columns[1].values.push_back(std::ceil(skewed(random)));
      columns[2].values.push_back(200 * skewed(random));
      columns[3].values.push_back(static_cast<double>(i % 3));
      columns[4].values.push_back(i % 10 == 0 ? std::nan("") : normal(random));
    }
    write_store(file, ids, columns);
  }

  json fit(const std::string& options) {
    const Outcome outcome = here_.segmenta(
        "fit customers.h5 --k 5 --features recency_days,frequency,monetary -o model.h5 --json " + options);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return json::parse(outcome.out);
  }

  Outcome refused(const std::string& arguments, int exit_code) {
    const std::vector<std::string> before = here_.files();
    const Outcome outcome = here_.segmenta(arguments);
    EXPECT_EQ(outcome.exit_code, exit_code) << arguments << "\n" << outcome.err;
    EXPECT_THAT(outcome.out, IsEmpty());
    EXPECT_EQ(here_.files(), before) << "nothing may be left behind";
    return outcome;
  }

  Workplace here_;
};

TEST_F(FitCommand, ReportsWhatTheContractNames) {
  const json result = fit("--segments segments.h5");
  for (const char* key : {"rows", "features", "feature_names", "k", "k_requested", "inertia", "iterations", "converged",
                          "sizes", "device", "threads", "seconds", "seconds_per_iteration", "recheck_fraction",
                          "memory", "seed_rows", "labels_digest", "centroids_digest"}) {
    EXPECT_TRUE(result.contains(key)) << key;
  }
  for (const char* key : {"read", "prepare", "seed", "iterate", "write", "total"})
    EXPECT_TRUE(result["seconds"].contains(key)) << key;
  EXPECT_EQ(result["rows"], 3000);
  EXPECT_EQ(result["features"], 3);
  EXPECT_EQ(result["feature_names"], json({"recency_days", "frequency", "monetary"}));
}

TEST_F(FitCommand, AccountsForItsSeconds) {
  const json seconds = fit("")["seconds"];
  double sum = 0;
  for (const char* part : {"start", "read", "prepare", "seed", "refine", "iterate", "evidence", "finish", "write"}) {
    EXPECT_GE(seconds[part], 0) << part;
    sum += seconds[part].get<double>();
  }
  EXPECT_NEAR(sum, seconds["total"], 1e-9);
}

TEST_F(FitCommand, PlansTheMemoryThatItTakes) {
#ifdef SEGMENTA_SANITIZED
  GTEST_SKIP() << "sanitizers keep memory of their own";
#endif
  write_customers(here_.path("customers.h5"), 700'000);
  const json memory = fit("--segments segments.h5 --threads 2")["memory"];
  const auto planned = memory["planned_bytes"].get<double>();
  EXPECT_NEAR(memory["peak_bytes"], planned, 0.15 * planned) << "half of it is the program, which varies";
}

TEST_F(FitCommand, NamesTheKernelsInUse) {
  const Outcome version = here_.segmenta("--version");
  const std::string simd = fit("")["simd"];
  EXPECT_THAT(version.out, HasSubstr("CPU kernels: " + simd));
}

TEST_F(FitCommand, DigestsAreThoseOfTheFiles) {
  const json result = fit("--segments segments.h5");
  const Model model = read_model(here_.path("model.h5"));
  const CustomerSegments segments = read_segments(here_.path("segments.h5"));
  std::vector<std::int64_t> sizes(5);
  for (const std::int32_t segment : segments.segments.segment) ++sizes[static_cast<std::size_t>(segment)];
  EXPECT_EQ(result["sizes"], json(sizes));
  EXPECT_EQ(model.sizes, sizes);
  EXPECT_EQ(model.inertia, result["inertia"]);
  EXPECT_EQ(std::get<std::vector<std::int64_t>>(segments.ids)[2], 10014);
}

TEST_F(FitCommand, HasOneAnswer) {
  for (const std::string options :
       {"", "--weights weight --init kmeans-parallel", "--metric cosine --scale none --init random",
        "--clip 1 --scale robust --restarts 2"}) {
    const json expected = fit("--device reference " + options);
    for (const char* how : {"--threads 1", "--threads 2", "--threads 3 --batch 100", "--threads 7 --batch 1",
                            "--simd scalar", "--simd sse4"}) {
      const json result = fit(std::string(how) + " " + options);
      for (const char* key : {"labels_digest", "centroids_digest", "inertia", "iterations"}) {
        EXPECT_EQ(result[key], expected[key]) << key << " with " << how << " " << options;
      }
    }
  }
}

TEST_F(FitCommand, ChoosesTheNumberOfSegmentsFromARange) {
  const std::string common = "fit customers.h5 --features frequency,monetary -o model.h5 --json ";
  const Outcome outcome = here_.segmenta(common + "--k 2..5 --restarts 2");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("The runner-up is "), HasSubstr("\nsilh.: simplified silhouette, stab.")));
  const json result = json::parse(outcome.out);
  ASSERT_EQ(result["evidence"].size(), 4);
  EXPECT_EQ(result["evidence"][3]["k"], 5);
  EXPECT_EQ(result["k"], result["recommended_k"]);
  const Model model = read_model(here_.path("model.h5"));
  ASSERT_EQ(model.evidence.size(), 4);
  EXPECT_EQ(model.evidence[1].silhouette, result["evidence"][1]["silhouette"]);
  EXPECT_EQ(model.stability.size(), static_cast<std::size_t>(model.k));
  EXPECT_EQ(result["segment_stability"], json(model.stability));
  EXPECT_EQ(result["bootstrap"], json({{"rounds", 20}, {"rows", 3000}}));
  const int chosen = result["recommended_k"];
  EXPECT_EQ(*std::min_element(model.stability.begin(), model.stability.end()),
            result["evidence"][static_cast<std::size_t>(chosen - 2)]["stability"]);
  EXPECT_EQ(model.evidence[static_cast<std::size_t>(chosen - 2)].inertia, model.inertia);
  const json alone = json::parse(here_.segmenta(common + "--restarts 2 --k " + std::to_string(chosen)).out);
  EXPECT_EQ(alone["labels_digest"], result["labels_digest"]);
  EXPECT_FALSE(alone.contains("recommended_k"));
  ASSERT_EQ(alone["evidence"].size(), 1);
  for (const char* key :
       {"k", "inertia", "silhouette", "calinski_harabasz", "davies_bouldin", "smallest", "stability", "stability_se"}) {
    EXPECT_EQ(alone["evidence"][0][key], result["evidence"][static_cast<std::size_t>(chosen - 2)][key]) << key;
  }
  EXPECT_EQ(alone["segment_stability"], result["segment_stability"]);
  for (const char* k : {"1..4", "1..1", "5..3", "x", "0", "2..", "..4", "2...4", "2..4x"}) {
    refused(std::string("fit customers.h5 -o m.h5 --k ") + k, 2);
  }
  refused("fit customers.h5 -o m.h5 --k 2..4 --min-segment 101%", 2);
  refused("fit customers.h5 -o m.h5 --k 2..4 --init model.h5", 2);
}

TEST_F(FitCommand, SaysHowStableSegmentsOfAGivenNumberAre) {
  const std::string common = "fit customers.h5 --features frequency,monetary -o model.h5 --k ";
  EXPECT_THAT(here_.segmenta(common + "3").err, AllOf(HasSubstr("stability by bootstrap (20 rounds of 3,000 rows): 0 "),
                                                      HasSubstr("simplified silhouette")));
  const json without = json::parse(here_.segmenta(common + "3 --bootstrap 0 --json").out);
  EXPECT_TRUE(without["evidence"][0]["stability"].is_null());
  EXPECT_EQ(without["segment_stability"], json::array());
  EXPECT_FALSE(json::parse(here_.segmenta(common + "1 --json").out).contains("evidence"));
}

TEST_F(FitCommand, KeepsSizesWithinBounds) {
  const std::string common =
      "fit customers.h5 --features recency_days,frequency,monetary --k 5 -o model.h5 --segments segments.h5 ";
  const json free = json::parse(here_.segmenta(common + "--json").out);
  EXPECT_FALSE(free.contains("size_bounds"));
  const Outcome told = here_.segmenta(common + "--min-segment 590 --max-segment 21% --json");
  ASSERT_EQ(told.exit_code, 0) << told.err;
  EXPECT_THAT(told.err, HasSubstr("sizes kept between 590 and 630"));
  const json result = json::parse(told.out);
  const json& bounds = result["size_bounds"];
  EXPECT_EQ(bounds["least"], 590);
  EXPECT_EQ(bounds["most"], 630);
  EXPECT_GT(bounds["rows_moved"], 0);
  EXPECT_DOUBLE_EQ(bounds["cost"], result["inertia"].get<double>() / free["inertia"].get<double>() - 1);
  for (const std::int64_t size : result["sizes"]) {
    EXPECT_GE(size, 590);
    EXPECT_LE(size, 630);
  }
  EXPECT_EQ(bounds["offsets"], json(read_model(here_.path("model.h5")).offsets));
  const json again = json::parse(here_.segmenta("assign customers.h5 --model model.h5 -o again.h5 --json").out);
  EXPECT_EQ(again["labels_digest"], result["labels_digest"]);
}

TEST_F(FitCommand, SaysThatBoundsChangedNothing) {
  const std::string common = "fit customers.h5 --features recency_days,frequency --k 3 -o model.h5 --json ";
  const json free = json::parse(here_.segmenta(common).out);
  const Outcome told = here_.segmenta(common + "--min-segment 1");
  EXPECT_THAT(told.err, HasSubstr("without bounds too"));
  const json result = json::parse(told.out);
  EXPECT_EQ(result["labels_digest"], free["labels_digest"]);
  EXPECT_EQ(result["size_bounds"]["iterations"], 0);
  EXPECT_TRUE(read_model(here_.path("model.h5")).offsets.empty());
}

TEST_F(FitCommand, RefusesBoundsThatCannotBeKept) {
  const std::string common = "fit customers.h5 -o m.h5 --features recency_days,frequency ";
  EXPECT_THAT(refused(common + "--k 5 --min-segment 601", 2).err, HasSubstr("at most 600"));
  EXPECT_THAT(refused(common + "--k 5 --max-segment 19%", 2).err, HasSubstr("at least 600"));
  EXPECT_THAT(refused(common + "--k 5 --min-segment 30 --max-segment 20", 2).err, HasSubstr("at least 30"));
  EXPECT_THAT(refused(common + "--k 2..5 --max-segment 60%", 2).err, HasSubstr("range of --k"));
  EXPECT_THAT(refused(common + "--k 5 --min-segment 5 --weights weight", 2).err, HasSubstr("weights"));
  EXPECT_THAT(refused(common + "--k 5 --min-segment 5 --empty drop", 2).err, HasSubstr("empty"));
  refused(common + "--k 5 --max-segment 0%", 2);
  refused(common + "--k 5 --max-segment x", 2);
}

TEST_F(FitCommand, ChoosesWhereNoNumberIsGiven) {
  const std::string common = "fit customers.h5 --features frequency,monetary -o model.h5 --bootstrap 3 --json ";
  const Outcome left_out = here_.segmenta(common);
  ASSERT_EQ(left_out.exit_code, 0) << left_out.err;
  const json automatic = json::parse(left_out.out);
  ASSERT_EQ(automatic["evidence"].size(), 11);
  EXPECT_EQ(json::parse(here_.segmenta(common + "--k auto").out)["evidence"], automatic["evidence"]);
  EXPECT_EQ(json::parse(here_.segmenta(common + "--k 2..12").out)["reason"], automatic["reason"]);
  const json bounded = json::parse(here_.segmenta(common + "--min-segments 4 --max-segments 6").out);
  ASSERT_EQ(bounded["evidence"].size(), 3);
  EXPECT_EQ(bounded["evidence"][0]["k"], 4);
  EXPECT_EQ(bounded["structure"], automatic["structure"]);
  const json one = json::parse(here_.segmenta(common + "--k 5..5").out);
  ASSERT_EQ(one["evidence"].size(), 1);
  EXPECT_EQ(one["k"], 5);
  EXPECT_EQ(one["evidence"][0], automatic["evidence"][3]);
  const Model model = read_model(here_.path("model.h5"));
  EXPECT_EQ(model.choice_reason, one["reason"]);
  EXPECT_EQ(model.structure.gap_one, one["structure"]["gap_one"]);
  refused("fit customers.h5 -o m.h5 --k 3 --max-segments 5", 2);
  refused("fit customers.h5 -o m.h5 --k 2..4 --min-segments 5", 2);
  EXPECT_THAT(here_.segmenta("fit customers.h5 -o m.h5 --k 1..4").err, HasSubstr("--k 1..4 starts at 1"));
}

TEST_F(FitCommand, RecommendsNoSegmentsOfOneRowNearTheNumberOfRows) {
  for (const std::string rows : {"15", "40"}) {
    write_customers(here_.path("stores.h5"), std::stoul(rows));
    const Outcome outcome = here_.segmenta("fit stores.h5 --features frequency,monetary -o model.h5 --json --k 2.." +
                                           std::to_string(std::stoi(rows) - 1));
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const std::vector<std::int64_t> sizes = read_model(here_.path("model.h5")).sizes;
    EXPECT_THAT(sizes, ::testing::Each(::testing::Gt(1))) << rows;
  }
}

TEST_F(FitCommand, HasAGapStatistic) {
  const std::string common =
      "fit customers.h5 --features frequency,monetary --k 2..4 --bootstrap 0 -o model.h5 --json ";
  const Outcome without = here_.segmenta(common);
  EXPECT_EQ(json::parse(without.out)["gap"], json({{"references", 10}, {"rows", 2000}}));
  EXPECT_GT(json::parse(without.out)["evidence"][0]["gap_se"], 0);
  const Outcome outcome = here_.segmenta(common + "--gap 3");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json result = json::parse(outcome.out);
  EXPECT_EQ(result["gap"], json({{"references", 3}, {"rows", 3000}}));
  const Model model = read_model(here_.path("model.h5"));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(result["evidence"][i]["gap"], model.evidence[i].gap);
    EXPECT_EQ(result["evidence"][i]["gap_se"], model.evidence[i].gap_error);
    EXPECT_GT(model.evidence[i].gap_error, 0);
  }
  const std::string picked = " k = " + result["gap_k"].dump();
  EXPECT_THAT(outcome.err, AllOf(AnyOf(HasSubstr("the gap statistic picks" + picked),
                                       HasSubstr("the gap statistic by itself would pick" + picked)),
                                 HasSubstr("gap statistic: 3 reference sets of 3,000 rows")));
  std::istringstream lines(outcome.err);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("plan") || line.starts_with("note")) continue;
    EXPECT_LE(line.size(), 80) << line;
  }
  refused("fit customers.h5 --k 3 --gap 5 -o m.h5", 2);
  refused("fit customers.h5 --k 2..3 --gap 0 -o m.h5", 2);
}

TEST_F(FitCommand, NestsSegmentsAtLevels) {
  const Outcome outcome = here_.segmenta(
      "fit customers.h5 --features frequency,monetary --k 20 --levels 3,8 -o model.h5 --segments segments.h5 --json");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json result = json::parse(outcome.out);
  const auto fine = read_segments(here_.path("segments.h5")).segments.segment;
  const CustomerSegments three = read_segments(here_.path("segments.h5"), 3);
  const CustomerSegments eight = read_segments(here_.path("segments.h5"), 8);
  EXPECT_EQ(three.k, 3);
  std::vector<std::int64_t> sizes(3);
  std::map<std::int32_t, std::int32_t> three_of_eight;
  for (std::size_t i = 0; i < fine.size(); ++i) {
    ++sizes[static_cast<std::size_t>(three.segments.segment[i])];
    EXPECT_EQ(result["levels"][0]["of_segment"][static_cast<std::size_t>(fine[i])], three.segments.segment[i]);
    const auto known = three_of_eight.emplace(eight.segments.segment[i], three.segments.segment[i]).first;
    EXPECT_EQ(known->second, three.segments.segment[i]);
  }
  EXPECT_EQ(result["levels"][0]["sizes"], json(sizes));
  EXPECT_EQ(read_model(here_.path("model.h5")).tree.size(), 19);
  const json profile = json::parse(here_.segmenta("profile customers.h5 --segments segments.h5 --level 3 --json").out);
  EXPECT_EQ(profile["segments"][2]["size"], sizes[2]);
  EXPECT_EQ(here_.segmenta("profile customers.h5 --segments segments.h5 --level 4").exit_code, 3);
  refused("fit customers.h5 --features frequency --k 3 --levels 4 -o m.h5", 2);
  refused("fit customers.h5 --features frequency --k 3 --levels 0 -o m.h5", 2);
}

// Name of the first CUDA device; empty: there is none.
std::string cuda_device_name(const Workplace& here) {
  const json devices = json::parse(here.segmenta("devices --json").out)["devices"];
  return devices.empty() ? "" : devices[0]["name"].get<std::string>();
}

bool is_emulated(const std::string& device_name) { return device_name.starts_with("CUDA on CPU"); }

TEST_F(FitCommand, HasTheSameAnswerFromACudaDevice) {
  if (cuda_device_name(here_).empty()) GTEST_SKIP() << "no CUDA device";
  const auto fit_on = [&](const std::string& options, const std::string& how) {
    const Outcome outcome = here_.segmenta(
        "fit customers.h5 -o model.h5 --segments segments.h5 --json --restarts 2 --max-iter 6 --bootstrap 2 " +
        options + how);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return json::parse(outcome.out);
  };
  for (const std::string options :
       {"--k 5 --features recency_days,frequency,monetary", "--k 7 --weights weight --missing median --init random",
        "--k 11 --features recency_days,frequency --metric cosine --scale none --init kmeans-parallel",
        "--k 4 --features recency_days,gaps --missing partial",
        "--k 30 --features frequency --log none --empty drop"}) {
    const json expected = fit_on(options, " --device cpu");
    const auto margins = read_segments(here_.path("segments.h5")).segments.margin;
    for (const char* how : {" --device cuda", " --device cuda:0 --batch 700", " --device cuda --memory 200K"}) {
      const json result = fit_on(options, how);
      EXPECT_THAT(result["device"], HasSubstr("cuda:0"));
      for (const char* key : {"labels_digest", "centroids_digest", "inertia", "iterations"}) {
        EXPECT_EQ(result[key], expected[key]) << key << how << " " << options;
      }
      const auto also = read_segments(here_.path("segments.h5")).segments.margin;
      EXPECT_EQ(std::memcmp(margins.data(), also.data(), margins.size() * sizeof(float)), 0) << how << " " << options;
    }
  }
}

TEST_F(FitCommand, EndsWithCode4WhereACudaDeviceFails) {
  if (!is_emulated(cuda_device_name(here_))) GTEST_SKIP() << "no emulated CUDA device, which fails on request";
  const std::string arguments =
      "fit customers.h5 --features frequency,monetary --k 9 --max-iter 2 --restarts 1 --device cuda -o model.h5 "
      "--segments segments.h5";
  int failed = 0;
  for (int call = 1; call < 300; call += 1 + call / 16) {
    const Outcome outcome = here_.segmenta(arguments, "CUDA_ON_CPU_FAIL=" + std::to_string(call));
    const bool written = here_.exists("model.h5") && here_.exists("segments.h5");
    if (outcome.exit_code == 0) {  // a call that gives something back, or fewer calls than that
      EXPECT_TRUE(written) << call;
      std::filesystem::remove(here_.path("model.h5"));
      std::filesystem::remove(here_.path("segments.h5"));
      continue;
    }
    ++failed;
    EXPECT_EQ(outcome.exit_code, 4) << call << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("segmenta: The CUDA device failed in ")) << call;
    EXPECT_FALSE(here_.exists("model.h5") || here_.exists("segments.h5")) << call;
  }
  EXPECT_GT(failed, 30);
}

TEST_F(FitCommand, EndsWithCode4WhereADeviceHasTooLittleMemory) {
  if (!is_emulated(cuda_device_name(here_))) GTEST_SKIP() << "no emulated CUDA device, whose memory is as wanted";
  const Outcome outcome = here_.segmenta("fit customers.h5 --k 9 --device cuda -o model.h5", "CUDA_ON_CPU_MEM=32K");
  EXPECT_EQ(outcome.exit_code, 4);
  EXPECT_THAT(outcome.err, HasSubstr("too little memory"));
  EXPECT_FALSE(here_.exists("model.h5"));
}

TEST_F(FitCommand, RfmCanBeCountedAgainstItAndProfiledByName) {
  fit("--segments segments.h5");
  const Outcome outcome = here_.segmenta("rfm customers.h5 -o rfm.h5 --against segments.h5 --json");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json result = json::parse(outcome.out);
  std::int64_t rows = 0;
  std::int64_t crossed = 0;
  for (std::size_t i = 0; i < result["segments"].size(); ++i) {
    rows += result["segments"][i]["size"].get<std::int64_t>();
    for (const json& count : result["cross_table"][i]) crossed += count.get<std::int64_t>();
  }
  EXPECT_EQ(rows, 3000);
  EXPECT_EQ(crossed, 3000);
  EXPECT_EQ(result["segments"][0]["name"], "Champions");
  const json profile = json::parse(here_.segmenta("profile customers.h5 --segments rfm.h5 --json").out);
  EXPECT_EQ(profile["segments"][10]["name"], "Lost");
  const Outcome again = here_.segmenta("rfm customers.h5 -o again.h5 --cuts rfm.h5 --json");
  EXPECT_EQ(json::parse(again.out)["segments"], result["segments"]);
  refused("rfm customers.h5 -o rfm2.h5 --monetary gaps", 3);
  refused("rfm customers.h5 -o customers.h5", 2);
}

TEST_F(FitCommand, IsNumberedByTheValueThatAPersonNames) {
  const json found = fit("");
  EXPECT_EQ(found["meanings"], json({{"id", "id"}, {"value", "monetary"}}));
  const json named = fit("--value frequency");
  EXPECT_EQ(named["order_by"], "frequency");
  EXPECT_EQ(named["inertia"], found["inertia"]) << "the segments are the same, but for their numbers";
  refused("fit customers.h5 --k 2 --features monetary --value frequenzy -o m.h5", 3);
}

TEST_F(FitCommand, ColumnsAreTakenByOneTableWhateverTheirSpelling) {
  const std::vector<double> values{1, 2, 3, 4, 5, 6};
  std::vector<StoreColumn> columns(3);
  const char* names[] = {"Recency", "n_orders", "TotalRevenue"};
  for (std::size_t j = 0; j < 3; ++j) {
    columns[j].column = {names[j], ColumnType::real, "float64", "", "", ""};
    columns[j].values = values;
  }
  write_store(here_.path("spelled.h5"), std::vector<std::int64_t>{1, 2, 3, 4, 5, 6}, columns);
  const Outcome rfm = here_.segmenta("rfm spelled.h5 -o rfm.h5 --json");
  ASSERT_EQ(rfm.exit_code, 0) << rfm.err;
  const json meanings{{"recency", "Recency"}, {"frequency", "n_orders"}, {"value", "TotalRevenue"}};
  EXPECT_EQ(json::parse(rfm.out)["meanings"], meanings);
  EXPECT_THAT(rfm.err, HasSubstr("note: recency is 'Recency', frequency is 'n_orders', value is 'TotalRevenue'\n"));
  for (const char* command : {"profile", "evaluate"}) {
    const Outcome found = here_.segmenta(std::string(command) + " spelled.h5 --segments rfm.h5 --json");
    EXPECT_EQ(json::parse(found.out)["meanings"]["value"], "TotalRevenue") << command;
    EXPECT_THAT(found.err, HasSubstr("note: value is 'TotalRevenue'\n")) << command;
    const Outcome named =
        here_.segmenta(std::string(command) + " spelled.h5 --segments rfm.h5 --value n_orders --json");
    EXPECT_EQ(json::parse(named.out)["meanings"]["value"], "n_orders") << command;
  }
  const json store = json::parse(here_.segmenta("inspect spelled.h5 --json").out);
  EXPECT_EQ(store["meanings"]["recency"], "Recency");
  EXPECT_TRUE(store["meanings"]["consent"].is_null());
  const Outcome near = here_.segmenta("profile spelled.h5 --segments rfm.h5 --value totalrevenue");
  EXPECT_EQ(near.exit_code, 3);
  EXPECT_THAT(near.err, HasSubstr("Did you mean 'TotalRevenue'?"));
}

TEST_F(FitCommand, RefusesDevicesThatAreNot) {
  refused("fit customers.h5 --k 3 -o model.h5 --device gpu", 2);
  refused("fit customers.h5 --k 3 -o model.h5 --device cuda:99", 4);
  refused("assign customers.h5 --model customers.h5 -o s.h5 --device cuda:x", 2);
}

TEST_F(FitCommand, RefusesAPlanAboveTheMemoryAllowed) {
  const Outcome outcome = refused("fit customers.h5 --k 3 -o model.h5 --device cpu --memory 1M", 4);
  EXPECT_THAT(outcome.err, HasSubstr("--memory allows 1.0 MiB"));
}

TEST_F(FitCommand, AssignGivesTheFitsLabels) {
  const json fitted = fit("--segments segments.h5");
  const Outcome outcome = here_.segmenta("assign customers.h5 --model model.h5 -o again.h5 --json");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(json::parse(outcome.out)["labels_digest"], fitted["labels_digest"]);
  EXPECT_EQ(read_segments(here_.path("again.h5")).segments.margin,
            read_segments(here_.path("segments.h5")).segments.margin);
}

TEST_F(FitCommand, StartingFromTheModelChangesNothing) {
  const json first = fit("");
  std::filesystem::rename(here_.path("model.h5"), here_.path("first.h5"));
  const json again = fit("--init first.h5");
  EXPECT_EQ(again["labels_digest"], first["labels_digest"]);
  EXPECT_EQ(again["centroids_digest"], first["centroids_digest"]);
}

TEST_F(FitCommand, QuietAndJsonKeepTheStreamsClean) {
  const Outcome quiet = here_.segmenta("fit customers.h5 --k 3 --features monetary -o model.h5 --quiet");
  EXPECT_EQ(quiet.exit_code, 0);
  EXPECT_THAT(quiet.out, IsEmpty());
  EXPECT_THAT(quiet.err, IsEmpty());
  const Outcome loud = here_.segmenta("fit customers.h5 --k 3 --features monetary -o model.h5");
  EXPECT_THAT(loud.out, IsEmpty());
  EXPECT_THAT(loud.err, HasSubstr("plan: 3,000 rows x 1 feature,"));
}

TEST_F(FitCommand, TakesItsArgumentsInAnyOrder) {
  const Outcome outcome = here_.segmenta("fit --k 3 -o model.h5 --features monetary,frequency customers.h5");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
}

TEST_F(FitCommand, AnErrorOfTheDataComesWithoutAPlan) {
  for (const char* options : {"--k 5000", "--k 5 --features gaps,monetary --missing error"}) {
    const std::string err = refused("fit customers.h5 -o m.h5 " + std::string(options), 3).err;
    EXPECT_THAT(err, Not(HasSubstr("plan:"))) << options;
    EXPECT_EQ(std::ranges::count(err, '\n'), 1) << err;
  }
}

TEST_F(FitCommand, CountsOneAsOne) {
  const std::string err = here_.segmenta("fit customers.h5 --k 1 --features monetary -o m.h5 --threads 1").err;
  EXPECT_THAT(err, AllOf(HasSubstr("3,000 rows in 1 segment,"), HasSubstr(" 1 feature,"), HasSubstr(" 1\nthread;")));
}

TEST_F(FitCommand, RefusesWhatTheOptionsAloneShow) {
  refused("fit customers.h5 --k 3", 2);
  refused("fit customers.h5 --k 0 -o model.h5", 2);
  refused("fit customers.h5 --k 3 -o model.h5 --no-such-option", 2);
  refused("fit customers.h5 --k 3 -o model.h5 --scale huge", 2);
  refused("fit customers.h5 --k 3 -o model.h5 --init no-such-method", 2);
  refused("fit customers.h5 --k 3 -o model.h5 --metric cosine --missing partial", 2);
  refused("fit customers.h5 --k 3 -o model.h5 --missing-flags", 2);
  EXPECT_THAT(refused("fit customers.h5 --k 3 -o customers.h5", 2).err, HasSubstr("overwrite an input"));
  EXPECT_THAT(refused("fit customers.h5 --k 3 -o no/such/folder/model.h5", 2).err, HasSubstr("does not exist"));
  EXPECT_THAT(refused("fit customers.h5 --k 3 -o m.h5 --segments ./m.h5", 2).err, HasSubstr("two outputs"));
  refused("no-such-command", 2);
  refused("", 2);
}

TEST_F(FitCommand, RefusesWhatTheDataShows) {
  EXPECT_THAT(refused("fit customers.h5 --k 3 --missing error -o model.h5", 3).err,
              HasSubstr("Missing values in column 'gaps'"));
  EXPECT_THAT(refused("fit customers.h5 --k 3001 --features monetary -o model.h5", 3).err, HasSubstr("k = 3001"));
  EXPECT_THAT(refused("fit customers.h5 --k 3 --features money -o model.h5", 3).err, HasSubstr("Its columns are"));
  refused("fit customers.h5 --k 3 --features monetary --weights gaps -o model.h5", 3);
  refused("fit nothing.h5 --k 3 -o model.h5", 3);
  refused("fit customers.h5 --k 3 --features monetary --id nobody -o model.h5", 3);
  here_.write("text.h5", "not HDF5 at all");
  EXPECT_THAT(refused("fit text.h5 --k 3 -o model.h5", 3).err, HasSubstr("text.h5"));
  refused("assign customers.h5 --model customers.h5 -o out.h5", 3);
  refused("fit customers.h5 --k 3 --features monetary --init customers.h5 -o model.h5", 3);
}

TEST_F(FitCommand, HandlesMissingValuesOnRequest) {
  for (const char* how : {"auto", "median", "partial", "median --missing-flags"}) {
    const Outcome outcome = here_.segmenta(
        std::string("fit customers.h5 --k 4 -o model.h5 --segments segments.h5 --json --missing ") + how);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const Outcome again = here_.segmenta("assign customers.h5 --model model.h5 -o again.h5 --json");
    ASSERT_EQ(again.exit_code, 0) << again.err;
    EXPECT_EQ(json::parse(again.out)["labels_digest"], json::parse(outcome.out)["labels_digest"]) << how;
  }
}

TEST_F(FitCommand, EndsWithCode5OnCtrlC) {
  write_customers(here_.path("many.h5"), 300000);
  // Once it runs; twice, as programs do that send it to the process group too.
  here_.write("interrupt.sh",
              "\"$@\" & while ! grep -q plan .output/err; do sleep 0.05; done\n"
              "kill -INT $!; sleep 0.05; kill -INT $!; wait $!\n");
  const Outcome outcome = here_.segmenta(
      "fit many.h5 --k 200 --features recency_days,frequency,monetary --restarts 1000 -o model.h5", "sh interrupt.sh");
  EXPECT_EQ(outcome.exit_code, 5) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("Interrupted"));
  EXPECT_FALSE(here_.exists("model.h5"));
}

TEST_F(FitCommand, SaysSoWhenTheDiskIsFull) {
  const Outcome outcome = here_.segmenta(
      "fit customers.h5 --k 3 --features monetary -o model.h5 --segments segments.h5", "ulimit -f 20; trap '' XFSZ;");
  EXPECT_EQ(outcome.exit_code, 4) << outcome.err;
  EXPECT_FALSE(here_.exists("segments.h5"));
}

TEST_F(FitCommand, HelpHasAnExampleForEveryCommand) {
  for (const char* command : {"features", "import", "inspect", "devices", "fit", "assign", "rfm", "rules", "profile",
                              "explain", "evaluate", "report"}) {
    const Outcome outcome = here_.segmenta(std::string(command) + " --help");
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.out, HasSubstr("Example:"));
    EXPECT_THAT(outcome.out, HasSubstr("--json"));
  }
}

}  // namespace
}  // namespace segmenta::testing
