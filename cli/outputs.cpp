#include "outputs.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <filesystem>
#include <map>

namespace segmenta {
namespace {

const std::map<std::string, Bounds> bounds_names{
    {"auto", Bounds::automatic}, {"always", Bounds::always}, {"never", Bounds::never}};

namespace fs = std::filesystem;

bool same_file(const std::string& a, const std::string& b) {
  std::error_code ignored;
  return fs::equivalent(a, b, ignored) || fs::absolute(a).lexically_normal() == fs::absolute(b).lexically_normal();
}

}  // namespace

void add_store_options(CLI::App& command, std::string& store, std::string& table, std::string& id) {
  command.add_option("store", store, "Feature store (HDF5)")->type_name("STORE")->required();
  command.add_option("--table", table, "Path of the table, where the file holds more than one")->type_name("PATH");
  command.add_option("--id", id, "Name of the id column (default: found by name)")->type_name("NAME");
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
      ->transform(CLI::AsSizeValue(false))
      ->type_name("SIZE");
  command
      .add_option("--simd", options.cpu.simd, "auto (default), avx512, avx2, sse4 or scalar; the answer is the same")
      ->check(CLI::IsMember({"auto", "avx512", "avx2", "sse4", "scalar"}))
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

EngineChoice settle_engine(EngineOptions& options, std::int64_t rows, int features, bool weighted,
                           std::int64_t planned_bytes, const Context& context) {
  EngineChoice choice = choose_engine(options, rows, features, weighted, context);
  if (!choice.cuda.devices.empty()) return choice;
  options.device = choice.device;
  if (options.memory_bytes > 0 && planned_bytes > options.memory_bytes) {
    throw Error(ErrorKind::resources, fmt::format("This needs {} of memory", bytes_text(planned_bytes)),
                fmt::format("--memory allows {}", bytes_text(options.memory_bytes)),
                "Allow more, or use fewer features or rows");
  }
  return choice;
}

void refuse_output(const std::vector<std::string>& outputs, const std::vector<std::string>& inputs) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (outputs[i].empty()) continue;
    const fs::path folder = fs::absolute(outputs[i]).parent_path();
    if (!fs::is_directory(folder)) {
      throw Error(ErrorKind::usage, fmt::format("Cannot write {}", outputs[i]),
                  fmt::format("the folder {} does not exist", folder.string()), "Create it, or name another");
    }
    if (fs::exists(outputs[i]) && !fs::is_regular_file(outputs[i])) {
      throw Error(ErrorKind::usage, fmt::format("Cannot write {}", outputs[i]), "it is a folder or a device",
                  "Name a file");
    }
    for (const std::string& input : inputs) {
      if (input.empty() || !same_file(outputs[i], input)) continue;
      throw Error(ErrorKind::usage, fmt::format("The output {} would overwrite an input", outputs[i]), "",
                  "Name another file");
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (outputs[j].empty() || !same_file(outputs[i], outputs[j])) continue;
      throw Error(ErrorKind::usage, fmt::format("{} is named for two outputs", outputs[i]), "", "Name two files");
    }
  }
}

std::size_t text_width(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, text_width(text)), ' ');
}

std::string with_separators(std::int64_t number) {
  std::string digits = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > static_cast<std::ptrdiff_t>(first); at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  return digits;
}

std::string bytes_text(std::int64_t bytes) {
  constexpr const char* units[] = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 1024 && unit < 5; ++unit) value /= 1024;
  return unit == 0 ? fmt::format("{} bytes", bytes) : fmt::format("{:.1f} {}", value, units[unit]);
}

}  // namespace segmenta
