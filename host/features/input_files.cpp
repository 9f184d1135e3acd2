// Lists the files of folders and patterns, and reads the keys in the names of their folders (year=2024).

#include "features/input_files.h"

#include <fmt/format.h>
#include <glob.h>
#include <segmenta/error.h>
#include <segmenta/features.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <set>

namespace segmenta {
namespace features {
namespace {

namespace fs = std::filesystem;

constexpr const char* wildcards = "*?[";

[[noreturn]] void refuse(const fs::path& given, const std::string& why, const std::string& way_out) {
  throw Error(ErrorKind::input, fmt::format("Cannot read {}", given.string()), why, way_out);
}

bool is_passed_over(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with('_') || name.starts_with('.');
}

bool is_hex(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

// Spark and Hive write what a path cannot hold as %2F.
std::string unescaped(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escaped = text[i] == '%' && i + 2 < text.size() && is_hex(text[i + 1]) && is_hex(text[i + 2]);
    plain += escaped ? static_cast<char>(std::strtol(text.substr(i + 1, 2).c_str(), nullptr, 16)) : text[i];
    if (escaped) i += 2;
  }
  return plain;
}

std::vector<std::pair<std::string, std::string>> keys_of(const fs::path& folders) {
  std::vector<std::pair<std::string, std::string>> keys;
  for (const fs::path& folder : folders) {
    const std::string name = folder.string();
    const std::size_t equals = name.find('=');
    if (equals == std::string::npos || equals == 0) continue;
    std::string value = unescaped(name.substr(equals + 1));
    if (value == "__HIVE_DEFAULT_PARTITION__") value.clear();
    keys.emplace_back(unescaped(name.substr(0, equals)), std::move(value));
  }
  return keys;
}

// `seen`: folders by their place on the disk, so that a link to one above leads nowhere.
void add_folder(const fs::path& folder, std::set<fs::path>& seen, std::vector<fs::path>& files) {
  std::error_code error;
  if (!seen.insert(fs::weakly_canonical(folder, error)).second) return;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (is_passed_over(entry.path())) continue;
    std::error_code ignored;
    if (entry.is_directory(ignored)) {
      add_folder(entry.path(), seen, files);
    } else if (entry.is_regular_file(ignored)) {
      files.push_back(entry.path());
    }
  }
  if (error) refuse(folder, error.message(), "Check its permissions");
}

std::vector<fs::path> matches_of(const fs::path& pattern) {
  glob_t found{};
  const int status = glob(pattern.c_str(), 0, nullptr, &found);
  std::vector<fs::path> paths(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  globfree(&found);
  if (status != 0 && status != GLOB_NOMATCH) refuse(pattern, "the pattern cannot be followed", "Name the files");
  const bool asked_for = is_passed_over(pattern);
  if (!asked_for) std::erase_if(paths, is_passed_over);
  return paths;
}

// Of what a pattern says, the folders from the first wildcard on; of a folder, those in it.
fs::path base_of(const fs::path& given) {
  if (!is_pattern(given)) return given;
  fs::path base;
  for (const fs::path& part : given) {
    if (part.string().find_first_of(wildcards) != std::string::npos) break;
    base /= part;
  }
  return base;
}

std::vector<fs::path> listed_files(const fs::path& given) {
  std::vector<fs::path> files;
  std::set<fs::path> seen;
  if (!is_pattern(given)) {
    add_folder(given, seen, files);
  } else {
    for (const fs::path& match : matches_of(given)) {
      if (fs::is_directory(match)) {
        add_folder(match, seen, files);
      } else {
        files.push_back(match);
      }
    }
  }
  std::sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) { return a.native() < b.native(); });
  return files;
}

std::string without_ending(std::string name) {
  for (const std::string_view ending : {".gz", ".csv", ".tsv", ".txt", ".parquet", ".pq"}) {
    if (name.size() > ending.size() && name.ends_with(ending)) name.resize(name.size() - ending.size());
  }
  return name;
}

// Without the slash at its end.
fs::path named(const fs::path& given) {
  const fs::path plain = given.lexically_normal();
  return plain.has_filename() || plain == plain.root_path() ? plain : plain.parent_path();
}

}  // namespace

bool is_pattern(const fs::path& given) {
  std::error_code error;
  return given.native().find_first_of(wildcards) != std::string::npos && !fs::exists(given, error);
}

std::vector<InputFile> input_files(const fs::path& given, const Context& context) {
  std::error_code error;
  if (!is_pattern(given) && !fs::is_directory(given, error)) return {{given, {}}};
  const std::vector<fs::path> found = listed_files(given);
  if (found.empty()) {
    refuse(given, is_pattern(given) ? "no file has such a name" : "there is no file in this folder", "Check the path");
  }
  const fs::path base = base_of(given);
  std::vector<InputFile> files;
  for (const fs::path& file : found) {
    if (fs::file_size(file, error) == 0 && !error) {
      context.note(fmt::format("{} is empty (0 bytes) and left out", file.string()));
    } else {
      files.push_back({file, keys_of(file.lexically_relative(base.empty() ? "." : base).parent_path())});
    }
  }
  if (files.empty()) refuse(given, "every file in it is empty", "Check that it was written to its end");
  return files;
}

std::string short_name(const fs::path& given) { return named(given).filename().string(); }

std::string stem(const fs::path& given) {
  const fs::path plain = named(given);
  if (!is_pattern(given)) return without_ending(plain.filename().string());
  std::string name = plain.filename().string();
  name.resize(std::min(name.find_first_of(wildcards), name.size()));
  name.resize(name.find_last_not_of("-_. ") + 1);
  if (name.empty() && plain.has_parent_path()) return stem(plain.parent_path());
  return name.empty() ? "table" : name;
}

}  // namespace features

std::vector<std::filesystem::path> files_behind(const std::filesystem::path& input) {
  std::vector<std::filesystem::path> paths;
  for (features::InputFile& file : features::input_files(input, {})) paths.push_back(std::move(file.path));
  return paths;
}

}  // namespace segmenta
