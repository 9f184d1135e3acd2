// Colours, bars and images beside the figures that they show.

#include "report/page_charts.h"

#include <fmt/format.h>
#include <segmenta/markets.h>

#include <algorithm>
#include <cmath>

#include "describe/drivers.h"
#include "report/bar_charts.h"
#include "report/page_source.h"
#include "report/plane_charts.h"
#include "report/sentences.h"

namespace segmenta {
namespace {

class Charts : private PageSource {
 public:
  Charts(const Json& figures, const Report& report, const ReportOptions& options)
      : PageSource(figures, report), options_(options) {}

  void add_to(Json& page) const {
    page["facts"] = facts();
    page["shares"] = shares();
    page["has_shares"] = !page["shares"].empty();
    page["heads"] = heads();
    page["left_out_features"] = left_out_features();
    page["has_left_out_features"] = report_.features_left_out > 0;
    page["heat"] = heat();
    page["lower_better"] = lower_better();
    page["ranges"] = ranges();
    page["has_ranges"] = !page["ranges"].empty();
    page["profiles"] = profiles();
    page["categories"] = categories();
    page["curve"] = concentration_image(figures_["concentration"], "curve-title");
    page["has_curve"] = !page["curve"].get_ref<const std::string&>().empty();
  }

 private:
  static void add_fact(Json& list, const std::string& label, const std::string& text) {
    list.push_back({{"label", sentence(label)}, {"text", text}});
  }

  // What the first screen says before anything else. Dates are given, they are no figures.
  [[nodiscard]] Json facts() const {
    Json list = Json::array();
    if (!options_.as_of.empty()) add_fact(list, "as_of", name_html(options_.as_of));
    if (!options_.since.empty() && !options_.until.empty()) {
      add_fact(list, "period", name_html(options_.since) + " – " + name_html(options_.until));
    }
    add_fact(list, "customers", html_.count("/customers"));
    if (html_.known("/evaluation/total")) {
      add_fact(list, "total_of_value",
               html_.number("/evaluation/total") + " <small>" + name_html(value_name()) +
                   (value_units().empty() ? "" : ", " + name_html(value_units())) + "</small>");
    }
    add_fact(list, "segments", html_.count("/segments_shown"));
    return list;
  }

  [[nodiscard]] Json named(std::size_t i) const {
    return {{"id", std::to_string(i)}, {"name", segment_name(i)}, {"color", segment_colour(i)}};
  }

  [[nodiscard]] Json heads() const {
    Json list = Json::array();
    for (const std::size_t i : shown()) list.push_back(named(i));
    return list;
  }

  // Both bars of every segment are on one scale.
  [[nodiscard]] Json shares() const {
    Json list = Json::array();
    double largest = 0;
    for (const std::size_t i : shown()) {
      if (!html_.known(at("segments", i) + "/revenue_share")) return list;
      largest = std::max({largest, figure(at("segments", i) + "/share"), figure(at("segments", i) + "/revenue_share")});
    }
    for (const std::size_t i : shown()) {
      const std::string customers = at("segments", i) + "/share", value = at("segments", i) + "/revenue_share";
      Json one = named(i);
      one["bars"] = share_bars(figure(customers), figure(value), largest);
      one["customers"] = html_.share(customers);
      one["value"] = html_.share(value);
      list.push_back(std::move(one));
    }
    return list;
  }

  [[nodiscard]] Json row_of(std::size_t j) const {
    Json row{{"name", feature_name(j)}, {"units", Json::array()}};
    const Json& units = figures_["features"][j]["units"];
    if (!units.get_ref<const std::string&>().empty()) row["units"].push_back({{"units", units}});
    return row;
  }

  // A row a feature; the colour of a cell is that of its mean among those of the row.
  [[nodiscard]] Json heat() const {
    Json list = Json::array();
    for (std::size_t j = 0; j < figures_["features"].size(); ++j) {
      Json row = row_of(j), cells = Json::array();
      for (const std::size_t i : shown()) cells.push_back(heat_cell(feature_path(i, j), j));
      row["cells"] = std::move(cells);
      row["all"] = mean_html(j, fmt::format("/all/{}", j));
      list.push_back(std::move(row));
    }
    return list;
  }

  [[nodiscard]] Json heat_cell(const std::string& path, std::size_t j) const {
    Json cell{{"mean", mean_html(j, path)}, {"class", "even"}, {"index", Json::array()}};
    if (html_.known(path + "/index")) cell["index"].push_back({{"index", html_.number(path + "/index")}});
    if (!html_.known(path + "/difference")) return cell;
    const double difference = figure(path + "/difference"), size = std::abs(difference);
    if (size < small_difference) return cell;
    const bool is_good = (difference > 0) != figures_["features"][j]["lower_is_better"].get<bool>();
    const int step = size >= large_difference ? 3 : size >= medium_difference ? 2 : 1;
    cell["class"] = fmt::format("{}-{}", is_good ? "good" : "bad", step);
    return cell;
  }

  [[nodiscard]] std::string left_out_features() const {
    return report_.features_left_out == 0 ? "" : sentence("features_left_out", html_.count("/features_left_out"));
  }

  [[nodiscard]] std::string lower_better() const {
    std::string names;
    for (std::size_t j = 0; j < figures_["features"].size(); ++j) {
      if (!figures_["features"][j]["lower_is_better"].get<bool>()) continue;
      names += (names.empty() ? "" : ", ") + name_html(feature_name(j));
    }
    return names.empty() ? "" : sentence("lower_better", names);
  }

  // Where the values of each feature lie; nothing of one that is the same in all segments.
  [[nodiscard]] Json ranges() const {
    Json list = Json::array();
    for (std::size_t j = 0; j < figures_["features"].size(); ++j) {
      const RangeEnds ends = range_ends(figures_, j);
      if (ends.low.empty() || is_flag(j)) continue;
      Json range = row_of(j), rows = Json::array();
      for (const std::size_t i : shown()) {
        Json row = named(i);
        row["bar"] = range_bar(figures_["segments"][i]["features"][j], figure(ends.low), figure(ends.high));
        rows.push_back(std::move(row));
      }
      range["rows"] = std::move(rows);
      range["low"] = html_.number(ends.low);
      range["high"] = html_.number(ends.high);
      list.push_back(std::move(range));
    }
    return list;
  }

  // A row a feature: mean and middle half of each segment, and of all.
  [[nodiscard]] Json profiles() const {
    Json list = Json::array();
    for (std::size_t j = 0; j < figures_["features"].size(); ++j) {
      Json row = row_of(j), cells = Json::array();
      for (const std::size_t i : shown()) cells.push_back(middle(j, feature_path(i, j)));
      cells.push_back(middle(j, fmt::format("/all/{}", j)));
      row["cells"] = std::move(cells);
      list.push_back(std::move(row));
    }
    return list;
  }

  [[nodiscard]] Json middle(std::size_t j, const std::string& path) const {
    const auto text = [&](const std::string& end) { return is_flag(j) ? html_.share(end) : html_.number(end); };
    Json cell{{"mean", mean_html(j, path)}, {"interval", Json::array()}, {"half", Json::array()}};
    if (const std::string interval = interval_html(path + "/mean_interval", text); !interval.empty()) {
      cell["interval"].push_back({{"ends", interval}});
    }
    if (!is_flag(j)) {
      cell["half"].push_back(
          {{"lower", html_.number(path + "/lower_quartile")}, {"upper", html_.number(path + "/upper_quartile")}});
    }
    return cell;
  }

  // A table a text column: a row a value, the darker the larger the share.
  [[nodiscard]] Json categories() const {
    Json list = Json::array();
    for (std::size_t c = 0; c < figures_["categories"].size(); ++c) {
      const std::string path = at("categories", c);
      const Json& category = figures_["categories"][c];
      Json rows = Json::array();
      for (std::size_t v = 0; v < category["values"].size(); ++v) {
        const std::string value = fmt::format("{}/values/{}", path, v);
        Json cells = Json::array();
        for (const std::size_t i : shown()) cells.push_back(share_cell(fmt::format("{}/shares/{}", value, i)));
        rows.push_back(
            {{"name", category["values"][v]["name"]}, {"cells", cells}, {"all", html_.share(value + "/all")}});
      }
      list.push_back({{"name", category["label"]}, {"rows", rows}, {"v", html_.decimals(path + "/cramers_v", 2)}});
    }
    return list;
  }

  [[nodiscard]] Json share_cell(const std::string& path) const {
    if (!html_.known(path)) return {{"share", sentence("few")}, {"class", "even"}};
    return {{"share", html_.share(path)}, {"class", amount_class(figure(path))}};
  }

  const ReportOptions& options_;
};

}  // namespace

void add_charts(Json& page, const Json& figures, const Report& report, const ReportOptions& options) {
  Charts(figures, report, options).add_to(page);
}

}  // namespace segmenta
