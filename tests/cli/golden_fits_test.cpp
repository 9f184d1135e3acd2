// The answers of fits over real data, as they have always been: a change of code that changes one shows here. How each
// was made: tests/data/make_golden_fits.py.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/program.h"

namespace segmenta::testing {
namespace {

using nlohmann::json;

class GoldenFits : public ::testing::Test {
 protected:
  GoldenFits() {
    std::filesystem::create_symlink(SEGMENTA_TEST_DATA "/classics.h5", here_.path("classics.h5"));
    made(fmt::format("features --orders {}/online_retail.csv.gz {} -o customers.h5", SEGMENTA_TEST_DATA,
                     golden_["features"].get<std::string>()));
  }

  json made(const std::string& arguments) const {
    const Outcome outcome = here_.segmenta(arguments + " --json --quiet");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return json::parse(outcome.out);
  }

  // `options` must not change the answer.
  void expect_golden(const std::string& options) const {
    ASSERT_GE(golden_["fits"].size(), 30U);
    for (const json& golden : golden_["fits"]) {
      const std::string fit = golden["fit"];
      SCOPED_TRACE(fit);
      const bool chosen = fit.find("..") != std::string::npos;  // else stability decides nothing
      const json found = made(fmt::format("fit {} -o model.h5 {} {}", fit, options, chosen ? "" : "--bootstrap 0"));
      for (const char* key : {"k", "inertia", "iterations", "sizes", "labels_digest", "centroids_digest"}) {
        EXPECT_EQ(found[key], golden[key]) << key;
      }
    }
  }

  Workplace here_;
  json golden_ = json::parse(std::ifstream(SEGMENTA_TEST_DATA "/golden_fits.json"));
};

TEST_F(GoldenFits, AreTheSameByDefault) { expect_golden(""); }
TEST_F(GoldenFits, AreTheSameWithoutVectors) { expect_golden("--simd scalar --threads 3 --batch 100"); }

TEST_F(GoldenFits, AreTheSameByProductsOfEigen) { expect_golden("--simd eigen --threads 2"); }

}  // namespace
}  // namespace segmenta::testing
