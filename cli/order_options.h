#pragma once
// Options of order lines, for every command that reads them.

#include <segmenta/features.h>

#include <CLI/CLI.hpp>
#include <map>
#include <string>
#include <vector>

namespace segmenta {

/// As they are given; feature_options() makes of them what the library takes.
struct OrderOptions {
  FeatureOptions features;
  std::vector<std::string> orders, types, joins, delimiters, decimals, thousands, skip_lines, ids;
  std::string as_of, since, until, window, order_by = "line", cancelled_prefix, returns = "net", max_dropped,
                                           max_unreadable;
  std::map<LineAggregate::How, std::vector<std::string>> aggregates;
  const CLI::Option* prefix_option = nullptr;
};

/// Throws Error(usage) that names the option where one is not what it should be.
FeatureOptions feature_options(const OrderOptions& options);

/// Each adds some of them; `options` must outlive the command line.
void add_column_options(CLI::App& command, OrderOptions& options);
void add_aggregate_options(CLI::App& command, OrderOptions& options);
void add_reading_options(CLI::App& command, OrderOptions& options);
void add_number_options(CLI::App& command, OrderOptions& options);
void add_window_options(CLI::App& command, OrderOptions& options);
void add_rule_options(CLI::App& command, OrderOptions& options);
/// Of a command that has no joined files: options that could be given for each say nothing of those.
void describe_without_joins(CLI::App& command);

}  // namespace segmenta
