#pragma once
// The feature stores of tests/data/stores, and what they hold by those who wrote them.

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

namespace segmenta {

inline std::filesystem::path store_path(const std::string& name) {
  return std::filesystem::path(SEGMENTA_TEST_DATA) / "stores" / name;
}

inline const nlohmann::json& expected() {
  static const nlohmann::json json = nlohmann::json::parse(std::ifstream(store_path("expected.json")));
  return json;
}

}  // namespace segmenta
