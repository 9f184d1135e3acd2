#pragma once
// Options and checks that several commands share.

#include <segmenta/engine_choice.h>

#include <CLI/CLI.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace segmenta {

/// STORE, --table and --id.
void add_store_options(CLI::App& command, std::string& store, std::string& table, std::string& id);
/// An option that takes one of these names. `names` must outlive the command line.
template <class T>
void add_choice(CLI::App& command, const std::string& option, T& value, const std::map<std::string, T>& names,
                const std::string& description) {
  command
      .add_option_function<std::string>(
          option, [&](const std::string& name) { value = names.at(name); }, description)
      ->check(CLI::IsMember(&names).description(""))
      ->type_name("NAME");
}

/// --device, --memory, --simd, --batch and --bounds.
void add_engine_options(CLI::App& command, EngineOptions& options);

/// Chooses the engine and, where that is not CUDA, keeps to it in `options`, so that no device is tried again. Throws
/// Error(resources) where `planned_bytes` of this machine are then above --memory.
EngineChoice settle_engine(EngineOptions& options, std::int64_t rows, int features, bool weighted,
                           std::int64_t planned_bytes, const Context& context);

/// Throws Error(usage) where an output is also an input or another output, or its folder does not exist. Empty names
/// are passed over.
void refuse_output(const std::vector<std::string>& outputs, const std::vector<std::string>& inputs);

/// Characters of a UTF-8 text.
std::size_t text_width(const std::string& text);
/// The text and spaces up to that width.
std::string padded(const std::string& text, std::size_t width);

/// 1234567 as "1,234,567".
std::string with_separators(std::int64_t number);
/// 1572864 as "1.5 MiB".
std::string bytes_text(std::int64_t bytes);

}  // namespace segmenta
