// An imported table as JSON.

#include <segmenta/json.h>

#include <array>

#include "json/json.h"

namespace segmenta {

std::string import_json(const ImportedTable& table, const std::string& output, double seconds) {
  constexpr std::array id_types{"int64", "uint64", "string"};
  Json columns = Json::array();
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i].column;
    Json json{{"name", column.name}, {"type", column.type_name}, {"missing", table.missing[i]}};
    if (!column.units.empty()) json["units"] = column.units;
    columns.push_back(std::move(json));
  }
  return text_of({{"rows", size(table.ids)},
                  {"files", table.files},
                  {"id", {{"name", table.id}, {"type", id_types.at(table.ids.index())}}},
                  {"columns", columns},
                  {"output", output},
                  {"seconds", {{"total", seconds}}}});
}

}  // namespace segmenta
