// The page of counts and totals with noise: its JSON, and what its template shows of it.

#include <segmenta/private_counts.h>
#include <segmenta/version.h>

#include <cmath>

#include "report/figure_html.h"
#include "report/page_source.h"
#include "report/render.h"
#include "report/resources.h"

namespace segmenta {
namespace {

Json share_of(double part, double whole) { return whole > 0 ? Json(part / whole) : Json(); }

Json figures_of(const PrivateCounts& counts) {
  std::int64_t customers = 0;
  double total = 0;
  for (const PrivateSegment& one : counts.segments) {
    customers += one.customers;
    total += one.total;
  }
  Json figures{{"store", counts.store},
               {"k", counts.segments.size()},
               {"customers", customers},
               {"epsilon", counts.epsilon},
               {"epsilon_of_counts", counts.epsilon_of_counts},
               {"factor", std::exp(counts.epsilon)},
               {"noise_level", noise_level},
               {"noise_of_counts", counts.noise_of_counts},
               {"segments", Json::array()}};
  const bool has_totals = !counts.value.empty();
  if (has_totals) {
    figures["value"] = counts.value;
    figures["value_limit"] = counts.value_limit;
    figures["epsilon_of_totals"] = counts.epsilon_of_totals;
    figures["noise_of_totals"] = counts.noise_of_totals;
    figures["total"] = total;
  }
  for (const PrivateSegment& one : counts.segments) {
    Json segment{{"name", one.name},
                 {"customers", one.customers},
                 {"share", share_of(static_cast<double>(one.customers), static_cast<double>(customers))}};
    if (has_totals) {
      segment["total"] = one.total;
      segment["total_share"] = share_of(one.total, total);
    }
    figures["segments"].push_back(std::move(segment));
  }
  return figures;
}

}  // namespace

std::string private_html(const PrivateCounts& counts, const std::string& title) {
  const Json figures = figures_of(counts);
  const FigureHtml html(figures);
  const bool has_totals = !counts.value.empty();
  Json notes = Json::array({sentence("private_counts", html.share("/noise_level"), html.count("/noise_of_counts"))});
  if (has_totals) {
    notes.push_back(sentence("private_totals", name_html(counts.value), html.number("/value_limit"),
                             html.share("/noise_level"), html.number("/noise_of_totals")));
  }
  Json promises = Json::array({sentence("private_promise", html.number("/factor"), html.number("/epsilon"))});
  if (has_totals) {
    promises.push_back(
        sentence("private_budget", html.number("/epsilon_of_counts"), html.number("/epsilon_of_totals")));
  }
  promises.push_back(sentence("private_again"));
  promises.push_back(sentence("private_segments"));
  Json page{{"title", title},
            {"version", version},
            {"lead", sentence("private_lead", html.count("/customers"), name_html(counts.store), html.count("/k"))},
            {"notes", notes},
            {"promises", promises},
            {"footer", sentence("footer", version)},
            {"segments", Json::array()}};
  if (has_totals) page["value"] = {{"name", counts.value}, {"units", counts.units}};
  for (std::size_t i = 0; i < counts.segments.size(); ++i) {
    const std::string path = at("segments", i);
    Json row{{"id", std::to_string(i)},
             {"name", counts.segments[i].name},
             {"color", segment_colour(i)},
             {"customers", html.count(path + "/customers")},
             {"share", html.share(path + "/share")}};
    if (has_totals) {
      row["of_value"] = {{"total", html.number(path + "/total")}, {"total_share", html.share(path + "/total_share")}};
    }
    page["segments"].push_back(std::move(row));
  }
  return rendered(private_template(), page, figures);
}

}  // namespace segmenta
