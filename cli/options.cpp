// The options that several commands take, and the checks of what they name.

#include "options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <segmenta/error.h>
#include <segmenta/near_names.h>
#include <segmenta/number_text.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>

namespace segmenta {
namespace {

const std::map<std::string, Bounds> bounds_names{
    {"auto", Bounds::automatic}, {"always", Bounds::always}, {"never", Bounds::never}};

const std::map<Meaning, const char*> what_columns_hold{
    {Meaning::recency, "Column of days since the last order"},
    {Meaning::frequency, "Column of the number of orders"},
    {Meaning::value, "Column of revenue"},
    {Meaning::margin, "Column of profit"},
    {Meaning::consent, "Column that says who may be contacted: 0/1, boolean, or text that is neither empty nor a no"}};

}  // namespace

const std::map<std::string, char> decimal_names{{",", ','}, {".", '.'}};
const std::map<std::string, char> thousands_names{{",", ','}, {".", '.'}, {"space", ' '}, {"'", '\''}};

CLI::Validator one_of(const std::vector<std::string>& values) {
  const auto refusal = [values](const std::string& given) {
    if (std::ranges::find(values, given) != values.end()) return std::string();
    const std::string near = near_names(given, values);
    return fmt::format("'{}' is none of {}{}{}", given, fmt::join(values, ", "), near.empty() ? "" : ". ", near);
  };
  return {refusal, "", fmt::format("{}", fmt::join(values, " "))};
}

void add_store_options(CLI::App& command, std::string& store, StoreOptions& open) {
  command.add_option("store", store, "Feature store (HDF5)")->type_name("STORE")->required();
  command.add_option("--table", open.table, "Path of the table, where the file holds more than one")->type_name("PATH");
  command.add_option("--id", open.id, "Name of the id column (default: found by name)")->type_name("NAME");
  command.add_flag("--follow-links", open.follow_links,
                   "Read what the store takes from files outside of its own folder too");
}

void add_features_option(CLI::App& command, std::vector<std::string>& columns, const std::string& description) {
  command.add_option("--features", columns, description)->delimiter(',')->allow_extra_args(false)->type_name("A,B,...");
}

void add_level_option(CLI::App& command, int& level) {
  command.add_option("--level", level, "The nested segments of that level of fit --levels")
      ->check(CLI::PositiveNumber)
      ->type_name("N");
}

CLI::Option* add_column_option(CLI::App& command, Meaning meaning, std::string& column, const std::string& aliases) {
  return command
      .add_option(fmt::format("--{}{}", name_of(meaning), aliases), column,
                  fmt::format("{} (default: found by name)", what_columns_hold.at(meaning)))
      ->type_name("NAME");
}

void add_evaluate_options(CLI::App& command, EvaluateOptions& options) {
  add_column_option(command, Meaning::value, options.value);
  add_column_option(command, Meaning::margin, options.margin);
  add_column_option(command, Meaning::consent, options.consent);
}

void add_engine_options(CLI::App& command, EngineOptions& options) {
  command
      .add_option("--device", options.device,
                  "auto (default), cpu, cuda (every device), cuda:N, or reference (plain and slow); the answer is the "
                  "same")
      ->check([](const std::string& device) {
        refuse_unknown_device(device);
        return std::string();
      })
      ->type_name("NAME");
  command
      .add_option(
          "--memory", options.memory_bytes,
          "Most memory to use, such as 8G: of each CUDA device (default: most of what is free; rows that do not "
          "fit are streamed), or of this machine")
      ->transform(CLI::Validator(
          [](std::string& size) {
            const auto bytes = bytes_in(size);
            if (!bytes) return fmt::format("{} is not a size from 1 byte on. Give one such as 500M or 8G", size);
            size = std::to_string(*bytes);
            return std::string();
          },
          ""))
      ->type_name("SIZE");
  command
      .add_option("--simd", options.cpu.simd,
                  "auto (default), avx512, avx2, sse4, scalar or eigen; the answer is the same")
      ->check(one_of({"auto", "avx512", "avx2", "sse4", "scalar", "eigen"}))
      ->type_name("NAME");
  command
      .add_option("--batch", options.cpu.batch_rows,
                  "Rows that a thread or device takes at a time; the answer is the same")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 40))
      ->type_name("ROWS");
  add_choice(command, "--bounds", options.cpu.bounds, bounds_names,
             "Skip rows whose label is certain by bounds: auto (while it saves time, default), always or never; the "
             "answer is the same");
}

std::pair<std::string, std::string> parse_type(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == text.size()) {
    throw Error(ErrorKind::usage, fmt::format("'{}' is not COLUMN:TYPE", text), "", "Write both, with a colon between");
  }
  return {text.substr(0, colon), text.substr(colon + 1)};
}

char parse_delimiter(const std::string& text) {
  if (text == "\\t" || text == "tab") return '\t';
  if (text.size() == 1) return text[0];
  throw Error(ErrorKind::usage, fmt::format("'{}' is not a delimiter", text), "", "Give one character, or tab");
}

std::optional<std::int64_t> number_in(std::string_view text, std::int64_t most) {
  std::int64_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
  return whole && number >= 1 && number <= most ? std::optional(number) : std::nullopt;
}

std::optional<std::int64_t> bytes_in(std::string_view text) {
  std::int64_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  std::string unit(parsed.ptr, text.data() + text.size());
  unit.erase(0, unit.find_first_not_of(' '));
  std::ranges::transform(unit, unit.begin(), [](unsigned char c) { return std::toupper(c); });
  static const std::map<std::string, int, std::less<>> powers_of_1024{
      {"", 0},   {"B", 0},   {"K", 1}, {"KB", 1}, {"KIB", 1}, {"M", 2}, {"MB", 2}, {"MIB", 2}, {"G", 3},
      {"GB", 3}, {"GIB", 3}, {"T", 4}, {"TB", 4}, {"TIB", 4}, {"P", 5}, {"PB", 5}, {"PIB", 5}};
  const auto power = powers_of_1024.find(unit);
  if (parsed.ec != std::errc() || number < 1 || power == powers_of_1024.end()) return std::nullopt;
  const std::int64_t factor = std::int64_t{1} << (10 * power->second);
  if (number > std::numeric_limits<std::int64_t>::max() / factor) return std::nullopt;
  return number * factor;
}

CLI::Validator finite_number(double least) {
  const auto refusal = [least](const std::string& text) {
    double number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
    if (whole && std::isfinite(number) && number >= least) return std::string();
    return fmt::format("{} is not a number {}", text, least > 0 ? "above 0" : "from 0 on");
  };
  return {refusal, ""};
}

std::optional<double> share_in(std::string_view text) {
  double percent = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), percent);
  const bool is_share = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() - 1 && text.back() == '%';
  return is_share && percent >= 0 && percent <= 100 ? std::optional(percent / 100) : std::nullopt;
}

double share_of(const std::string& option, const std::string& text) {
  if (const auto share = share_in(text)) return *share;
  throw Error(ErrorKind::usage, fmt::format("{} {} is not a share", option, text), "", "Give one such as 2%");
}

}  // namespace segmenta
