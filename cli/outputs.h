#pragma once
// Checks of the files that a command is to write, before any work is done.

#include <filesystem>
#include <string>
#include <vector>

#include "command.h"

namespace segmenta {

enum class OutputFormat { hdf5, html, json, folder };

struct OutputFile {
  std::string file;  ///< empty: not asked for
  OutputFormat format = OutputFormat::hdf5;
};

/// Throws Error(usage) where an output has the extension of another format, is also an input, another output or the
/// log, is there already under --no-clobber, or its folder does not exist.
void check_outputs(const CommandLine& line, const std::vector<OutputFile>& outputs,
                   const std::vector<std::string>& inputs);
/// As check_outputs, where inputs may be folders and patterns (see files_behind()); an output in a folder of inputs is
/// refused as well, since it would be read as one of them the next time.
void check_output_among(const CommandLine& line, const std::string& output,
                        const std::vector<std::filesystem::path>& inputs);

}  // namespace segmenta
