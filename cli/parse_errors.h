#pragma once
// What is said of a command line that cannot be understood.

#include <CLI/CLI.hpp>
#include <string>

namespace segmenta {

/// One message with the names that were perhaps meant: "--ouput is not an option of fit. Did you mean '--output'? ...".
std::string parse_error_text(const CLI::App& app, const CLI::ParseError& error);

}  // namespace segmenta
