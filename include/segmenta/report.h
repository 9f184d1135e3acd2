#pragma once
// One HTML file that a marketer reads: what the segments are, what sets them apart, and how they were made.
//
// The page holds everything it needs (its images, and its figures as JSON) and asks for nothing over a network. Every
// figure in its text is a `<data>` element whose `value` is the exact number and whose `data-path` is the JSON pointer
// of that number in the JSON of the element `#report-data`. Its images are SVG that needs no script. Customer ids are
// never in it.
//
// No figure rests on fewer than `min_cell` customers (host/report/disclosure.h):
// - A smaller segment is suppressed: it has no name and no place, and its customers are in no figure of the file or
//   total, so that no difference gives them away and every larger segment is shown.
// - Quantiles are as exact as so many customers allow: each is rounded until they have the same. Thresholds of rules
//   have as many customers between them. There is no extreme, no limit and no center of the preparation.
// - The curve of concentration goes in steps of so many customers or more; its shares are rounded to 0.1 %.
// - The map has squares with so many customers of a segment, and no points.
// - Small cells of markets and of text columns are hidden, and others with them, until each of them may be anything
//   from 0 to `min_cell` for whom knows the totals; a table that cannot be shown so is left out.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <segmenta/actions.h>
#include <segmenta/context.h>
#include <segmenta/customer_map.h>
#include <segmenta/evaluate.h>
#include <segmenta/explain.h>
#include <segmenta/export.h>
#include <segmenta/features.h>
#include <segmenta/markets.h>
#include <segmenta/model.h>
#include <segmenta/overwrite.h>
#include <segmenta/profile.h>
#include <segmenta/rfm_grid.h>
#include <segmenta/table.h>

namespace SEGMENTA_API segmenta {

struct ReportOptions {
  std::string title = "Customer segments";
  std::int64_t min_cell = 10;               ///< smallest segment or cell that is shown
  std::vector<std::string> columns;         ///< to profile
  std::vector<std::string> explained;       ///< those of the rules and automatic names; empty: all of `columns`
  std::vector<std::string> definitions;     ///< [k] shown in place of rules that are found; empty where there are none
  std::vector<std::string> names;           ///< [k], see known_names(); automatic ones in place of empty ones
  std::string by;                           ///< column of markets; empty: none
  EvaluateOptions evaluate;                 ///< its value is that of every revenue share and of the RFM grid
  std::string recency, frequency;           ///< columns of the RFM grid; empty: found by name, see columns.h
  std::vector<std::int64_t> earlier_sizes;  ///< [k]; empty: no growth
  std::vector<ActionRule> actions = usual_actions();  ///< what to try with each segment
  bool interactive = false;            ///< charts that say more under the pointer, by Plotly: 4.8 MB more
  std::string as_of;                   ///< day that the customers' figures are of, where it is known
  std::string since, until;            ///< first and last day that they were observed, where that is known
  std::vector<std::string> commands;   ///< that made the files, as they can be run again
  std::optional<OrderAccount> orders;  ///< of the order lines that the store was made from, where it is known
};

/// A count in a report that would tell of fewer than min_cell customers; figures that would are NaN.
inline constexpr std::int64_t withheld = -1;

/// Customers of the map's sample in a square of its plane.
struct MapSquare {
  CustomerMap::Point center;
  double side = 0;
  std::int64_t customers = 0;
  std::int32_t segment = 0;
};

/// Of what may be shown, and nothing else.
struct Report {
  std::string store;
  std::vector<bool> suppressed;        ///< [k] too small to be shown, and in none of the figures below
  Profile profile;                     ///< with the names that are shown; of many features those that matter most
  std::int64_t features_left_out = 0;  ///< how many were profiled and are in neither `profile` nor `markets`
  Explanation explanation;
  Evaluation evaluation;
  std::vector<SuggestedAction> actions;  ///< [k] by what is shown
  std::optional<Model> model;
  std::optional<CustomerMap> map;          ///< with a model; without its sample, which is in `squares`
  std::vector<MapSquare> squares;          ///< larger ones first
  std::int64_t sampled = 0;                ///< customers of the map's sample
  std::vector<HiddenGroup> hidden_groups;  ///< with a model
  std::optional<RfmGrid> rfm;              ///< where its columns are found
  std::optional<MarketProfile> markets;    ///< the largest
  std::int64_t markets_left_out = 0;
  std::string labels_digest, centroids_digest;  ///< see fit.h; of the centroids with a model
};

/// `segments` in the row order of the table; without a model what needs one is left out. Throws Error(input) where the
/// model is of another number of segments, or no segment has `min_cell` customers.
Report collect_report(const Table& table, const std::optional<Model>& model, const Segments& segments, int k,
                      const ReportOptions& options, const Context& context);

/// Which cells are not shown, by the rule above; empty ones are.
std::vector<bool> suppressed(std::span<const std::int64_t> sizes, std::int64_t min_cell);

/// The page.
std::string report_html(const Report& report, const ReportOptions& options);

/// Writes the page, whole or not at all. Throws Error(resources), and as Overwrite says.
void write_report(const std::filesystem::path& file, const std::string& html, Overwrite overwrite = Overwrite::allowed);

}  // namespace segmenta
