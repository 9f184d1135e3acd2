// An attacker who has a page and nothing else tries to get customers back. It must fail on every random store, and
// succeed on a page of before the rule of disclosure (tests/data/page_of_0.1.json), or it would prove nothing.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <segmenta/error.h>
#include <segmenta/fit.h>
#include <segmenta/report.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include "report/page_text.h"
#include "segments/typed_table.h"

namespace segmenta {
namespace {

using nlohmann::json;
using testing::report_data;

// What the attacker says some customer has, and how.
struct Claim {
  std::string feature;
  double value = 0;
  std::string how;
  double digits = 1e-10;  // to so many of which it must be right: no two customers share these by chance
};

class Attacker {
 public:
  explicit Attacker(const json& page) : page_(page) {
    for (const json& feature : page["features"]) features_.push_back(feature["name"]);
  }

  std::vector<Claim> claims() {
    read_numbers(page_, "");
    subtract_segments();
    difference_curve();
    invert_map();
    undo_scale();
    subtract_groups();
    return claims_;
  }

 private:
  void claim_of_any(double value, const std::string& how) {
    for (const std::string& feature : features_) claims_.push_back({feature, value, how});
  }

  // A figure that is one customer's own.
  void read_numbers(const json& value, const std::string& path) {
    if (value.is_number()) claim_of_any(value.get<double>(), path);
    if (value.is_object()) {
      for (const auto& [key, inner] : value.items()) read_numbers(inner, path + "/" + key);
    }
    if (value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) read_numbers(value[i], fmt::format("{}/{}", path, i));
    }
  }

  [[nodiscard]] double customers() const { return page_["customers"].get<double>(); }
  [[nodiscard]] static bool known(const json& value) { return value.is_number(); }

  // What all have less what the segments that are shown have.
  void subtract_segments() {
    for (std::size_t j = 0; j < features_.size(); ++j) {
      if (!known(page_["all"][j]["mean"])) continue;
      double left = page_["all"][j]["mean"].get<double>() * customers();
      for (const json& segment : page_["segments"]) {
        if (segment["suppressed"] || !known(segment["features"][j]["mean"])) continue;
        left -= segment["features"][j]["mean"].get<double>() * segment["size"].get<double>();
      }
      claims_.push_back({features_[j], left, "all less segments"});
    }
    if (page_.contains("model") && known(page_["model"]["rows"])) subtract_from_model();
  }

  // The center of a feature that is standardised is the mean of all who were fitted to.
  void subtract_from_model() {
    for (const json& feature : page_["model"]["preparation"]) {
      if (!feature.contains("center") || !known(feature["center"])) continue;
      const auto found = std::ranges::find(features_, feature["name"].get<std::string>());
      const auto j = static_cast<std::size_t>(found - features_.begin());
      if (j == features_.size() || !known(page_["all"][j]["mean"])) continue;
      const double left = feature["center"].get<double>() * page_["model"]["rows"].get<double>() -
                          page_["all"][j]["mean"].get<double>() * customers();
      claims_.push_back({features_[j], left, "model less page"});
    }
  }

  // The steps of the curve, in value.
  void difference_curve() {
    const json& curve = page_["concentration"];
    if (curve.empty() || !known(page_["evaluation"]["total"])) return;
    const double total = page_["evaluation"]["total"].get<double>();
    double last = 0;
    for (std::size_t percent = 1; percent < curve.size(); ++percent) {
      if (!known(curve[percent])) continue;
      claim_of_any((curve[percent].get<double>() - last) * total, fmt::format("curve at {}", percent));
      last = curve[percent].get<double>();
    }
  }

  // Of two features a place in the plane is a customer.
  void invert_map() {
    if (!page_.contains("map") || !page_["map"].contains("directions")) return;
    const json& preparation = page_["model"]["preparation"];
    const json& directions = page_["map"]["directions"];
    if (preparation.size() != 2 || !preparation[0].contains("scale") || !known(preparation[0]["scale"])) return;
    const auto restore = [&](double x, double y) {
      for (std::size_t j = 0; j < 2; ++j) {
        const double prepared = directions[0][j].get<double>() * x + directions[1][j].get<double>() * y;
        double value = prepared * preparation[j]["scale"].get<double>() + preparation[j]["center"].get<double>();
        if (preparation[j]["transform"] == "log1p") value = std::expm1(value);
        claims_.push_back({preparation[j]["name"], value, "map", 1e-5});  // rows are float32
      }
    };
    for (const json& segment : page_["map"]["segments"]) {
      for (std::size_t i = 0; segment.contains("x") && i < segment["x"].size(); ++i) {
        restore(segment["x"][i], segment["y"][i]);
      }
      if (segment.contains("center") && known(segment["center"][0]))
        restore(segment["center"][0], segment["center"][1]);
    }
  }

  // Scaled by the range, the ends are the extremes; limits and medians are somebody's.
  void undo_scale() {
    if (!page_.contains("model")) return;
    for (const json& feature : page_["model"]["preparation"]) {
      if (!feature.contains("center") || !known(feature["center"])) continue;
      const double center = feature["center"], scale = feature["scale"];
      for (double value : {center + scale, center - scale}) {
        if (feature["transform"] == "log1p") value = std::expm1(value);
        claims_.push_back({feature["name"], value, "scale"});
      }
    }
  }

  // A segment less the group that was found in it.
  void subtract_groups() {
    for (const json& group : page_["hidden_groups"]) {
      const json& segment = page_["segments"][group["segment"].get<std::size_t>()];
      if (segment["suppressed"]) continue;
      for (std::size_t j = 0; j < std::min(features_.size(), group["means"].size()); ++j) {
        if (!known(segment["features"][j]["mean"]) || !known(group["means"][j])) continue;
        claims_.push_back({features_[j],
                           segment["features"][j]["mean"].get<double>() * segment["size"].get<double>() -
                               group["means"][j].get<double>() * group["size"].get<double>(),
                           "segment less group"});
      }
    }
  }

  const json& page_;
  std::vector<std::string> features_;
  std::vector<Claim> claims_;
};

using Customers = std::map<std::string, std::vector<double>>;

std::set<std::string> got_back(const json& page, const Customers& customers) {
  std::set<std::string> found;
  for (const Claim& claim : Attacker(page).claims()) {
    const auto& values = customers.at(claim.feature);
    const auto is_it = [&](double x) { return x != 0 && std::abs(claim.value - x) <= claim.digits * std::abs(x); };
    if (std::ranges::any_of(values, is_it))
      found.insert(fmt::format("{} = {} by {}", claim.feature, claim.value, claim.how));
  }
  return found;
}

// Customers whose figures have all their digits, so that nothing is theirs by chance.
struct RandomShop {
  explicit RandomShop(unsigned seed) : random(seed) {
    const int rows = 40 + static_cast<int>(random() % 200);
    std::vector<std::string> ids, countries;
    std::vector<double> recency, monetary, consent, rare;
    std::lognormal_distribution<double> spend(4, 0.3 + 0.1 * static_cast<double>(random() % 10));
    std::exponential_distribution<double> days(0.01);
    for (int i = 0; i < rows; ++i) {
      ids.push_back(fmt::format("id-{}", i));
      recency.push_back(days(random));
      monetary.push_back(random() % 40 == 0 ? 50 * spend(random) : spend(random));
      consent.push_back(random() % 5 == 0 ? 0 : 1);
      rare.push_back(random() % 12 == 0 ? spend(random) : std::nan(""));
      countries.push_back(random() % 3 == 0 ? "FR" : random() % 15 == 0 ? "MT" : "DE");
    }
    if (random() % 2 == 0) monetary[7] = 1e6 + spend(random);  // alone in a segment
    table = TypedTable(ids);
    table.add("recency_days", recency);
    table.add("monetary", monetary);
    table.add("consent", consent);
    table.add("rare", rare);
    table.add_text("country", countries);
    customers = {{"recency_days", recency}, {"monetary", monetary}, {"consent", {}}, {"rare", rare}};
  }

  [[nodiscard]] json page() {
    FitOptions fit;
    fit.features = {"recency_days", "monetary"};
    fit.k = {2 + static_cast<int>(random() % 3), 0};
    fit.k.to = fit.k.from;
    fit.prepare.scale = std::array{Scale::zscore, Scale::robust, Scale::minmax}[random() % 3];
    fit.prepare.log = random() % 2 == 0 ? Log::none : Log::automatic;
    fit.bootstrap.rounds = 0;
    Context one;
    one.threads = 1;
    const FitResult fitted = segmenta::fit(table, fit, one);
    ReportOptions options;
    options.columns = {"recency_days", "monetary", "rare", "country"};
    options.explained = {"recency_days", "monetary"};
    options.by = random() % 2 == 0 ? "country" : "";
    const Report report = collect_report(table, fitted.model, fitted.segments, fitted.model.k, options, one);
    return report_data(report_html(report, options));
  }

  std::mt19937 random;
  TypedTable table{std::vector<std::string>{}};
  Customers customers;
};

TEST(Audit, GetsNobodyBackFromAThousandStores) {
#ifdef SEGMENTA_SANITIZED
  constexpr unsigned stores = 50;
#else
  constexpr unsigned stores = 1000;
#endif
  int pages = 0;
  for (unsigned seed = 0; seed < stores; ++seed) {
    RandomShop shop(seed);
    json page;
    try {
      page = shop.page();
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), ::testing::HasSubstr("No segment")) << seed;
      continue;
    }
    ++pages;
    EXPECT_THAT(got_back(page, shop.customers), ::testing::IsEmpty()) << "store " << seed;
  }
  EXPECT_GT(pages, static_cast<int>(stores) * 9 / 10);
}

TEST(Audit, GetsCustomersBackFromAPageOfBefore) {
  std::ifstream file(std::filesystem::path(SEGMENTA_TEST_DATA) / "page_of_0.1.json");
  const json before = json::parse(file);
  Customers customers;
  for (const auto& [feature, values] : before["customers"].items())
    customers[feature] = values.get<std::vector<double>>();
  const std::set<std::string> found = got_back(before["page"], customers);
  const auto by = [&](const std::string& how) {
    return std::ranges::count_if(found,
                                 [&](const std::string& one) { return one.find(" by " + how) != std::string::npos; });
  };
  EXPECT_GT(by("map"), 100);
  EXPECT_GT(by("curve"), 50);
  EXPECT_GT(by("/"), 2) << "extremes and quantiles";
}

}  // namespace
}  // namespace segmenta
