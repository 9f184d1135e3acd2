#include <fmt/format.h>
#include <segmenta/inspect.h>
#include <segmenta/memory_plan.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "command.h"
#include "outputs.h"

namespace segmenta {
namespace {

using Json = nlohmann::ordered_json;

struct InspectOptions {
  std::string store;
  StoreOptions open;
};

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json column_json(const ColumnSummary& summary) {
  Json json{{"name", summary.column.name},  {"type", summary.column.type_name}, {"missing", summary.missing},
            {"infinite", summary.infinite}, {"min", number(summary.min)},       {"mean", number(summary.mean)},
            {"max", number(summary.max)}};
  if (!summary.column.units.empty()) json["units"] = summary.column.units;
  if (!summary.column.definition.empty()) json["definition"] = summary.column.definition;
  if (!summary.column.source.empty()) json["source"] = summary.column.source;
  return json;
}

Json id_json(const Store& store) {
  if (store.id_name().empty()) return nullptr;
  return {{"name", store.id_name()}, {"type", store.layout().id_type}};
}

// Of a fit of every number.
MemoryPlan plan_of(const Store& store) {
  const auto numbers = std::count_if(store.columns().begin(), store.columns().end(),
                                     [](const Column& column) { return column.type != ColumnType::text; });
  return memory_plan(store.rows(), numbers);
}

Json to_json(const std::string& file, const Store& store, const std::vector<ColumnSummary>& summary) {
  const MemoryPlan plan = plan_of(store);
  Json json{{"file", file},
            {"layout", store.layout().layout},
            {"table", store.layout().table},
            {"rows", store.rows()},
            {"id", id_json(store)},
            {"columns", Json::array()},
            {"memory", {{"resident_bytes", plan.resident_bytes}, {"streamed_bytes", plan.streamed_bytes}}}};
  for (const ColumnSummary& column : summary) json["columns"].push_back(column_json(column));
  return json;
}

// Whole numbers with separators, others with six digits, or four where six are too wide; nothing for no value.
std::string value_text(double value) {
  if (std::isnan(value)) return "";
  if (value == std::trunc(value) && std::abs(value) < 1e9) return with_separators(static_cast<std::int64_t>(value));
  const std::string text = fmt::format("{:.6g}", value);
  return text.size() <= 10 ? text : fmt::format("{:.4g}", value);
}

// Cut to so many characters, not bytes; what was cut shows as dots.
std::string fitted(const std::string& text, std::size_t width) {
  std::size_t characters = 0, keep = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0U) == 0x80U) continue;
    if (++characters == width - 2) keep = i;
  }
  return characters <= width ? text : text.substr(0, keep) + "...";
}

constexpr std::size_t name_width = 26;

void print_columns(const std::vector<ColumnSummary>& summary, const CommandLine& line) {
  std::size_t width = 6;
  for (const ColumnSummary& column : summary) {
    width = std::max(width, std::min(name_width, column.column.name.size()));
  }
  const auto row = [&](const std::string& name, const std::string& type, const std::string& missing,
                       const std::string& min, const std::string& mean, const std::string& max) {
    line.print(fmt::format("{:<{}}  {:<8} {:>9} {:>10} {:>10} {:>11}", fitted(name, width), width, fitted(type, 8),
                           missing, min, mean, max));
  };
  row("column", "type", "missing", "min", "mean", "max");
  for (const ColumnSummary& column : summary) {
    row(column.column.name, column.column.type_name, with_separators(column.missing), value_text(column.min),
        value_text(column.mean), value_text(column.max));
  }
}

void warn_of_infinities(const std::vector<ColumnSummary>& summary, const CommandLine& line) {
  for (const ColumnSummary& column : summary) {
    if (column.infinite == 0) continue;
    line.say(fmt::format("note: column '{}' has {} infinite values; fit refuses them", column.column.name,
                         with_separators(column.infinite)));
  }
}

void print_summary(const std::string& file, const Store& store, const std::vector<ColumnSummary>& summary,
                   const CommandLine& line) {
  line.print(fmt::format("{}: {} at {}", file, store.layout().layout, store.layout().table));
  line.print(fmt::format("{} rows, {} columns, {}", with_separators(store.rows()), summary.size(),
                         store.id_name().empty()
                             ? "no ids: rows are numbered from 0"
                             : fmt::format("id '{}' ({})", store.id_name(), store.layout().id_type)));
  line.print("");
  print_columns(summary, line);
  line.print("");
  const MemoryPlan plan = plan_of(store);
  line.print(fmt::format("memory: about {} for a fit of all numbers, {} to read them", bytes_text(plan.resident_bytes),
                         bytes_text(plan.streamed_bytes)));
}

void run_inspect(const InspectOptions& options, const CommandLine& line) {
  const auto store = open_store(options.store, options.open);
  const std::vector<ColumnSummary> summary = inspect(*store, line.context());
  if (line.json) {
    line.print(to_json(options.store, *store, summary).dump(2, ' ', false, Json::error_handler_t::replace));
  } else {
    print_summary(options.store, *store, summary, line);
    warn_of_infinities(summary, line);
  }
}

}  // namespace

void add_inspect_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand("inspect", "Say what a feature store holds, and what a fit of it takes");
  auto options = std::make_shared<InspectOptions>();
  command->add_option("store", options->store, "Feature store (HDF5)")->required()->type_name("STORE");
  command->add_option("--table", options->open.table, "Group or dataset, where the file holds several tables")
      ->type_name("PATH");
  command->add_option("--id", options->open.id, "Column that holds the ids")->type_name("NAME");
  command->footer("Example:\n  segmenta inspect store.h5");
  command->callback([&line, options] { line.run = [&line, options] { run_inspect(*options, line); }; });
}

}  // namespace segmenta
