// The page from its head to the cards and tables of the segments.

#include "report/page.h"

#include <fmt/format.h>
#include <segmenta/columns.h>
#include <segmenta/version.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include "report/page_charts.h"
#include "report/page_details.h"
#include "report/page_source.h"
#include "report/sentences.h"

namespace segmenta {
namespace {

constexpr double told_share = 0.01;  // of revenue left out, that a reader should know of

class Page : private PageSource {
 public:
  Page(const Json& figures, const Report& report, const ReportOptions& options)
      : PageSource(figures, report), options_(options) {}

  Json make() {
    Json page{{"title", options_.title},
              {"version", version},
              {"lead", lead()},
              {"summary", summary()},
              {"suppressed", notes(some_suppressed() ? sentence("summary_suppressed", html_.count("/min_cell")) : "")},
              {"cards", cards()},
              {"value_word", value_name().empty() ? sentence("value_word") : value_name()},
              {"reason", report_.model ? report_.model->choice_reason : ""},
              {"has_reason", report_.model && !report_.model->choice_reason.empty()},
              {"concentration", concentration()},
              {"value_notes", notes(left_out_revenue())},
              {"stake", notes(stake_sentence())},
              {"criteria", criteria()},
              {"not_measured", figures_["evaluation"]["not_measured"]},
              {"evaluations", evaluations()},
              {"at_stake_text", name_html(at_stake())},
              {"commands", options_.commands},
              {"footer", footer()}};
    if (has_intervals()) page["intervals_note"] = intervals_note();
    add_charts(page, figures_, report_, options_);
    add_details(page, figures_, report_);
    page["sections"] = sections(page);
    return page;
  }

 private:
  [[nodiscard]] std::string lead() const {
    return sentence(some_suppressed() ? "lead_suppressed"
                    : k() == 1        ? "lead_one"
                                      : "lead",
                    html_.count("/customers"), name_html(report_.store), html_.count("/k"),
                    html_.count("/segments_shown"));
  }

  // For a part of the template that is left out where there is nothing to say.
  [[nodiscard]] static Json notes(const std::string& text) {
    return text.empty() ? Json::array() : Json::array({text});
  }

  [[nodiscard]] bool some_suppressed() const {
    return std::ranges::find(report_.suppressed, true) != report_.suppressed.end();
  }

  // The segment that is shown and has the most of a figure; k() where there is none.
  [[nodiscard]] std::size_t most(const std::string& name) const {
    std::size_t best = k();
    double most = 0;
    for (std::size_t i = 0; i < k(); ++i) {
      const std::string path = at("segments", i) + name;
      if (!html_.known(path)) continue;
      const double value = figure(path);
      if (best == k() || value > most) most = value, best = i;
    }
    return best;
  }

  [[nodiscard]] const std::string& at_stake() const {
    return figures_["evaluation"]["at_stake"].get_ref<const std::string&>();
  }

  // Two or three sentences: who brings the value, where the most is at stake if that is another segment, and why there
  // are so many.
  [[nodiscard]] Json summary() const {
    Json list = Json::array();
    const std::size_t largest = most("/size"), best = most("/revenue_share"), stake = most("/evaluation/at_stake");
    const bool is_divided = k() > 1;
    if (is_divided && best < k()) {
      list.push_back(sentence("summary_value", bold(best), html_.share(at("segments", best) + "/share"),
                              html_.share(at("segments", best) + "/revenue_share"), name_html(value_name())));
    } else if (is_divided && largest < k()) {
      list.push_back(sentence("summary_largest", bold(largest), html_.count(at("segments", largest) + "/size"),
                              html_.share(at("segments", largest) + "/share")));
    }
    if (stake < k() && stake != best) list.push_back(stake_sentence());
    if (const std::string why = why_so_many(); !why.empty()) list.push_back(why);
    return list;
  }

  // What is not told here in words of its own has a reason that is in words already.
  [[nodiscard]] std::string why_so_many() const {
    if (!report_.model) return "";
    const Model& model = *report_.model;
    if (model.choice_reason.empty()) {
      const bool was_chosen = model.evidence.size() > 1;  // by a program that gave no reason
      if (was_chosen) return "";
      return model.k == 1 ? sentence("summary_k_given_one") : sentence("summary_k_given", html_.count("/model/k"));
    }
    const auto chosen = std::ranges::find(model.evidence, model.k, &KEvidence::k);
    if (model.evidence.size() > 1 && chosen != model.evidence.end() && chosen->ruled_out == RuledOut::no) {
      const bool is_continuum = model.structure.verdict == Structure::Verdict::continuum;
      if (is_continuum && std::isfinite(chosen->stability))
        return sentence("summary_k_slices", html_.count("/model/k"));
      if (!is_continuum && model.structure.best_k == model.k)
        return sentence("summary_k_groups", html_.count("/model/k"));
    }
    return sentence("summary_k_reason", name_html(model.choice_reason));
  }

  [[nodiscard]] std::string stake_sentence() const {
    const std::size_t i = most("/evaluation/at_stake");
    if (i == k() || k() == 1) return "";
    const bool sure = figures_["segments"][i]["evaluation"]["ties"].empty();
    return sentence(sure ? "at_stake_most" : "at_stake_most_tied", bold(i),
                    html_.number(at("segments", i) + "/evaluation/at_stake"), name_html(at_stake()));
  }

  [[nodiscard]] std::string left_out_revenue() const {
    const bool is_told = figures_.contains("orders") && figures_["orders"]["revenue_left_out"] >= told_share;
    return is_told ? sentence("left_out_revenue", html_.share("/orders/revenue_left_out")) : "";
  }

  [[nodiscard]] bool has_intervals() const {
    return std::ranges::any_of(shown(),
                               [&](std::size_t i) { return html_.known(at("segments", i) + "/share_interval/low"); });
  }

  // Of more customers than are drawn, figures vary less than the intervals say.
  [[nodiscard]] std::string intervals_note() const {
    if (report_.profile.drawn >= report_.profile.rows) return sentence("intervals_note", html_.share("/level"));
    return sentence("intervals_note_sample", html_.share("/level"), html_.count("/drawn"), html_.count("/customers"));
  }

  [[nodiscard]] Json cards() const {
    Json list = Json::array();
    for (std::size_t i = 0; i < k(); ++i) list.push_back(card(i));
    return list;
  }

  [[nodiscard]] Json card(std::size_t i) const {
    const std::string segment = at("segments", i);
    Json card{
        {"id", std::to_string(i)}, {"name", segment_name(i)}, {"color", segment_colour(i)}, {"shown", is_shown(i)}};
    if (is_suppressed(i)) {
      card["reason"] = sentence("card_suppressed", html_.count("/min_cell"));
      return card;
    }
    if (is_empty(i)) {
      card["reason"] = sentence("card_empty");
      return card;
    }
    card["size"] = html_.count(segment + "/size");
    card["share"] = html_.share(segment + "/share") + " " + share_interval_html(segment + "/share");
    card["at_stake"] = html_.number(segment + "/evaluation/at_stake");
    card["rank"] = html_.count(segment + "/evaluation/rank");
    if (html_.known(segment + "/revenue_share")) {
      card["value"] = {{"feature", value_name()},
                       {"share", html_.share(segment + "/revenue_share")},
                       {"interval", share_interval_html(segment + "/revenue_share")},
                       {"per_customer", html_.number(segment + "/evaluation/value_per_customer")},
                       {"units", value_units()}};
    }
    if (html_.known(segment + "/evaluation/reachable")) {
      card["reachable"] = html_.share(segment + "/evaluation/reachable");
    }
    if (html_.known(segment + "/growth")) card["growth"] = html_.share(segment + "/growth", true);
    card["drivers"] = drivers(i);
    card["has_drivers"] = !card["drivers"].empty();
    if (const Json& action = figures_["segments"][i]["action"]; !action.is_null()) {
      card["advice"] = sentence("advice", "<b>" + name_html(action["objective"].get<std::string>()) + "</b>",
                                name_html(action["evidence"].get<std::string>()));
    }
    if (const std::string rule = rule_html(i); !rule.empty()) card["rule"] = rule;
    return card;
  }

  [[nodiscard]] Json drivers(std::size_t i) const {
    Json list = Json::array();
    for (const Json& driver : figures_["segments"][i]["drivers"]) {
      const auto j = driver.get<std::size_t>();
      const std::string path = feature_path(i, j), all = fmt::format("/all/{}", j);
      if (is_flag(j)) {
        list.push_back(sentence("driver_flag", name_html(feature_name(j)), mean_html(j, path), mean_html(j, all)));
        continue;
      }
      const double difference = figure(path + "/difference");
      const bool is_much = std::abs(difference) >= large_difference;
      const char* key = difference > 0 ? (is_much ? "driver_much_higher" : "driver_higher")
                                       : (is_much ? "driver_much_lower" : "driver_lower");
      const std::string& units = report_.profile.features[j].units;
      list.push_back(sentence(key, name_html(feature_name(j)), mean_html(j, path), mean_html(j, all)) +
                     (units.empty() ? "" : " (" + name_html(units) + ")"));
    }
    for (const CategoryDriver& driver : category_drivers(report_.profile, i)) {
      const std::string value = fmt::format("/categories/{}/values/{}", driver.category, driver.value);
      const std::string share = fmt::format("{}/shares/{}", value, i);
      if (!html_.known(share) || !html_.known(value + "/all")) continue;
      const Json& category = figures_["categories"][driver.category];
      list.push_back(sentence("driver_category", name_html(category["label"].get<std::string>()),
                              name_html(category["values"][driver.value]["name"].get<std::string>()),
                              html_.share(share), html_.share(value + "/all")));
    }
    for (const MissingDriver& driver : missing_drivers(report_.profile, i)) {
      list.push_back(sentence("driver_missing", name_html(feature_name(driver.feature))));
    }
    return list;
  }

  [[nodiscard]] std::string condition_html(const Json& condition, const std::string& path) const {
    const std::string name = name_html(condition["feature"].get<std::string>());
    if (condition["missing"].is_boolean()) {
      return name + " " + sentence(condition["missing"].get<bool>() ? "is_missing" : "is_known");
    }
    if (!condition["values"].empty()) {
      std::string values;
      for (const Json& value : condition["values"]) {
        values += (values.empty() ? "" : " " + sentence("or") + " ") + name_html(value.get<std::string>());
      }
      return name + " " + sentence(condition["is"].get<bool>() ? "is" : "is_not") + " " + values;
    }
    const bool has_lower = html_.known(path + "/at_least"), has_upper = html_.known(path + "/below");
    if (condition["is_flag"].get<bool>()) return name + ": " + sentence(has_lower ? "yes" : "no");
    if (has_lower && has_upper) {
      return html_.number(path + "/at_least") + " ≤ " + name + " &lt; " + html_.number(path + "/below");
    }
    return name + (has_lower ? " ≥ " + html_.number(path + "/at_least") : " &lt; " + html_.number(path + "/below"));
  }

  [[nodiscard]] std::string rule_html(std::size_t i) const {
    const Json& segment = figures_["segments"][i];
    if (segment["definition"].is_string()) {
      return sentence("definition", "<b>" + name_html(segment["definition"].get<std::string>()) + "</b>");
    }
    if (segment["rule"]["conditions"].empty()) return {};
    const std::string rule = at("segments", i) + "/rule";
    std::string text;
    for (std::size_t c = 0; c < segment["rule"]["conditions"].size(); ++c) {
      text += (c == 0 ? "<b>" : " " + sentence("and") + " <b>") +
              condition_html(segment["rule"]["conditions"][c], fmt::format("{}/conditions/{}", rule, c)) + "</b>";
    }
    return sentence("rule", text, html_.share(rule + "/recall"), html_.share(rule + "/others"));
  }

  [[nodiscard]] std::string concentration() const {
    if (!html_.known("/evaluation/top_share")) return sentence("no_concentration");
    return sentence("concentration", html_.share("/evaluation/top_share"), name_html(value_name()));
  }

  [[nodiscard]] Json criteria() const {
    Json list = Json::array();
    for (const Json& criterion : figures_["evaluation"]["criteria"]) {
      list.push_back({{"name", criterion["name"]}, {"definition", criterion["definition"]}});
    }
    return list;
  }

  [[nodiscard]] Json evaluations() const {
    Json list = Json::array();
    for (const std::size_t i : shown()) {
      const std::string path = at("segments", i) + "/evaluation";
      list.push_back({{"name", segment_name(i)},
                      {"color", segment_colour(i)},
                      {"rank", html_.count(path + "/rank")},
                      {"at_stake", html_.number(path + "/at_stake")},
                      {"low", html_.number(path + "/at_stake_low")},
                      {"high", html_.number(path + "/at_stake_high")},
                      {"top_share", html_.share(path + "/top_share")}});
    }
    return list;
  }

  [[nodiscard]] static std::string footer() { return sentence("footer", version); }

  [[nodiscard]] static Json sections(const Json& page) {
    constexpr std::array<std::string_view, 5> always{"summary", "segments", "value", "profile", "methods"};
    Json list = Json::array();
    for (const std::string id :
         {"summary", "segments", "value", "profile", "map", "rfm", "markets", "evidence", "hidden", "methods"}) {
      if (page.contains(id) || std::ranges::find(always, id) != always.end()) {
        list.push_back({{"id", id}, {"label", sentence("nav_" + id)}});
      }
    }
    return list;
  }

  const ReportOptions& options_;
};

}  // namespace

Json report_page(const Json& figures, const Report& report, const ReportOptions& options) {
  return Page(figures, report, options).make();
}

}  // namespace segmenta
