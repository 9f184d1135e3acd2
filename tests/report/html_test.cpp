// Every figure on the page is one of its data, and nothing is on it that must not be.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <segmenta/error.h>
#include <segmenta/fit.h>
#include <segmenta/report.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

#include "report/page_text.h"
#include "report/sentences.h"
#include "segments/typed_table.h"

namespace segmenta {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using testing::body_of;
using ::testing::Contains;
using testing::Figure;
using testing::figures_of;
using ::testing::Ge;
using ::testing::Le;
using testing::prose_of;
using testing::report_data;
using ::testing::SizeIs;

// Customers of a few kinds, some 600, with ids that no figure looks like.
struct Shop {
  Shop() {
    std::mt19937 random(5);
    std::normal_distribution<double> normal;
    std::vector<std::string> ids, countries;
    std::vector<double> recency, frequency, monetary, consent;
    const auto add = [&](int count, double days, double orders, double money) {
      for (int i = 0; i < count; ++i) {
        ids.push_back(fmt::format("id-{}-secret", 700000 + ids.size()));
        recency.push_back(std::round(std::abs(days + 5 * normal(random))));
        frequency.push_back(std::round(1 + std::abs(orders + normal(random))));
        monetary.push_back(std::abs(money * (1 + 0.1 * normal(random))));
        consent.push_back(i % 3 == 0 ? 0 : 1);
        countries.push_back(i % 4 == 0 ? "<b>France</b>" : i % 50 == 1 ? "Malta" : "Spain");
      }
    };
    add(300, 200, 1, 80);
    add(200, 30, 6, 600);
    add(100, 10, 25, 5000);
    table = TypedTable(ids);
    table.add("recency_days", recency);
    table.add("frequency", frequency);
    table.add("monetary", monetary);
    table.add("consent", consent);
    table.add_text("country", countries);
  }

  FitResult fit(int k, int k_to = 0) const {
    FitOptions options;
    options.features = {"recency_days", "frequency", "monetary"};
    options.k = {k, std::max(k, k_to)};
    return segmenta::fit(table, options, {});
  }

  TypedTable table{std::vector<std::string>{}};
};

ReportOptions options_of() {
  ReportOptions options;
  options.columns = {"recency_days", "frequency", "monetary"};
  options.by = "country";
  options.commands = {"segmenta report shop.h5 --segments s.h5 -o r.html"};
  OrderAccount orders;
  orders.lines_read = 1000;
  orders.lines_used = 600;
  orders.revenue_read = 1234.5;
  orders.revenue_used = 1000.25;
  orders.account.resize(1);
  orders.account[0].reason = "no <customer>";
  orders.account[0].lines_share = 0.4;
  orders.account[0].revenue_share = 0.19;
  options.orders = orders;
  return options;
}

// Not a matcher: what it does not find it in is some megabytes long.
bool has(const std::string& html, const std::string& part) { return html.find(part) != std::string::npos; }

struct Made {
  Report report;
  std::string html;
};

Made make(const Shop& shop, const FitResult& fitted, const ReportOptions& options) {
  Made made;
  made.report = collect_report(shop.table, fitted.model, fitted.segments, fitted.model.k, options, {});
  made.html = report_html(made.report, options);
  return made;
}

// Half a unit of the last digit that is shown, as far as float64 can tell.
void expect_same(const Figure& figure, double value) {
  std::string digits = figure.text;
  const double unit = digits.ends_with(" %") ? 0.01 : 1;
  std::erase(digits, ',');
  const std::size_t exponent = digits.find('e');
  const std::string mantissa = digits.substr(0, exponent);
  const std::size_t point = mantissa.find('.');
  std::size_t decimals = 0;
  if (point != std::string::npos) {
    decimals = static_cast<std::size_t>(
        std::ranges::count_if(mantissa.substr(point), [](char letter) { return std::isdigit(letter) != 0; }));
  }
  const double scale = exponent == std::string::npos ? 1 : std::pow(10, std::stod(digits.substr(exponent + 1)));
  EXPECT_NEAR(unit * std::stod(digits), value, unit * scale * 0.501 * std::pow(10, -static_cast<double>(decimals)))
      << figure.path << " is shown as " << figure.text;
}

TEST(ReportHtml, ShowsFiguresOfItsDataAloneRoundedRightly) {
  const Shop shop;
  const Made made = make(shop, shop.fit(2, 5), options_of());
  const json data = report_data(made.html);
  const std::vector<Figure> figures = figures_of(body_of(made.html));
  EXPECT_GT(figures.size(), 150U);
  for (const Figure& figure : figures) {
    const json& exact = data.at(json::json_pointer(figure.path));
    ASSERT_TRUE(exact.is_number()) << figure.path;
    EXPECT_EQ(figure.value, exact.dump()) << figure.path;
    expect_same(figure, exact.get<double>());
  }
}

TEST(ReportHtml, HasNoFigureOutsideOfThose) {
  const Shop shop;
  const std::string prose = prose_of(body_of(make(shop, shop.fit(2, 5), options_of()).html));
  const auto digit = std::ranges::find_if(prose, [](char letter) { return letter >= '0' && letter <= '9'; });
  EXPECT_TRUE(digit == prose.end())
      << "a figure by itself: "
      << prose.substr(static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, digit - prose.begin() - 60)), 120);
}

TEST(ReportHtml, HasTheFiguresOfTheModelAndTheProfile) {
  const Shop shop;
  const FitResult fitted = shop.fit(2, 5);
  const json data = report_data(make(shop, fitted, options_of()).html);
  const Profile expected = profile(shop.table, options_of().columns, fitted.segments.segment, fitted.model.k, {});
  EXPECT_EQ(data["customers"], expected.rows);
  ASSERT_EQ(data["segments"].size(), expected.segments.size());
  for (std::size_t s = 0; s < expected.segments.size(); ++s) {
    const json& segment = data["segments"][s];
    EXPECT_EQ(segment["size"], fitted.model.sizes[s]);
    EXPECT_EQ(segment["revenue_share"], expected.segments[s].revenue_share);
    EXPECT_EQ(segment["stability"], fitted.model.stability[s]);
    for (std::size_t j = 0; j < 3; ++j) {
      EXPECT_EQ(segment["features"][j]["mean"], expected.segments[s].features[j].mean);
      const double median = expected.segments[s].features[j].median;
      EXPECT_NEAR(segment["features"][j]["median"].get<double>(), median, 0.05 * median) << "coarse";
      EXPECT_EQ(segment["features"][j]["difference"], expected.segments[s].features[j].difference);
    }
  }
  ASSERT_EQ(data["model"]["evidence"].size(), fitted.model.evidence.size());
  for (std::size_t i = 0; i < fitted.model.evidence.size(); ++i) {
    EXPECT_EQ(data["model"]["evidence"][i]["k"], fitted.model.evidence[i].k);
    EXPECT_EQ(data["model"]["evidence"][i]["silhouette"], fitted.model.evidence[i].silhouette);
    EXPECT_EQ(data["model"]["evidence"][i]["davies_bouldin"], fitted.model.evidence[i].davies_bouldin);
  }
  EXPECT_EQ(data["model"]["inertia"], fitted.model.inertia);
  EXPECT_TRUE(has(make(shop, fitted, options_of()).html, labels_digest(fitted.segments.segment)));
}

TEST(ReportHtml, ShowsTheGapWhereTheModelHasOne) {
  const Shop shop;
  FitResult fitted = shop.fit(2, 4);
  for (KEvidence& one : fitted.model.evidence) one.gap = one.gap_error = std::nan("");
  EXPECT_FALSE(has(make(shop, fitted, options_of()).html, R"(<th scope="col">Gap</th>)"));
  for (KEvidence& one : fitted.model.evidence) {
    one.gap = 0.25 * one.k;
    one.gap_error = 0.125;
  }
  const std::string html = make(shop, fitted, options_of()).html;
  EXPECT_TRUE(has(html, R"(<th scope="col">Gap</th><th scope="col">Error of the gap</th>)"));
  EXPECT_TRUE(has(html, R"(<data value="0.75" data-path="/model/evidence/1/gap">0.750</data>)"));
  const json model = report_data(html)["model"];
  EXPECT_EQ(model["evidence"][0]["gap"], 0.5);
  EXPECT_EQ(model["evidence"][0]["gap_se"], 0.125);
  EXPECT_EQ(model["evidence_charts"].back(), json({{"key", "gap"}, {"label", "Gap"}}));
}

TEST(ReportHtml, SaysWhyThisManySegments) {
  const Shop shop;
  FitResult fitted = shop.fit(2, 4);
  EXPECT_TRUE(has(make(shop, fitted, options_of()).html, fitted.model.choice_reason));
  fitted.model.choice_reason = "Three & no more";
  fitted.model.evidence[2].ruled_out = RuledOut::not_apart;
  const std::string html = make(shop, fitted, options_of()).html;
  EXPECT_TRUE(has(html, R"(<p class="given">Three &amp; no more.</p>)"));
  EXPECT_TRUE(has(html, R"(<td class="words">two segments are one, cut in two</td>)"));
  fitted.model.choice_reason.clear();  // a model of 0.1
  EXPECT_FALSE(has(make(shop, fitted, options_of()).html, "Ruled out, since"));
}

std::string summary_of(const std::string& html) { return testing::between(html, R"(<ul class="summary">)", "</ul>"); }

std::ptrdiff_t sentences_in(const std::string& summary) {
  std::ptrdiff_t count = 0;
  for (std::size_t at = summary.find("<li>"); at != std::string::npos; at = summary.find("<li>", at + 1)) ++count;
  return count;
}

TEST(ReportHtml, BeginsWithTwoOrThreeSentences) {
  const Shop shop;
  const FitResult fitted = shop.fit(2, 5);
  const std::string summary = summary_of(make(shop, fitted, options_of()).html);
  EXPECT_EQ(sentences_in(summary), 2) << "the most is at stake where the most value is";
  ReportOptions options = options_of();
  std::vector<double> margin;
  for (std::int64_t i = 0; i < shop.table.rows(); ++i) margin.push_back(i < 300 ? 50 : 1);
  Shop other = shop;
  other.table.add("gross_margin", margin);
  options.evaluate.margin = "gross_margin";
  const std::string html = make(other, fitted, options).html;
  EXPECT_EQ(sentences_in(summary_of(html)), 3) << summary_of(html);
  EXPECT_TRUE(has(summary_of(html), "at stake"));
  for (const std::string& page : {html, make(shop, fitted, options_of()).html}) {
    const std::string value = testing::between(page, R"(<section id="value")", "</section>");
    EXPECT_TRUE(has(value, "at stake in <strong>")) << value.substr(0, 800);
    EXPECT_TRUE(has(value, "of revenue is of order lines that were left out"));
  }
}

TEST(ReportHtml, SaysOnItsFirstScreenWhyThisManySegments) {
  const Shop shop;
  FitResult fitted = shop.fit(2, 4);
  const auto why = [&] { return summary_of(make(shop, fitted, options_of()).html); };
  Model& model = fitted.model;
  const auto chosen = std::ranges::find(model.evidence, model.k, &KEvidence::k);
  chosen->ruled_out = RuledOut::no;
  chosen->stability = 0.9;
  model.structure.verdict = Structure::Verdict::clusters;
  model.structure.best_k = model.k;
  EXPECT_TRUE(has(why(), "they are groups of their own"));
  model.structure.best_k = model.k + 1;
  model.choice_reason = "They fall into others";
  EXPECT_TRUE(has(why(), R"(<span class="name">They fall into others</span>.)"));
  model.structure.verdict = Structure::Verdict::continuum;
  EXPECT_TRUE(has(why(), "Of the numbers in question"));
  chosen->stability = std::nan("");
  EXPECT_TRUE(has(why(), "They fall into others")) << "nothing tells which come back";
  chosen->stability = 0.9;
  chosen->ruled_out = RuledOut::unstable;
  EXPECT_TRUE(has(why(), "They fall into others"));
  model.choice_reason.clear();
  EXPECT_EQ(sentences_in(why()), 1) << "a model of 0.1 gives no reason";
  model.evidence.resize(1);
  EXPECT_TRUE(has(why(), "segments were asked for"));
}

TEST(Sentences, NameEveryFigureOfEvidence) {
  for (const EvidenceFigure& figure : evidence_figures().subspan(1)) {
    if (figure.name.empty()) continue;
    EXPECT_FALSE(sentence(std::string(figure.key)).empty()) << figure.key;
  }
}

TEST(ReportHtml, CountsTheRfmGridAndTheMarkets) {
  const Shop shop;
  ReportOptions options = options_of();
  options.min_cell = 1;
  const json data = report_data(make(shop, shop.fit(3), options).html);
  std::int64_t customers = 0;
  for (const json& row : data["rfm"]["customers"]) {
    for (const json& cell : row) customers += cell.get<std::int64_t>();
  }
  EXPECT_EQ(customers, shop.table.rows());
  customers = 0;
  for (const json& market : data["markets"]["markets"]) {
    for (const json& segment : market["segments"]) customers += segment["size"].get<std::int64_t>();
  }
  EXPECT_EQ(customers, shop.table.rows());
}

TEST(ReportHtml, NamesNoCustomer) {
  const Shop shop;
  EXPECT_FALSE(has(make(shop, shop.fit(3), options_of()).html, "-secret"));
}

TEST(ReportHtml, AsksForNothing) {
  const Shop shop;
  const std::string html = make(shop, shop.fit(3), options_of()).html;
  const std::string page = html.substr(0, html.find("<script>"));
  for (const char* reference : {"src=", "http:", "https:", "url(", "@import", "<link rel=\"stylesheet\""}) {
    EXPECT_FALSE(has(page, reference));
  }
}

TEST(ReportHtml, DrawsItsImagesWithoutAScript) {
  const Shop shop;
  const FitResult fitted = shop.fit(2, 5);
  const std::string html = make(shop, fitted, options_of()).html;
  EXPECT_FALSE(has(html, "Plotly"));
  EXPECT_LT(html.size(), 500'000U);
  const json data = report_data(html);
  for (const json& chart : data["model"]["evidence_charts"]) {
    EXPECT_TRUE(has(html, "aria-labelledby=\"evidence-" + chart["key"].get<std::string>() + "\""));
  }
  const std::string map = testing::between(html, R"(data-chart="map">)", "</svg>");
  std::size_t drawn = 0, squares = 0;
  for (std::size_t at = map.find("square"); at != std::string::npos; at = map.find("square", at + 1)) ++drawn;
  for (const json& segment : data["map"]["segments"]) squares += segment["squares"].size();
  EXPECT_EQ(drawn, squares);
  EXPECT_GT(squares, 10U);
}

TEST(ReportHtml, HasPlotlyWhereAskedTo) {
  const Shop shop;
  ReportOptions options = options_of();
  options.interactive = true;
  EXPECT_TRUE(has(make(shop, shop.fit(3), options).html, "Plotly.react"));
}

TEST(ReportHtml, SaysTheDayAndThePeriodOfItsFigures) {
  const Shop shop;
  ReportOptions options = options_of();
  EXPECT_FALSE(has(make(shop, shop.fit(3), options).html, "<dt>As of</dt>"));
  options.as_of = "2011-12-09";
  options.since = "2010-12-01";
  options.until = "2011-12-09";
  const std::string html = make(shop, shop.fit(3), options).html;
  EXPECT_TRUE(has(html, R"(<dt>As of</dt><dd><span class="name">2011-12-09</span></dd>)"));
  EXPECT_TRUE(has(html, "2010-12-01</span> – <span"));
}

TEST(ReportHtml, ColoursLessAsBetterWhereItIs) {
  const Shop shop;
  const Made made = make(shop, shop.fit(3), options_of());
  const json data = report_data(made.html);
  EXPECT_TRUE(data["features"][0]["lower_is_better"]) << "recency";
  EXPECT_FALSE(data["features"][1]["lower_is_better"]);
  for (std::size_t s = 0; s < 3; ++s) {
    const double difference = data["segments"][s]["features"][0]["difference"];
    if (std::abs(difference) < 0.8) continue;
    const std::string cell = fmt::format("\"><data value=\"{}\" data-path=\"/segments/{}/features/0/mean\"",
                                         data["segments"][s]["features"][0]["mean"].dump(), s);
    EXPECT_TRUE(has(made.html, (difference > 0 ? "bad-3" : "good-3") + cell)) << s;
  }
}

TEST(ReportHtml, TakesNamesForTextWhateverIsInThem) {
  const Shop shop;
  ReportOptions options = options_of();
  options.names = {"</script><script>alert(1)</script>", "R&D \"x\"", "{{title}}"};
  options.title = "<i>Title</i>";
  const std::string html = make(shop, shop.fit(3), options).html;
  EXPECT_FALSE(has(html, "<script>alert"));
  EXPECT_FALSE(has(html, "<i>Title"));
  EXPECT_FALSE(has(html, "<b>France"));
  EXPECT_TRUE(has(body_of(html), "R&amp;D &quot;x&quot;"));
  EXPECT_EQ(report_data(html)["segments"][0]["name"], options.names[0]);
}

TEST(ReportHtml, LeavesOutFiguresOfSmallSegments) {
  const Shop shop;
  const FitResult fitted = shop.fit(3);
  ReportOptions options = options_of();
  options.min_cell = *std::ranges::min_element(fitted.model.sizes) + 1;
  const Made made = make(shop, fitted, options);
  const json data = report_data(made.html);
  const std::vector<bool>& hidden = made.report.suppressed;
  EXPECT_EQ(std::ranges::count(hidden, true), 1) << "the smallest";
  for (std::size_t s = 0; s < 3; ++s) {
    EXPECT_EQ(data["segments"][s]["suppressed"], hidden[s]);
    EXPECT_EQ(data["segments"][s].contains("size"), !hidden[s]);
    EXPECT_EQ(data["map"]["segments"][s]["squares"].empty(), hidden[s]);
    EXPECT_EQ(data["map"]["segments"][s]["center"][0].is_null(), hidden[s]);
  }
  for (const Figure& figure : figures_of(body_of(made.html))) {
    for (std::size_t s = 0; s < 3; ++s) {
      EXPECT_FALSE(hidden[s] && figure.path.starts_with(fmt::format("/segments/{}/", s))) << figure.path;
    }
  }
}

// The shop with 200 features more, of which all but one are noise.
struct WideShop : Shop {
  WideShop() {
    std::mt19937 random(8);
    std::normal_distribution<double> normal;
    for (int j = 0; j < 200; ++j) {
      std::vector<double> values;
      for (std::int64_t i = 0; i < table.rows(); ++i) values.push_back(normal(random) + (j == 77 && i < 300 ? 9 : 0));
      columns.push_back(fmt::format("n{:03}", j));
      table.add(columns.back(), values);
    }
    columns.insert(columns.end(), {"recency_days", "monetary"});
  }

  std::vector<std::string> columns;
};

TEST(ReportHtml, ShowsOfManyFeaturesThoseThatMatter) {
  const WideShop shop;
  FitOptions fit;
  fit.features = shop.columns;
  fit.k = {3, 3};
  const FitResult fitted = segmenta::fit(shop.table, fit, {});
  ReportOptions options = options_of();
  options.columns = shop.columns;
  const Made made = make(shop, fitted, options);
  const json data = report_data(made.html);
  std::vector<std::string> shown;
  for (const json& feature : data["features"]) shown.push_back(feature["name"]);
  EXPECT_THAT(shown,
              AllOf(SizeIs(AllOf(Ge(30U), Le(41U))), Contains("n077"), Contains("recency_days"), Contains("monetary")));
  EXPECT_EQ(data["features_left_out"], shop.columns.size() - shown.size());
  EXPECT_TRUE(has(made.html, "others are not shown"));
  const Profile all = profile(shop.table, shop.columns, fitted.segments.segment, 3, {});
  for (std::size_t s = 0; s < 3; ++s) {
    const json& segment = data["segments"][s];
    ASSERT_EQ(segment["features"].size(), shown.size());
    ASSERT_EQ(segment["drivers"].size(), all.segments[s].drivers.size());
    for (std::size_t place = 0; place < segment["drivers"].size(); ++place) {
      const std::size_t driver = all.segments[s].drivers[place], here = segment["drivers"][place];
      EXPECT_EQ(shown[here], shop.columns[driver]);
      EXPECT_EQ(segment["features"][here]["difference"], all.segments[s].features[driver].difference);
    }
  }
  const json& markets = data["markets"];
  EXPECT_LT(markets["features"].size(), 60U);
  const MarketProfile of_all = profile_markets(shop.table, "country", shop.columns, fitted.segments.segment, 3, {});
  const json& cells = markets["markets"][0]["segments"];
  const auto shown_cell = std::ranges::find_if(cells, [](const json& cell) { return !cell["suppressed"]; });
  ASSERT_NE(shown_cell, cells.end());
  const auto s = static_cast<std::size_t>(shown_cell - cells.begin());
  const std::size_t here = (*shown_cell)["largest_feature"];
  EXPECT_EQ(markets["features"][here]["name"], of_all.features[of_all.markets[0].segments[s].largest_feature].name);
  EXPECT_LT(made.html.size(), 1'000'000U);
  for (const Figure& figure : figures_of(body_of(made.html))) {
    EXPECT_EQ(figure.value, data.at(json::json_pointer(figure.path)).dump()) << figure.path;
  }
}

TEST(ReportHtml, LeavesNoneOfAFewFeaturesOut) {
  const Shop shop;
  const Made made = make(shop, shop.fit(3), options_of());
  EXPECT_EQ(report_data(made.html)["features_left_out"], 0);
  EXPECT_FALSE(has(made.html, "others are not shown"));
}

// 90 customers of modest value, 60 that bring most of it, and 7 of none.
struct ShopOfFewBest {
  ShopOfFewBest() {
    std::vector<std::string> ids;
    std::vector<double> monetary, frequency;
    for (int i = 0; i < 157; ++i) {
      const int segment = i % 22 == 21 ? 2 : i % 5 < 3 ? 0 : 1;
      ids.push_back(std::to_string(i));
      segments.segment.push_back(segment);
      monetary.push_back(segment == 0 ? 10 + i % 3 : segment == 1 ? 500 + i % 7 : 1e6);
      frequency.push_back(1 + i % 4);
    }
    table = TypedTable(ids);
    table.add("monetary", monetary);
    table.add("frequency", frequency);
    options.columns = {"monetary", "frequency"};
  }

  Report report() const { return collect_report(table, std::nullopt, segments, 3, options, {}); }

  TypedTable table{std::vector<std::string>{}};
  Segments segments;
  ReportOptions options;
};

TEST(ReportHtml, ShowsTheMostValuableSegmentBesideASmallOne) {
  const ShopOfFewBest shop;
  const Report report = shop.report();
  EXPECT_EQ(report.suppressed, (std::vector<bool>{false, false, true}));
  const std::string html = report_html(report, shop.options);
  const std::string summary = testing::between(html, R"(<section id="summary")", "</section>");
  EXPECT_TRUE(has(summary, R"(data-path="/segments/1/revenue_share")")) << summary;
  EXPECT_TRUE(has(summary, "Everything here is of customers in segments of")) << summary;
}

TEST(ReportHtml, HasThoseOfSmallSegmentsInNoTotal) {
  const ShopOfFewBest shop;
  const json data = report_data(report_html(shop.report(), shop.options));
  EXPECT_EQ(data["customers"], 150);
  double sum = 0;
  std::int64_t customers = 0;
  for (std::size_t s = 0; s < 2; ++s) {
    customers += data["segments"][s]["size"].get<std::int64_t>();
    sum += data["segments"][s]["evaluation"]["value"].get<double>();
  }
  EXPECT_EQ(customers, 150);
  EXPECT_NEAR(data["all"][0]["mean"].get<double>() * 150, sum, 1e-6) << "less the others, nothing is left";
  EXPECT_NEAR(data["segments"][0]["revenue_share"].get<double>() + data["segments"][1]["revenue_share"].get<double>(),
              1, 1e-12);
}

TEST(ReportHtml, TellsNothingOfAllCustomersThatTheModelCounted) {
  const Shop shop;
  const FitResult fitted = shop.fit(3);
  ReportOptions options = options_of();
  options.min_cell = *std::ranges::min_element(fitted.model.sizes) + 1;
  const json model = report_data(make(shop, fitted, options).html)["model"];
  EXPECT_TRUE(model["rows"].is_null());
  EXPECT_TRUE(model["preparation"][0]["limited"].is_null());
}

TEST(ReportHtml, LeavesNoCellOfAMarketToBeWorkedOut) {
  const Shop shop;
  const FitResult fitted = shop.fit(3);
  const Made made = make(shop, fitted, options_of());
  const auto markets = profile_markets(shop.table, "country", {}, fitted.segments.segment, 3, {}).markets;
  const json data = report_data(made.html)["markets"]["markets"];
  bool some = false;
  for (std::size_t m = 0; m < markets.size(); ++m) {
    std::int64_t hidden = 0;
    for (std::size_t s = 0; s < 3; ++s) {
      const bool shown = data[m]["segments"][s].contains("size");
      if (!shown) hidden += markets[m].segments[s].size;
      EXPECT_FALSE(shown && markets[m].segments[s].size > 0 && markets[m].segments[s].size < 10);
    }
    some = some || hidden > 0;
    EXPECT_TRUE(hidden == 0 || hidden >= 10) << markets[m].name << " gives " << hidden << " away";
  }
  EXPECT_TRUE(some) << "the test has no small cell";
}

// 8 customers without a market would be what all have less the markets that are shown.
TEST(ReportHtml, LeavesTheSmallestMarketOutWithTooFewWithoutOne) {
  TypedTable table = customers(108);
  std::vector<double> spend;
  std::vector<std::string> country;
  std::vector<std::int32_t> labels(108);
  for (int i = 0; i < 108; ++i) {
    spend.push_back(i % 7);
    country.push_back(i < 60 ? "DE" : i < 80 ? "FR" : i < 100 ? "ES" : "");
  }
  table.add("spend", spend);
  table.add_text("country", country);
  ReportOptions options;
  options.columns = {"spend"};
  options.by = "country";
  const Report report = collect_report(table, std::nullopt, {labels, {}, {}, {}, {}}, 1, options, {});
  const json markets = report_data(report_html(report, options))["markets"];
  ASSERT_EQ(markets["markets"].size(), 1U);
  EXPECT_EQ(markets["markets"][0]["name"], "DE");
  EXPECT_EQ(markets["left_out"], 2);
}

// Three of the first segment have no age, which is not told: nor is it that nobody there has one.
TEST(ReportHtml, SaysNothingOfValuesWhoseNumberIsWithheld) {
  TypedTable table = customers(300);
  std::vector<double> spend, age;
  std::vector<std::int32_t> labels;
  for (int i = 0; i < 300; ++i) {
    const int segment = i % 3, without = segment == 0 ? 3 : segment == 1 ? 30 : 40;
    labels.push_back(segment);
    spend.push_back(900 * segment + i);
    age.push_back(i / 3 < without ? std::nan("") : 20 + i % 50);
  }
  table.add("spend", spend);
  table.add("age", age);
  ReportOptions options;
  options.columns = {"spend", "age"};
  const Report report = collect_report(table, std::nullopt, {labels, {}, {}, {}, {}}, 3, options, {});
  EXPECT_EQ(report.profile.segments[0].features[1].values, withheld);
  EXPECT_FALSE(has(report_html(report, options), "of nearly all of them"));
}

TEST(ReportHtml, WorksWithoutAModel) {
  const Shop shop;
  FitResult fitted = shop.fit(3);
  fitted.segments.distance.clear();
  const Report report = collect_report(shop.table, std::nullopt, fitted.segments, 3, options_of(), {});
  const json data = report_data(report_html(report, options_of()));
  EXPECT_FALSE(data.contains("model"));
  EXPECT_FALSE(data.contains("map"));
  EXPECT_EQ(data["segments"].size(), 3U);
}

TEST(ReportHtml, RefusesFewerCustomersThanMayBeShown) {
  const Shop shop;
  ReportOptions options = options_of();
  options.min_cell = shop.table.rows() + 1;
  EXPECT_THROW(make(shop, shop.fit(3), options), Error);
}

TEST(ReportHtml, RefusesTheModelOfOtherSegments) {
  const Shop shop;
  const FitResult fitted = shop.fit(3);
  EXPECT_THROW(collect_report(shop.table, shop.fit(4).model, fitted.segments, 3, options_of(), {}), Error);
}

}  // namespace
}  // namespace segmenta
