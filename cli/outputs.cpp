// What is refused as an output, and the way out.

#include "outputs.h"

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/features.h>

#include <algorithm>
#include <cctype>

namespace segmenta {
namespace {

namespace fs = std::filesystem;

struct FormatWords {
  const char* name;
  std::vector<std::string> extensions;  // the first is the usual one
};

const FormatWords& words_of(OutputFormat format) {
  static const FormatWords hdf5{"HDF5", {".h5", ".hdf5", ".hdf", ".he5"}};
  static const FormatWords html{"HTML", {".html", ".htm"}};
  static const FormatWords json{"JSON", {".json"}};
  return format == OutputFormat::hdf5 ? hdf5 : format == OutputFormat::html ? html : json;
}

[[noreturn]] void refuse(const std::string& file, const std::string& why, const std::string& suggestion) {
  throw Error(ErrorKind::usage, "Cannot write " + file, why, suggestion);
}

bool same_file(const std::string& a, const std::string& b) {
  std::error_code ignored;
  return fs::equivalent(a, b, ignored) || fs::absolute(a).lexically_normal() == fs::absolute(b).lexically_normal();
}

bool is_within(const fs::path& file, const fs::path& folder) {
  const fs::path relative = fs::weakly_canonical(file).lexically_relative(fs::weakly_canonical(folder));
  return !relative.empty() && *relative.begin() != "..";
}

// Programs go by the extension: a CSV file that holds HDF5 opens nowhere.
void check_extension(const OutputFile& output) {
  if (output.format == OutputFormat::folder) return;
  const FormatWords& format = words_of(output.format);
  std::string extension = fs::path(output.file).extension().string();
  std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return std::tolower(c); });
  if (extension.empty() || std::ranges::find(format.extensions, extension) != format.extensions.end()) return;
  const std::string other = fs::path(output.file).replace_extension(format.extensions.front()).string();
  refuse(output.file, fmt::format("what is written is {}, and {} is not an extension of that", format.name, extension),
         fmt::format("Name it {}", other));
}

void check_place(const CommandLine& line, const OutputFile& output) {
  const bool is_folder = output.format == OutputFormat::folder;
  // "lists/" is the folder lists.
  const fs::path path =
      fs::path(output.file).has_filename() ? fs::path(output.file) : fs::path(output.file).parent_path();
  const std::string file = path.string();
  const fs::path folder = fs::absolute(file).parent_path();
  if (!fs::is_directory(folder)) {
    refuse(file, fmt::format("the folder {} does not exist", folder.string()), "Create it, or name another");
  }
  if (!fs::exists(file)) return;
  if (!is_folder && !fs::is_regular_file(file)) refuse(file, "it is a folder or a device", "Name a file");
  if (is_folder && !fs::is_directory(file)) refuse(file, "it is a file, and a folder is written", "Name another");
  if (line.no_clobber) refuse(file, "it is there already", "Name another file, or leave --no-clobber out");
}

}  // namespace

void check_outputs(const CommandLine& line, const std::vector<OutputFile>& outputs,
                   const std::vector<std::string>& inputs) {
  std::vector<std::string> written;
  if (!line.log_file.empty()) written.push_back(line.log_file);
  for (const OutputFile& output : outputs) {
    if (output.file.empty()) continue;
    for (const std::string& input : inputs) {
      if (input.empty() || !same_file(output.file, input)) continue;
      throw Error(ErrorKind::usage, fmt::format("The output {} would overwrite an input", output.file), "",
                  "Name another file");
    }
    check_extension(output);
    check_place(line, output);
    for (const std::string& other : written) {
      if (!same_file(output.file, other)) continue;
      throw Error(ErrorKind::usage, fmt::format("{} is named for two outputs", output.file), "", "Name two files");
    }
    written.push_back(output.file);
  }
}

void check_output_among(const CommandLine& line, const std::string& output, const std::vector<fs::path>& inputs) {
  std::vector<std::string> files;
  for (const fs::path& input : inputs) {
    if (fs::is_directory(input) && is_within(output, input)) {
      refuse(output, fmt::format("it would be a file of the input {}", input.string()),
             "Name a file outside that folder");
    }
    for (const fs::path& file : files_behind(input)) files.push_back(file.string());
  }
  check_outputs(line, {{output}}, files);
}

}  // namespace segmenta
