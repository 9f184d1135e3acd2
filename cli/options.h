#pragma once
// Options and checks that several commands share.

#include <segmenta/columns.h>
#include <segmenta/engine_choice.h>
#include <segmenta/evaluate.h>
#include <segmenta/store.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace segmenta {

/// STORE, --table, --id and --follow-links.
void add_store_options(CLI::App& command, std::string& store, StoreOptions& open);
/// A check that a value is one of these; other messages name the one that was perhaps meant. Its own name has them all,
/// which is where help and completion find them.
CLI::Validator one_of(const std::vector<std::string>& values);

template <class T>
std::vector<std::string> names_in(const std::map<std::string, T>& names) {
  std::vector<std::string> keys;
  for (const auto& [name, value] : names) keys.push_back(name);
  return keys;
}

/// An option that takes one of these names. `names` must outlive the command line.
template <class T>
void add_choice(CLI::App& command, const std::string& option, T& value, const std::map<std::string, T>& names,
                const std::string& description) {
  command
      .add_option_function<std::string>(
          option, [&](const std::string& name) { value = names.at(name); }, description)
      ->check(one_of(names_in(names)))
      ->type_name("NAME");
}

/// What --decimal and --thousands may be, by name: "space" is a space.
extern const std::map<std::string, char> decimal_names, thousands_names;

/// --features: names of columns with commas between.
void add_features_option(CLI::App& command, std::vector<std::string>& columns, const std::string& description);
/// --level, of nested segments.
void add_level_option(CLI::App& command, int& level);
/// --recency, --frequency, --value, --margin or --consent: the column to take for that meaning, rather than the one
/// that is found by name, see columns.h. `aliases`: ",--monetary".
CLI::Option* add_column_option(CLI::App& command, Meaning meaning, std::string& column,
                               const std::string& aliases = "");
/// --value, --margin and --consent. `options` must outlive the command line.
void add_evaluate_options(CLI::App& command, EvaluateOptions& options);

/// --device, --memory, --simd, --batch and --bounds.
void add_engine_options(CLI::App& command, EngineOptions& options);

/// "COLUMN:TYPE" at its last colon. Throws Error(usage) where it is none.
std::pair<std::string, std::string> parse_type(const std::string& text);
/// One character, or "tab". Throws Error(usage) for anything else.
char parse_delimiter(const std::string& text);

/// The whole number that is all of the text; none where it is something else or not from 1 to `most`.
std::optional<std::int64_t> number_in(std::string_view text, std::int64_t most);
/// The bytes that a text such as "8G" is (units of 1024, to PiB); none where it is no such text, 0, or more than fit.
std::optional<std::int64_t> bytes_in(std::string_view text);
/// Refuses what is no number, infinite, or below `least`, which is 0 or the smallest that is above it.
CLI::Validator finite_number(double least);
/// The fraction that a text such as "2%" is, from 0 to 1; none for any other.
std::optional<double> share_in(std::string_view text);
/// The same; throws Error(usage) that names the option for any other.
double share_of(const std::string& option, const std::string& text);

}  // namespace segmenta
