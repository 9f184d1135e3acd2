// The page of a campaign, from the JSON of its measurement.

#include <fmt/format.h>
#include <segmenta/campaign_page.h>
#include <segmenta/version.h>

#include <algorithm>
#include <cmath>

#include "report/bar_charts.h"
#include "report/disclosure.h"
#include "report/figure_html.h"
#include "report/page_source.h"
#include "report/plane_charts.h"
#include "report/render.h"
#include "report/resources.h"

namespace segmenta {
namespace {

class CampaignPage {
 public:
  explicit CampaignPage(const Json& figures)
      : figures_(figures), html_(figures), has_value_(figures["overall"][0]["value"].is_object()) {}

  Json make(const std::string& title) const {
    Json page{{"title", title},
              {"version", version},
              {"lead", lead()},
              {"trusted", figures_["srm"]["trusted"]},
              {"verdict", figures_["verdict"]},
              {"notes", figures_["notes"]},
              {"has_notes", !figures_["notes"].empty()},
              {"has_value", has_value_},
              {"results", overall()},
              {"incremental", incremental()},
              {"methods", methods()},
              {"footer", sentence("footer", version)}};
    if (!figures_["segments"].empty()) {
      page["segments"] = {{"lead", sentence(has_value_ ? "campaign_forest_value" : "campaign_forest_rate",
                                            html_.share("/level"), name_html(control()))},
                          {"forest", forest()},
                          {"rows", of_segments()},
                          {"has_value", has_value_}};
    }
    if (!figures_["ranking"].empty()) page["ranking"] = {{"rows", ranking()}, {"has_value", has_value_}};
    if (!figures_["uplift"].empty()) page["uplift"] = {{"curves", curves()}};
    return page;
  }

 private:
  [[nodiscard]] std::string control() const { return figures_["control"].get<std::string>(); }

  [[nodiscard]] std::string lead() const {
    std::string arms;
    for (std::size_t a = 0; a < figures_["arms"].size(); ++a) {
      arms += (arms.empty() ? "" : ", ") + name_html(figures_["arms"][a]["arm"].get<std::string>()) + " " +
              html_.count(at("arms", a) + "/customers");
    }
    const Json &from = figures_["from"], &to = figures_["to"];
    const std::string time =
        from.is_string() ? " " + sentence("campaign_time", given(from.get<std::string>()), given(to.get<std::string>()))
                         : "";
    return sentence("campaign_lead", arms) + time;
  }

  static std::string given(const std::string& text) { return name_html(text); }

  // "0.4 to 3.1", as one figure is written.
  template <class Text>
  [[nodiscard]] std::string interval(const std::string& path, const Text& text) const {
    if (!html_.known(path + "/low")) return "–";
    return sentence("interval", text(path + "/low"), text(path + "/high"));
  }
  [[nodiscard]] std::string rates(const std::string& path) const {
    return interval(path, [&](const std::string& end) { return html_.share(end, true); });
  }
  [[nodiscard]] std::string values(const std::string& path) const {
    return interval(path, [&](const std::string& end) { return html_.number(end); });
  }
  [[nodiscard]] std::string chance(const std::string& path) const { return html_.chance(path); }

  // The figures of one result; p adjusted where several are read together.
  [[nodiscard]] Json cells(const std::string& result, bool adjusted) const {
    const std::string rate = result + "/conversion", value = result + "/value", p = adjusted ? "/p_holm" : "/p";
    Json row{{"n", html_.count(result + "/n")},
             {"rate", html_.share(rate + "/rate")},
             {"control", html_.share(rate + "/control")},
             {"difference", html_.share(rate + "/difference", true)},
             {"interval", rates(rate)},
             {"p", chance(rate + p)}};
    if (has_value_) {
      row["of_value"] = {{"mean", html_.number(value + "/mean")},
                         {"value_control", html_.number(value + "/control")},
                         {"value_difference", html_.number(value + "/difference")},
                         {"value_interval", values(value)},
                         {"value_p", chance(value + p)}};
    }
    return row;
  }

  [[nodiscard]] Json overall() const {
    Json list = Json::array();
    for (std::size_t i = 0; i < figures_["overall"].size(); ++i) {
      Json row = cells(at("overall", i), figures_["overall"].size() > 1);
      row["name"] = figures_["overall"][i]["arm"];
      list.push_back(std::move(row));
    }
    return list;
  }

  // What it is in all, one list of facts an arm.
  [[nodiscard]] Json incremental() const {
    Json list = Json::array();
    for (std::size_t i = 0; i < figures_["overall"].size(); ++i) {
      const std::string path = at("overall", i);
      Json facts = Json::array();
      const auto add = [&](const char* key, const std::string& text) {
        if (text != "–") facts.push_back({{"label", sentence(key)}, {"text", text}});
      };
      add("campaign_value", html_.number(path + "/incremental_value/value"));
      add("campaign_value_interval", values(path + "/incremental_value"));
      add("campaign_cost", html_.number(path + "/cost"));
      add("campaign_return", html_.share(path + "/return_on_cost", true));
      add("campaign_adjusted", html_.number(path + "/value_adjusted/difference"));
      add("campaign_adjusted_interval", values(path + "/value_adjusted"));
      add("campaign_reduction", html_.share(path + "/value_adjusted/variance_reduction"));
      add("campaign_always", has_value_ ? values(path + "/always_valid") : rates(path + "/always_valid"));
      if (!facts.empty()) list.push_back({{"name", figures_["overall"][i]["arm"]}, {"facts", std::move(facts)}});
    }
    return list;
  }

  // Calls visit(segment, path of its result, that result).
  template <class Visit>
  void for_each_result(const Visit& visit) const {
    for (std::size_t s = 0; s < figures_["segments"].size(); ++s) {
      const Json& segment = figures_["segments"][s];
      for (std::size_t r = 0; r < segment["results"].size(); ++r) {
        visit(segment, fmt::format("/segments/{}/results/{}", s, r), segment["results"][r]);
      }
    }
  }

  [[nodiscard]] std::string label_of(const Json& segment, const Json& result) const {
    const std::string name = segment["name"].get<std::string>();
    return figures_["overall"].size() > 1 ? name + ", " + result["arm"].get<std::string>() : name;
  }

  [[nodiscard]] Json forest() const {
    const char* of = has_value_ ? "value" : "conversion";
    double low = 0, high = 0;
    for_each_result([&](const Json&, const std::string&, const Json& result) {
      if (!result[of]["low"].is_number()) return;
      low = std::min(low, result[of]["low"].get<double>());
      high = std::max(high, result[of]["high"].get<double>());
    });
    Json rows = Json::array();
    for_each_result([&](const Json& segment, const std::string& path, const Json& result) {
      const std::string compared = path + "/" + of;
      const auto number = segment["segment"].get<std::size_t>();
      rows.push_back({{"id", std::to_string(number)},
                      {"name", label_of(segment, result)},
                      {"color", segment_colour(number)},
                      {"bar", effect_bar(result[of], low, high)},
                      {"said", (has_value_ ? html_.number(compared + "/difference")
                                           : html_.share(compared + "/difference", true)) +
                                   " (" + (has_value_ ? values(compared) : rates(compared)) + ")"}});
    });
    return rows;
  }

  [[nodiscard]] Json of_segments() const {
    Json rows = Json::array();
    for_each_result([&](const Json& segment, const std::string& path, const Json& result) {
      Json row = cells(path, true);
      row["name"] = label_of(segment, result);
      rows.push_back(std::move(row));
    });
    return rows;
  }

  [[nodiscard]] Json ranking() const {
    Json rows = Json::array();
    for (std::size_t i = 0; i < figures_["ranking"].size(); ++i) {
      const std::string path = at("ranking", i);
      rows.push_back(
          {{"name", label_of(figures_["ranking"][i], figures_["ranking"][i])},
           {"profits", has_value_ ? Json::array({html_.number(path + "/profit_per_customer")}) : Json::array()},
           {"shrunk", html_.number(path + "/shrunk")},
           {"raw", html_.number(path + "/raw")}});
    }
    return rows;
  }

  [[nodiscard]] Json curves() const {
    Json list = Json::array();
    for (std::size_t i = 0; i < figures_["uplift"].size(); ++i) {
      const Json& one = figures_["uplift"][i];
      const std::string path = at("uplift", i), id = fmt::format("uplift-{}", i);
      const bool is_sure = one["qini_low"].is_number() && one["qini_low"] > 0;
      list.push_back(
          {{"id", id},
           {"caption", sentence(is_sure ? "campaign_uplift" : "campaign_uplift_chance",
                                name_html(one["arm"].get<std::string>()), html_.decimals(path + "/qini", 3),
                                html_.decimals(path + "/qini_low", 3), html_.decimals(path + "/qini_high", 3))},
           {"image", uplift_image(one["curve"], id)}});
    }
    return list;
  }

  [[nodiscard]] Json methods() const {
    Json list = Json::array({sentence("campaign_method_itt"), sentence("campaign_method_rate"),
                             sentence("campaign_method_adjusted"),
                             sentence("campaign_method_srm", html_.decimals("/srm/chi2", 2), html_.chance("/srm/p"))});
    if (has_value_) list.push_back(sentence("campaign_method_value"));
    if (!figures_["ranking"].empty()) list.push_back(sentence("campaign_method_ranking"));
    for (std::size_t i = 0; i < figures_["heterogeneity"].size(); ++i) {
      const std::string path = at("heterogeneity", i);
      const Json& one = figures_["heterogeneity"][i];
      list.push_back(
          sentence(one["measure"] == "value" ? "campaign_heterogeneity_value" : "campaign_heterogeneity_rate",
                   name_html(one["arm"].get<std::string>()), html_.decimals(path + "/q", 2), html_.chance(path + "/p"),
                   html_.share(path + "/i2")));
    }
    return list;
  }

  const Json& figures_;
  FigureHtml html_;
  bool has_value_;
};

}  // namespace

std::string campaign_html(const MeasurementRun& run, const std::string& title, std::int64_t min_cell) {
  const Measurement measured = withheld_measurement(run.measured, min_cell);
  const Json figures = Json::parse(measurement_json({.measured = measured,
                                                     .assignment = run.assignment,
                                                     .outcomes = run.outcomes,
                                                     .salt = {},
                                                     .arms_digest = {},
                                                     .from = run.from,
                                                     .to = run.to,
                                                     .output = run.output}));
  return rendered(campaign_template(), CampaignPage(figures).make(title), figures);
}

}  // namespace segmenta
