// JSON as text, and the parts that several results have.

#include "json/json.h"

namespace segmenta {

std::string text_of(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace); }

Json or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json meanings_of(const std::vector<TakenColumn>& taken) {
  Json json = Json::object();
  for (const auto& [meaning, column] : taken) json[std::string(name_of(meaning))] = or_null(column);
  return json;
}

}  // namespace segmenta
