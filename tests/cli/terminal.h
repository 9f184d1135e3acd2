#pragma once
// Runs the program at a terminal, as a person sees it.

#include <string>

#include "cli/program.h"

namespace segmenta::testing {

struct Seen {
  int exit_code = 0;
  std::string sent;    ///< every byte, with what moves the cursor
  std::string screen;  ///< what is left to read at the end, in lines
};

/// `segmenta ARGUMENTS` with input, output and errors at a terminal of 80 columns, in the workplace's folder.
Seen at_terminal(const Workplace& place, const std::string& arguments);

}  // namespace segmenta::testing
