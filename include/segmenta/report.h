#pragma once
// One HTML file that a marketer reads: what the segments are, what sets them apart, and how they were made.
//
// The page holds everything it needs (Plotly and the figures among it) and asks for nothing over a network. Every
// figure in its text is a <data> element whose `value` is the exact number and whose `data-path` is the JSON pointer
// of that number in the JSON of the element #report-data, which also feeds the charts. Customer ids are never in it.
//
// Small segments: a segment of fewer than `min_cell` customers is suppressed, its figures are not in the file; where
// the suppressed ones together are still fewer, the next smallest goes too, so that no difference of totals gives
// them away. The cells of the RFM grid and of markets are treated alike.

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <segmenta/context.h>
#include <segmenta/evaluate.h>
#include <segmenta/explain.h>
#include <segmenta/markets.h>
#include <segmenta/model.h>
#include <segmenta/profile.h>
#include <segmenta/rfm.h>
#include <segmenta/table.h>

namespace segmenta {

struct ReportOptions {
  std::string title = "Customer segments";
  std::int64_t min_cell = 10;          ///< smallest segment or cell that is shown
  std::vector<std::string> columns;    ///< to profile
  std::vector<std::string> explained;  ///< columns of the rules and automatic names; empty: all of `columns`
  std::vector<std::string> names;      ///< [k] of the segments; automatic ones in place of empty ones
  std::string by;                      ///< column of markets; empty: none
  EvaluateOptions evaluate;
  std::vector<std::int64_t> earlier_sizes;  ///< [k]; empty: no growth
  std::vector<std::string> commands;        ///< that made the files, as they can be run again
};

/// The customers in the plane of the first two principal components of the prepared features.
struct CustomerMap {
  struct Point {
    double x = 0, y = 0;
  };
  struct Customer {
    Point at;
    std::int32_t segment = 0;
  };
  std::array<double, 2> explained{};              ///< share of the variance along x and along y
  std::array<std::vector<double>, 2> directions;  ///< [features], unit vectors; the largest component is positive
  std::vector<std::string> features;
  std::vector<Point> centres;             ///< [k]
  std::vector<std::vector<Point>> hulls;  ///< [k], convex, around the half of the sample nearest to the centre
  std::vector<Customer> sample;           ///< some 2,000 customers, every segment among them
};

/// Customers by recency score (rows, 5 first) and frequency score (columns, 1 first), with the mean of the value.
struct RfmGrid {
  RfmColumns columns;
  std::array<std::array<std::int64_t, 5>, 5> customers{};
  std::array<std::array<double, 5>, 5> monetary{};  ///< mean; NaN where there is no customer
  std::vector<std::string> names;                   ///< of the eleven RFM segments
  std::vector<std::int64_t> sizes;                  ///< of these
};

struct Report {
  std::string store;
  Profile profile;  ///< with the names that are shown
  Explanation explanation;
  Evaluation evaluation;
  std::optional<Model> model;
  std::optional<CustomerMap> map;          ///< with a model
  std::vector<HiddenGroup> hidden_groups;  ///< with a model
  std::optional<RfmGrid> rfm;              ///< where its columns are found
  std::optional<MarketProfile> markets;
  std::string labels_digest, centroids_digest;  ///< see fit.h; of the centroids with a model
};

/// `segments` in the row order of the table; without a model what needs one is left out. Throws Error(input) where the
/// model is of another number of segments, or there are fewer than `min_cell` customers in all.
Report collect_report(const Table& table, const std::optional<Model>& model, const Segments& segments, int k,
                      const ReportOptions& options, const Context& context);

/// First two principal components (Pearson 1901) of the covariance of the prepared rows; missing values count as the
/// mean. Signs are fixed; sums are over blocks in order. The sample is of the rows with the smallest random numbers.
CustomerMap customer_map(const Table& table, const Model& model, std::span<const std::int32_t> labels,
                         const Context& context);

/// Which segments (or cells) are not shown, by the rule above; empty ones are.
std::vector<bool> suppressed(std::span<const std::int64_t> sizes, std::int64_t min_cell);

/// The page.
std::string report_html(const Report& report, const ReportOptions& options);

/// Writes the page, whole or not at all. Throws Error(resources).
void write_report(const std::filesystem::path& file, const std::string& html);

}  // namespace segmenta
