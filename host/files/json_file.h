#pragma once
// A small file of JSON that a person wrote.

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace segmenta {

/// Lists and objects within each other that a file may have: no file of a person has that many, and what walks through
/// more of them exhausts the stack.
constexpr int deepest_json = 64;

/// Throws Error(input) that names the file, and `way_out`, where it cannot be opened or is not JSON.
nlohmann::ordered_json read_json_file(const std::filesystem::path& file, const std::string& way_out);

}  // namespace segmenta
