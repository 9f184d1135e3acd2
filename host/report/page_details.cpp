// The sections behind the segments, each left out where the report has nothing for it.

#include "report/page_details.h"

#include <fmt/format.h>
#include <segmenta/stability.h>
#include <segmenta/version.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>

#include "report/bar_charts.h"
#include "report/features_that_matter.h"
#include "report/page_source.h"
#include "report/plane_charts.h"
#include "report/sentences.h"

namespace segmenta {
namespace {

constexpr double least_weight = 0.2;  // of a feature that is named, on a unit vector

const char* sentence_of(Transform transform) {
  switch (transform) {
    case Transform::log1p:
      return "f_of_log";
    case Transform::signed_log1p:
      return "f_of_signed_log";
    case Transform::identity:
      break;
  }
  return "f_of_identity";
}

class Details : private PageSource {
 public:
  Details(const Json& figures, const Report& report) : PageSource(figures, report) {}

  void add_to(Json& page) const {
    page["methods"] = methods();
    if (report_.map) page["map"] = map();
    if (report_.rfm) page["rfm"] = rfm();
    if (report_.markets) page["markets"] = markets();
    if (has_evidence()) page["evidence"] = evidence();
    if (!report_.hidden_groups.empty()) page["hidden"] = hidden();
    if (report_.model) page["preparation"] = {{"features", preparation()}};
    if (Json list = definitions(); !list.empty()) page["definitions"] = {{"list", list}};
  }

 private:
  // The features that weigh most along an axis of the map.
  [[nodiscard]] std::string direction(std::size_t axis) const {
    const auto& weights = report_.map->directions[axis];
    std::vector<std::size_t> order(weights.size());
    for (std::size_t j = 0; j < order.size(); ++j) order[j] = j;
    std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t j) { return std::abs(weights[j]); });
    std::string text;
    for (std::size_t place = 0; place < std::min<std::size_t>(3, order.size()); ++place) {
      const std::size_t j = order[place];
      if (std::abs(weights[j]) < least_weight) break;
      text += place == 0 ? "" : ", ";
      text += sentence(weights[j] > 0 ? "map_higher" : "map_lower", name_html(report_.map->features[j]));
    }
    return text.empty() ? sentence("map_no_feature") : text;
  }

  [[nodiscard]] Json map() const {
    return {{"sample", html_.count("/map/sample")},
            {"least", html_.count("/min_cell")},
            {"explained", html_.share("/map/explained_together")},
            {"image", map_image(figures_["map"], figures_["segments"], segment_colour, "map-title")},
            {"right", direction(0)},
            {"up", direction(1)}};
  }

  [[nodiscard]] Json rfm() const {
    Json segments = Json::array();
    for (std::size_t i = 0; i < figures_["rfm"]["segments"].size(); ++i) {
      segments.push_back({{"name", figures_["rfm"]["segments"][i]["name"]},
                          {"size", count_or_few(fmt::format("/rfm/segments/{}/size", i))}});
    }
    Json rows = Json::array();
    for (std::size_t row = 0; row < 5; ++row) {
      rows.push_back({{"score", std::to_string(5 - row)}, {"cells", rfm_cells(row)}});
    }
    return {{"segments", segments}, {"rows", rows}, {"scores", {"1", "2", "3", "4", "5"}}};
  }

  [[nodiscard]] Json rfm_cells(std::size_t row) const {
    Json cells = Json::array();
    for (std::size_t column = 0; column < 5; ++column) {
      const std::string path = fmt::format("/rfm/customers/{}/{}", row, column);
      const std::string mean = fmt::format("/rfm/monetary/{}/{}", row, column);
      const bool is_hidden = !html_.known(path);
      cells.push_back({{"size", is_hidden ? sentence("few") : html_.count(path)},
                       {"mean", is_hidden || !html_.known(mean) ? "" : html_.number(mean)},
                       {"class", rfm_class(mean)}});
    }
    return cells;
  }

  // By the mean value among those of the grid, in five steps from the least to the most.
  [[nodiscard]] std::string rfm_class(const std::string& mean) const {
    if (!html_.known(mean)) return "even";
    std::size_t known = 0, below = 0;
    for (const Json& row : figures_["rfm"]["monetary"]) {
      for (const Json& one : row) {
        if (!one.is_number()) continue;
        ++known;
        if (one.get<double>() < figure(mean)) ++below;
      }
    }
    return fmt::format("amount-{}", 5 * below / known);
  }

  [[nodiscard]] Json markets() const {
    const Json& markets = figures_["markets"]["markets"];
    Json heads = Json::array(), rows = Json::array(), remarks = Json::array();
    for (std::size_t s = 0; s < k(); ++s) {
      heads.push_back({{"id", std::to_string(s)}, {"name", segment_name(s)}, {"color", segment_colour(s)}});
    }
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
      all["left_out"] = sentence("markets_left_out", html_.count("/markets/left_out"));
    }
    return all;
  }

  [[nodiscard]] Json market_cell(const std::string& path) const {
    if (!html_.known(path + "/share")) return {{"size", sentence("few")}, {"share", ""}, {"class", "even"}};
    return {{"size", html_.count(path + "/size")},
            {"share", html_.share(path + "/share")},
            {"class", amount_class(figure(path + "/share"))}};
  }

  [[nodiscard]] std::string remark(std::size_t m, std::size_t s) const {
    const std::string path = fmt::format("/markets/markets/{}/segments/{}", m, s);
    const Json& cell = figures_.at(Json::json_pointer(path));
    const auto j = cell["largest_feature"].get<std::size_t>();
    const std::string difference = fmt::format("{}/differences/{}", path, j);
    return sentence(figure(difference) > 0 ? "market_remark_higher" : "market_remark_lower", bold(s),
                    name_html(figures_["markets"]["markets"][m]["name"].get<std::string>()),
                    name_html(figures_["markets"]["features"][j]["label"].get<std::string>()),
                    html_.decimals(difference, 2), html_.count(path + "/size"));
  }

  [[nodiscard]] bool has_evidence() const {
    return report_.model && (!report_.model->evidence.empty() || !report_.model->stability.empty());
  }

  // Beside k, those that some candidate has.
  [[nodiscard]] std::vector<EvidenceFigure> known_figures() const {
    std::vector<EvidenceFigure> known;
    std::ranges::copy_if(evidence_figures().subspan(1), std::back_inserter(known), [&](const EvidenceFigure& figure) {
      return !figure.name.empty() && std::ranges::any_of(report_.model->evidence, [&](const KEvidence& one) {
        return std::isfinite(figure.value(one));
      });
    });
    return known;
  }

  [[nodiscard]] std::string evidence_cell(const std::string& path, const EvidenceFigure& figure) const {
    const std::string place = fmt::format("{}/{}", path, figure.key);
    if (figure.is_whole()) return html_.count(place);
    return figure.decimals < 0 ? html_.number(place) : html_.decimals(place, figure.decimals);
  }

  [[nodiscard]] static std::string why_not(const KEvidence& one) {
    switch (one.ruled_out) {
      case RuledOut::too_small:
        return sentence("ruled_out_too_small");
      case RuledOut::unstable:
        return sentence("ruled_out_unstable");
      case RuledOut::not_apart:
        return sentence("ruled_out_not_apart");
      case RuledOut::unusual:
        return sentence("ruled_out_unusual");
      default:
        return "";
    }
  }

  [[nodiscard]] Json evidence() const {
    const std::vector<EvidenceFigure> shown = known_figures();
    Json heads = Json::array(), candidates = Json::array(), stabilities = Json::array();
    for (const EvidenceFigure& figure : shown) heads.push_back(sentence(std::string(figure.key)));
    for (std::size_t i = 0; i < report_.model->evidence.size(); ++i) {
      const std::string path = fmt::format("/model/evidence/{}", i);
      Json cells = Json::array();
      for (const EvidenceFigure& figure : shown) cells.push_back(evidence_cell(path, figure));
      candidates.push_back({{"k", html_.count(path + "/k")},
                            {"chosen", report_.model->evidence[i].k == report_.model->k},
                            {"cells", cells},
                            {"ruled_out", why_not(report_.model->evidence[i])}});
    }
    for (std::size_t i = 0; i < k() && !report_.model->stability.empty(); ++i) {
      if (is_suppressed(i) || !std::isfinite(report_.model->stability[i])) continue;
      stabilities.push_back({{"name", segment_name(i)},
                             {"value", html_.decimals(at("segments", i) + "/stability", 2)},
                             {"id", std::to_string(i)},
                             {"color", segment_colour(i)},
                             {"bar", stability_bar(report_.model->stability[i])},
                             {"band", stability_band(report_.model->stability[i])}});
    }
    return {{"heads", heads},
            {"reason", report_.model->choice_reason},
            {"has_reason", !report_.model->choice_reason.empty()},
            {"candidates", candidates},
            {"has_candidates", !candidates.empty()},
            {"charts", evidence_charts()},
            {"stabilities", stabilities},
            {"has_stability", !stabilities.empty()}};
  }

  [[nodiscard]] Json evidence_charts() const {
    Json list = Json::array();
    for (const Json& chart : figures_["model"]["evidence_charts"]) {
      const auto key = chart["key"].get<std::string>();
      const std::string image = evidence_image(figures_["model"]["evidence"], key, report_.model->k, "evidence-" + key);
      if (image.empty()) continue;
      const auto charted = std::ranges::find(evidence_figures(), key, &EvidenceFigure::key);
      const bool less = charted->better == EvidenceFigure::Better::less;
      list.push_back({{"key", key},
                      {"label", chart["label"]},
                      {"better", sentence(less ? "lower_is_better" : "higher_is_better")},
                      {"image", image}});
    }
    return list;
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

  [[nodiscard]] std::string count_or_few(const std::string& path) const {
    return html_.known(path) ? html_.count(path) : sentence("few");
  }

  [[nodiscard]] Json preparation() const {
    Json list = Json::array();
    for (const PreparedFeature& feature : shown_preparation(report_)) {
      const std::string path = fmt::format("/model/preparation/{}", list.size());
      list.push_back({{"name", feature.name},
                      {"f", sentence(sentence_of(feature.transform))},
                      {"limited", count_or_few(path + "/limited")},
                      {"filled", count_or_few(path + "/filled")}});
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

  // `label` is the key of a sentence.
  static void add(Json& list, const std::string& label, const std::string& text) {
    list.push_back({{"label", sentence(label)}, {"text", text}});
  }

  [[nodiscard]] Json methods() const {
    Json list = Json::array();
    add(list, "method_data", sentence("method_data_text", name_html(report_.store), html_.count("/customers")));
    if (figures_.contains("orders")) add(list, "method_orders", orders());
    if (report_.model) {
      add(list, "method_method",
          sentence(report_.model->converged ? "method_converged_text" : "method_method_text", html_.count("/model/k"),
                   html_.count("/model/iterations"), html_.count("/model/seed")));
      const bool is_counted = figures_["model"]["rows"].is_number();
      add(list, is_counted ? "method_fitted" : "method_distances",
          sentence(is_counted ? "method_fitted_text" : "method_distances_text", html_.count("/model/rows"),
                   html_.number("/model/inertia")));
      add(list, "method_numbered",
          report_.model->order_by == "size" ? sentence("method_by_size")
                                            : sentence("method_by_mean", name_html(report_.model->order_by)));
    }
    add(list, "method_profiled", profiled());
    add(list, "method_small", sentence("method_small_text", html_.count("/min_cell")));
    add(list, "method_labels_digest", "<code>" + report_.labels_digest + "</code>");
    if (report_.model) add(list, "method_centroids_digest", "<code>" + report_.centroids_digest + "</code>");
    add(list, "method_program", fmt::format("<code>segmenta {}</code>", version));
    add(list, "method_one_answer", sentence("method_one_answer_text"));
    return list;
  }

  [[nodiscard]] std::string orders() const {
    const Json& reasons = figures_["orders"]["reasons"];
    if (reasons.empty()) return sentence("method_orders_all", html_.count("/orders/lines"));
    std::string text = sentence("method_orders_text", html_.count("/orders/lines"),
                                html_.share("/orders/lines_left_out"), html_.share("/orders/revenue_left_out"));
    for (std::size_t i = 0; i < reasons.size(); ++i) {
      const std::string path = at("orders/reasons", i);
      text +=
          (i == 0 ? " " : "; ") + sentence("method_orders_reason", name_html(reasons[i]["reason"].get<std::string>()),
                                           html_.share(path + "/lines_share"), html_.share(path + "/revenue_share"));
    }
    return text;
  }

  [[nodiscard]] std::string profiled() const {
    std::string text;
    for (const Column& column : report_.profile.features) {
      text += (text.empty() ? "" : ", ") + name_html(column.name);
    }
    if (text.empty()) return sentence("method_profiled_nothing");
    return report_.features_left_out == 0 ? text
                                          : sentence("method_profiled_more", text, html_.count("/features_left_out"));
  }
};

}  // namespace

void add_details(Json& page, const Json& figures, const Report& report) { Details(figures, report).add_to(page); }

}  // namespace segmenta
