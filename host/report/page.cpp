#include "report/page.h"

#include <fmt/format.h>
#include <segmenta/stability.h>
#include <segmenta/version.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "report/figure_html.h"
#include "report/number_text.h"

namespace segmenta {
namespace {

// Told apart by readers who do not see all colours (Tol 2021, "bright" and "light"), on white and on black.
constexpr std::array colours = {"#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377",
                                "#ee8866", "#44bb99", "#bbcc33", "#77aadd", "#aaaa00", "#ffaabb"};

std::string at(const char* list, std::size_t i) { return fmt::format("/{}/{}", list, i); }

class Page {
 public:
  Page(const Json& figures, const Report& report, const ReportOptions& options)
      : figures_(figures), html_(figures), report_(report), options_(options) {}

  Json make() {
    Json page{{"title", options_.title},
              {"version", version},
              {"lead", lead()},
              {"summary", summary()},
              {"cards", cards()},
              {"value_word", value_name().empty() ? "value" : value_name()},
              {"concentration", concentration()},
              {"criteria", criteria()},
              {"not_measured", figures_["evaluation"]["not_measured"]},
              {"evaluations", evaluations()},
              {"features", features()},
              {"profiles", profiles()},
              {"customers", html_.count("/customers")},
              {"all", cells("/all")},
              {"methods", methods()},
              {"commands", options_.commands},
              {"footer", footer()}};
    if (report_.map) page["map"] = map();
    if (report_.rfm) page["rfm"] = rfm();
    if (report_.markets) page["markets"] = markets();
    if (has_evidence()) page["evidence"] = evidence();
    if (!report_.hidden_groups.empty()) page["hidden"] = hidden();
    if (report_.model) page["preparation"] = {{"features", preparation()}};
    if (Json list = definitions(); !list.empty()) page["definitions"] = {{"list", list}};
    page["sections"] = sections(page);
    return page;
  }

 private:
  [[nodiscard]] std::size_t k() const { return figures_["segments"].size(); }
  [[nodiscard]] std::string value_name() const { return figures_["value_feature"].get<std::string>(); }
  [[nodiscard]] std::string segment_name(std::size_t i) const {
    return figures_["segments"][i]["name"].get<std::string>();
  }
  [[nodiscard]] std::string feature_name(std::size_t i) const {
    return figures_["features"][i]["label"].get<std::string>();
  }
  [[nodiscard]] bool is_suppressed(std::size_t i) const { return figures_["segments"][i]["suppressed"].get<bool>(); }
  [[nodiscard]] bool is_empty(std::size_t i) const { return !is_suppressed(i) && figures_["segments"][i]["size"] == 0; }
  [[nodiscard]] static std::string colour(std::size_t i) { return colours[i % colours.size()]; }

  [[nodiscard]] std::string lead() const {
    return fmt::format("{} customers of {} in {} segments", html_.count("/customers"), name_html(report_.store),
                       html_.count("/k"));
  }

  // The segment that is shown and has the most of a figure; k() where there is none.
  [[nodiscard]] std::size_t most(const std::string& figure) const {
    std::size_t best = k();
    double most = 0;
    for (std::size_t i = 0; i < k(); ++i) {
      const std::string path = at("segments", i) + figure;
      if (!html_.known(path)) continue;
      const double value = figures_.at(Json::json_pointer(path)).get<double>();
      if (best == k() || value > most) most = value, best = i;
    }
    return best;
  }

  [[nodiscard]] Json summary() const {
    Json list = Json::array();
    if (const std::size_t i = most("/value_share"); i < k()) {
      list.push_back(fmt::format("{} is {} of the customers and brings {} of {}.", bold(i),
                                 html_.share(at("segments", i) + "/share"),
                                 html_.share(at("segments", i) + "/value_share"), name_html(value_name())));
    }
    if (const std::size_t i = most("/size"); i < k()) {
      list.push_back(fmt::format("The largest segment is {}, with {} customers ({}).", bold(i),
                                 html_.count(at("segments", i) + "/size"), html_.share(at("segments", i) + "/share")));
    }
    if (html_.known("/evaluation/top_share")) {
      list.push_back(fmt::format("The best fifth of all customers holds {} of {}.",
                                 html_.share("/evaluation/top_share"), name_html(value_name())));
    }
    if (const std::size_t i = most("/growth"); i < k()) {
      list.push_back(fmt::format("{} has changed the most upwards since the earlier file: {}.", bold(i),
                                 html_.share(at("segments", i) + "/growth", true)));
    }
    if (const std::size_t i = most("/evaluation/attractiveness"); i < k()) {
      list.push_back(fmt::format("By the weights given below, {} is the most attractive segment.", bold(i)));
    }
    if (!report_.hidden_groups.empty()) {
      list.push_back("There are groups of like customers that no segment speaks of, see Hidden groups.");
    }
    const auto hidden = std::ranges::count_if(figures_["segments"], [](const Json& one) { return one["suppressed"]; });
    if (hidden > 0) {
      list.push_back("Segments of too few customers are not shown, so that no one can be recognised.");
    }
    return list;
  }

  [[nodiscard]] std::string bold(std::size_t i) const { return "<strong>" + name_html(segment_name(i)) + "</strong>"; }

  [[nodiscard]] Json cards() const {
    Json list = Json::array();
    for (std::size_t i = 0; i < k(); ++i) list.push_back(card(i));
    return list;
  }

  [[nodiscard]] Json card(std::size_t i) const {
    const std::string segment = at("segments", i);
    Json card{{"id", std::to_string(i)},
              {"name", segment_name(i)},
              {"color", colour(i)},
              {"shown", !is_suppressed(i) && !is_empty(i)}};
    if (is_suppressed(i)) {
      card["reason"] = "Too few customers to be shown (a report shows segments from " + html_.count("/min_cell") +
                       " on, and no figure that would give away a smaller one).";
      return card;
    }
    if (is_empty(i)) {
      card["reason"] = "No customers.";
      return card;
    }
    card["size"] = html_.count(segment + "/size");
    card["share"] = html_.share(segment + "/share");
    card["attractiveness"] = html_.decimals(segment + "/evaluation/attractiveness", 2);
    card["rank"] = html_.count(segment + "/evaluation/rank");
    if (html_.known(segment + "/value_share")) {
      card["value"] = {{"feature", value_name()},
                       {"share", html_.share(segment + "/value_share")},
                       {"per_customer", html_.number(segment + "/evaluation/value_per_customer")},
                       {"units", value_units()}};
    }
    if (html_.known(segment + "/growth")) card["growth"] = html_.share(segment + "/growth", true);
    card["drivers"] = drivers(i);
    card["has_drivers"] = !card["drivers"].empty();
    if (const std::string rule = rule_html(i); !rule.empty()) card["rule"] = rule;
    return card;
  }

  [[nodiscard]] std::string value_units() const {
    for (const Column& column : report_.profile.features) {
      if (column.name == report_.profile.value_feature) return column.units;
    }
    return {};
  }

  [[nodiscard]] Json drivers(std::size_t i) const {
    Json list = Json::array();
    for (const Json& driver : figures_["segments"][i]["drivers"]) {
      const auto j = driver.get<std::size_t>();
      const std::string path = fmt::format("/segments/{}/features/{}", i, j);
      const double difference = figures_.at(Json::json_pointer(path + "/difference")).get<double>();
      const char* how = std::abs(difference) >= 0.8 ? "much " : "";
      const std::string& units = report_.profile.features[j].units;
      list.push_back(fmt::format("{} {}{}: {} on average, {} over all{}", name_html(feature_name(j)), how,
                                 difference > 0 ? "higher" : "lower", html_.number(path + "/mean"),
                                 html_.number(fmt::format("/all/{}/mean", j)),
                                 units.empty() ? "" : " (" + name_html(units) + ")"));
    }
    return list;
  }

  [[nodiscard]] std::string rule_html(std::size_t i) const {
    const Json& segment = figures_["segments"][i];
    if (segment["rule"]["conditions"].empty()) return {};
    const std::string rule = at("segments", i) + "/rule";
    std::string text;
    for (std::size_t c = 0; c < segment["rule"]["conditions"].size(); ++c) {
      const Json& condition = segment["rule"]["conditions"][c];
      text +=
          fmt::format("{}<b>{} {} {}</b>", c == 0 ? "" : " and ", name_html(condition["feature"].get<std::string>()),
                      condition["at_least"].get<bool>() ? "≥" : "&lt;",
                      html_.number(fmt::format("{}/conditions/{}/threshold", rule, c)));
    }
    return fmt::format("{}: true of {} of this segment and of {} of the others.", text, html_.share(rule + "/recall"),
                       html_.share(rule + "/others"));
  }

  [[nodiscard]] std::string concentration() const {
    if (!html_.known("/evaluation/top_share")) return "There is no measure of value to concentrate.";
    return fmt::format("The best fifth of the customers holds {} of {}. On the dashed line all would hold the same.",
                       html_.share("/evaluation/top_share"), name_html(value_name()));
  }

  [[nodiscard]] Json criteria() const {
    Json list = Json::array();
    const Json& criteria = figures_["evaluation"]["criteria"];
    for (std::size_t c = 0; c < criteria.size(); ++c) {
      list.push_back({{"name", criteria[c]["name"]},
                      {"weight", html_.share(fmt::format("/evaluation/criteria/{}/weight", c))},
                      {"definition", criteria[c]["definition"]}});
    }
    return list;
  }

  [[nodiscard]] std::vector<std::size_t> shown() const {
    std::vector<std::size_t> list;
    for (std::size_t i = 0; i < k(); ++i) {
      if (!is_suppressed(i) && !is_empty(i)) list.push_back(i);
    }
    return list;
  }

  [[nodiscard]] Json evaluations() const {
    Json list = Json::array();
    for (const std::size_t i : shown()) {
      const std::string path = at("segments", i) + "/evaluation";
      Json parts = Json::array();
      for (std::size_t c = 0; c < figures_["evaluation"]["criteria"].size(); ++c) {
        parts.push_back(html_.decimals(fmt::format("{}/parts/{}", path, c), 2));
      }
      list.push_back({{"name", segment_name(i)},
                      {"color", colour(i)},
                      {"rank", html_.count(path + "/rank")},
                      {"attractiveness", html_.decimals(path + "/attractiveness", 2)},
                      {"parts", parts},
                      {"reachable", html_.share(path + "/reachable")},
                      {"top_share", html_.share(path + "/top_share")}});
    }
    return list;
  }

  [[nodiscard]] Json features() const {
    Json list = Json::array();
    for (const Json& feature : figures_["features"]) {
      Json head{{"name", feature["label"]}, {"units", Json::array()}};
      if (feature["units"] != "") head["units"].push_back({{"units", feature["units"]}});
      list.push_back(std::move(head));
    }
    return list;
  }

  [[nodiscard]] Json cells(const std::string& path) const {
    Json list = Json::array();
    for (std::size_t j = 0; j < figures_["features"].size(); ++j) {
      const std::string cell = fmt::format("{}/{}", path, j);
      list.push_back({{"mean", html_.number(cell + "/mean")},
                      {"lower", html_.number(cell + "/lower_quartile")},
                      {"upper", html_.number(cell + "/upper_quartile")}});
    }
    return list;
  }

  [[nodiscard]] Json profiles() const {
    Json list = Json::array();
    for (const std::size_t i : shown()) {
      list.push_back({{"name", segment_name(i)},
                      {"color", colour(i)},
                      {"size", html_.count(at("segments", i) + "/size")},
                      {"cells", cells(at("segments", i) + "/features")}});
    }
    return list;
  }

  // The features that weigh most along an axis of the map.
  [[nodiscard]] std::string direction(std::size_t axis) const {
    const auto& weights = report_.map->directions[axis];
    std::vector<std::size_t> order(weights.size());
    for (std::size_t j = 0; j < order.size(); ++j) order[j] = j;
    std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t j) { return std::abs(weights[j]); });
    std::string text;
    for (std::size_t place = 0; place < std::min<std::size_t>(3, order.size()); ++place) {
      const std::size_t j = order[place];
      if (std::abs(weights[j]) < 0.2) break;
      text += fmt::format("{}{} {}", place == 0 ? "" : ", ", weights[j] > 0 ? "higher" : "lower",
                          name_html(report_.map->features[j]));
    }
    return text.empty() ? "no feature in particular" : text;
  }

  [[nodiscard]] Json map() const {
    return {{"sample", html_.count("/map/sample")},
            {"explained", html_.share("/map/explained_together")},
            {"right", direction(0)},
            {"up", direction(1)}};
  }

  [[nodiscard]] Json rfm() const {
    Json segments = Json::array();
    for (std::size_t i = 0; i < figures_["rfm"]["segments"].size(); ++i) {
      segments.push_back({{"name", figures_["rfm"]["segments"][i]["name"]},
                          {"size", html_.count(fmt::format("/rfm/segments/{}/size", i))}});
    }
    return {{"segments", segments}};
  }

  [[nodiscard]] Json markets() const {
    const Json& markets = figures_["markets"]["markets"];
    Json heads = Json::array(), rows = Json::array(), remarks = Json::array();
    for (std::size_t s = 0; s < k(); ++s) heads.push_back(segment_name(s));
    for (std::size_t m = 0; m < markets.size(); ++m) {
      Json cells = Json::array();
      for (std::size_t s = 0; s < k(); ++s) {
        const std::string path = fmt::format("/markets/markets/{}/segments/{}", m, s);
        cells.push_back(market_cell(path));
        if (markets[m]["segments"][s].value("means_something_else", false)) remarks.push_back(remark(m, s));
      }
      rows.push_back({{"name", markets[m]["name"]},
                      {"size", html_.count(fmt::format("/markets/markets/{}/size", m))},
                      {"cells", cells}});
    }
    Json all{{"by", figures_["markets"]["by"]},
             {"heads", heads},
             {"rows", rows},
             {"remarks", remarks},
             {"has_remarks", !remarks.empty()}};
    if (figures_["markets"]["left_out"] > 0) {
      all["left_out"] = html_.count("/markets/left_out") + " smaller ones are not shown.";
    }
    return all;
  }

  [[nodiscard]] Json market_cell(const std::string& path) const {
    if (!html_.known(path + "/size")) return {{"size", "few"}, {"share", ""}};
    return {{"size", html_.count(path + "/size")}, {"share", html_.share(path + "/share")}};
  }

  [[nodiscard]] std::string remark(std::size_t m, std::size_t s) const {
    const std::string path = fmt::format("/markets/markets/{}/segments/{}", m, s);
    const Json& cell = figures_.at(Json::json_pointer(path));
    const auto j = cell["largest_feature"].get<std::size_t>();
    const std::string difference = fmt::format("{}/differences/{}", path, j);
    return fmt::format(
        "{} in {}: {} is {} standard deviations from the segment's mean elsewhere and here ({} customers).", bold(s),
        name_html(figures_["markets"]["markets"][m]["name"].get<std::string>()),
        name_html(figures_["markets"]["features"][j]["label"].get<std::string>()), html_.decimals(difference, 2),
        html_.count(path + "/size"));
  }

  [[nodiscard]] bool has_evidence() const {
    return report_.model && (!report_.model->evidence.empty() || !report_.model->stability.empty());
  }

  [[nodiscard]] Json evidence() const {
    Json candidates = Json::array(), stabilities = Json::array();
    for (std::size_t i = 0; i < report_.model->evidence.size(); ++i) {
      const std::string path = fmt::format("/model/evidence/{}", i);
      candidates.push_back({{"k", html_.count(path + "/k")},
                            {"chosen", report_.model->evidence[i].k == report_.model->k},
                            {"inertia", html_.number(path + "/inertia")},
                            {"silhouette", html_.decimals(path + "/silhouette", 3)},
                            {"calinski_harabasz", html_.number(path + "/calinski_harabasz")},
                            {"davies_bouldin", html_.decimals(path + "/davies_bouldin", 3)},
                            {"smallest", html_.count(path + "/smallest")},
                            {"stability", html_.decimals(path + "/stability", 3)},
                            {"agreement", html_.decimals(path + "/agreement", 3)}});
    }
    for (std::size_t i = 0; i < k() && !report_.model->stability.empty(); ++i) {
      if (is_suppressed(i)) continue;
      stabilities.push_back({{"name", segment_name(i)},
                             {"value", html_.decimals(at("segments", i) + "/stability", 2)},
                             {"band", stability_band(report_.model->stability[i])}});
    }
    return {{"candidates", candidates},
            {"has_candidates", !candidates.empty()},
            {"stabilities", stabilities},
            {"has_stability", !stabilities.empty()}};
  }

  [[nodiscard]] Json hidden() const {
    Json groups = Json::array();
    for (std::size_t i = 0; i < figures_["hidden_groups"].size(); ++i) {
      const std::string path = at("hidden_groups", i);
      groups.push_back({{"description", figures_["hidden_groups"][i]["description"]},
                        {"size", html_.count(path + "/size")},
                        {"segment", segment_name(figures_["hidden_groups"][i]["segment"].get<std::size_t>())},
                        {"distance", html_.decimals(path + "/distance", 1)}});
    }
    return {{"groups", groups}};
  }

  [[nodiscard]] Json preparation() const {
    Json list = Json::array();
    for (std::size_t j = 0; j < report_.model->preparation.features.size(); ++j) {
      const std::string path = fmt::format("/model/preparation/{}", j);
      list.push_back({{"name", report_.model->preparation.features[j].name},
                      {"f", report_.model->preparation.features[j].log1p ? "log(x + 1)" : "x"},
                      {"center", html_.number(path + "/center")},
                      {"scale", html_.number(path + "/scale")},
                      {"lower", html_.number(path + "/lower")},
                      {"upper", html_.number(path + "/upper")},
                      {"fill", html_.number(path + "/fill")}});
    }
    return list;
  }

  [[nodiscard]] Json definitions() const {
    Json list = Json::array();
    for (const Column& column : report_.profile.features) {
      if (!column.definition.empty()) list.push_back({{"name", column.name}, {"definition", column.definition}});
    }
    return list;
  }

  static void add(Json& list, const std::string& label, const std::string& text) {
    list.push_back({{"label", label}, {"text", text}});
  }

  [[nodiscard]] Json methods() const {
    Json list = Json::array();
    add(list, "Data",
        fmt::format("{}, {} customers, one row each", name_html(report_.store), html_.count("/customers")));
    if (report_.model) {
      add(list, "Method",
          fmt::format("k-means (Lloyd) with {} segments, {} iterations{}; seed {}", html_.count("/model/k"),
                      html_.count("/model/iterations"), report_.model->converged ? ", converged" : "",
                      html_.count("/model/seed")));
      add(list, "Fitted to",
          fmt::format("{} customers; sum of squared distances {}", html_.count("/model/rows"),
                      html_.number("/model/inertia")));
      add(list, "Numbered by",
          report_.model->order_by == "size" ? "size" : "mean of " + name_html(report_.model->order_by));
    }
    add(list, "Profiled", profiled());
    add(list, "Small segments", fmt::format("nothing is shown of fewer than {} customers", html_.count("/min_cell")));
    add(list, "Digest of the labels", "<code>" + report_.labels_digest + "</code>");
    if (report_.model) add(list, "Digest of the centroids", "<code>" + report_.centroids_digest + "</code>");
    add(list, "Program", fmt::format("<code>segmenta {}</code>", version));
    add(list, "One answer", "the same data, options and seed give the same labels on any machine: compare the digests");
    return list;
  }

  [[nodiscard]] std::string profiled() const {
    std::string text;
    for (const Column& column : report_.profile.features) {
      text += (text.empty() ? "" : ", ") + name_html(column.name);
    }
    return text.empty() ? "no feature" : text;
  }

  [[nodiscard]] static std::string footer() {
    return fmt::format("Made by <code>segmenta {}</code>. No customer id is in this file, and it loads nothing.",
                       version);
  }

  [[nodiscard]] static Json sections(const Json& page) {
    Json list = Json::array();
    const auto link = [&](const char* id, const char* label, bool there) {
      if (there) list.push_back({{"id", id}, {"label", label}});
    };
    link("summary", "In short", true);
    link("segments", "Segments", true);
    link("value", "Size and value", true);
    link("profile", "What sets them apart", true);
    link("map", "Map", page.contains("map"));
    link("rfm", "Recency, frequency, value", page.contains("rfm"));
    link("markets", "Markets", page.contains("markets"));
    link("evidence", "Why this many", page.contains("evidence"));
    link("hidden", "Hidden groups", page.contains("hidden"));
    link("methods", "How it was made", true);
    return list;
  }

  const Json& figures_;
  FigureHtml html_;
  const Report& report_;
  const ReportOptions& options_;
};

}  // namespace

Json report_page(const Json& figures, const Report& report, const ReportOptions& options) {
  return Page(figures, report, options).make();
}

}  // namespace segmenta
