// What a store holds as JSON.

#include <segmenta/json.h>
#include <segmenta/memory_plan.h>

#include "json/json.h"

namespace segmenta {
namespace {

Json column_of(const ColumnSummary& summary) {
  Json json{{"name", summary.column.name}, {"type", summary.column.type_name},
            {"missing", summary.missing},  {"infinite", summary.infinite},
            {"min", summary.min},          {"mean", summary.mean},
            {"max", summary.max}};
  if (!summary.column.units.empty()) json["units"] = summary.column.units;
  if (!summary.column.definition.empty()) json["definition"] = summary.column.definition;
  if (!summary.column.source.empty()) json["source"] = summary.column.source;
  return json;
}

Json id_of(const Store& store) {
  if (store.id_name().empty()) return nullptr;
  return {{"name", store.id_name()}, {"type", store.layout().id_type}};
}

}  // namespace

std::string inspect_json(const std::string& file, const Store& store, std::span<const ColumnSummary> columns) {
  Json list = Json::array();
  for (const ColumnSummary& column : columns) list.push_back(column_of(column));
  const MemoryPlan plan = memory_plan(store);
  return text_of({{"file", file},
                  {"layout", store.layout().layout},
                  {"table", store.layout().table},
                  {"rows", store.rows()},
                  {"id", id_of(store)},
                  {"meanings", meanings_of(taken_columns(store))},
                  {"columns", list},
                  {"memory", {{"resident_bytes", plan.resident_bytes}, {"streamed_bytes", plan.streamed_bytes}}}});
}

}  // namespace segmenta
