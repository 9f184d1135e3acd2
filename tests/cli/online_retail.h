#pragma once
// The customers of Online Retail and their RFM segments, made by the program, for tests of what follows.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "cli/program.h"

namespace segmenta::testing {

class OnlineRetail : public ::testing::Test {
 protected:
  OnlineRetail() {
    made("features --orders " SEGMENTA_TEST_DATA
         "/online_retail.csv.gz --customer CustomerID --date InvoiceDate --quantity Quantity --price UnitPrice --order "
         "InvoiceNo --product StockCode --keep Country --currency GBP -o customers.h5");
    made("rfm customers.h5 -o rfm.h5");
  }

  /// What a command that succeeds writes to stdout.
  std::string made(const std::string& arguments) const {
    const Outcome outcome = here_.segmenta(arguments + " --quiet");
    EXPECT_EQ(outcome.exit_code, 0) << arguments << "\n" << outcome.err;
    return outcome.out;
  }
  /// What a command that fails says, without a word on stdout.
  std::string refused(const std::string& arguments, int exit_code) const {
    const Outcome outcome = here_.segmenta(arguments);
    EXPECT_EQ(outcome.exit_code, exit_code) << arguments << "\n" << outcome.err;
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  }

  Workplace here_;
};

/// Characters of the longest line.
inline std::size_t longest_line(const std::string& text) {
  std::size_t longest = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    longest = std::max(longest, end - begin);
    begin = end + 1;
  }
  return longest;
}

}  // namespace segmenta::testing
