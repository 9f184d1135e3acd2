// What a user is told of commands and options: help, the manual, completion, and which name was meant.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "cli/program.h"
#include "cli/small_store.h"

namespace segmenta::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

class Help : public ::testing::Test {
 protected:
  // As the program's own help lists them.
  [[nodiscard]] std::vector<std::string> commands() const {
    const std::vector<std::string> lines = lines_of(here_.segmenta("--help").out);
    std::vector<std::string> names;
    for (auto line = std::ranges::find(lines, "Commands:"); line != lines.end(); ++line) {
      if (line->size() > 3 && line->starts_with("  ") && (*line)[2] != ' ') {
        names.push_back(line->substr(2, line->find(' ', 2) - 2));
      }
    }
    return names;
  }

  Outcome refused(const std::string& arguments) {
    const Outcome outcome = here_.segmenta(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << arguments;
    EXPECT_THAT(outcome.out, IsEmpty());
    return outcome;
  }

  Workplace here_;
};

TEST_F(Help, FitsIntoEightyColumnsAndHasAnExample) {
  std::vector<std::string> all = commands();
  EXPECT_GE(all.size(), 14U);
  for (const std::string& command : all) {
    const Outcome help = here_.segmenta(command + " --help");
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_THAT(help.out,
                AllOf(HasSubstr("\nExample:\n  segmenta " + command), HasSubstr("Usage: segmenta " + command)));
    for (const std::string& line : lines_of(help.out)) EXPECT_LE(line.size(), 80U) << command << ": " << line;
  }
  for (const std::string& line : lines_of(here_.segmenta("--help").out)) EXPECT_LE(line.size(), 80U) << line;
}

TEST_F(Help, SaysWhatIsRequiredAndInWhichRange) {
  EXPECT_THAT(here_.segmenta("fit --help").out,
              AllOf(HasSubstr("  -o,--output MODEL         Required. Model file to write\n"), HasSubstr("(1 to 4096)"),
                    HasSubstr("Usage: segmenta fit [OPTIONS] STORE\n")));
}

TEST_F(Help, UnknownWordsAreToldFromThoseThatWereMeant) {
  EXPECT_THAT(refused("fitt customers.h5").err, HasSubstr("'fitt' is not a command. Did you mean 'fit'?"));
  EXPECT_THAT(refused("fit customers.h5 --ouput m.h5").err,
              HasSubstr("--ouput is not an option of fit. Did you mean '--output'?"));
  EXPECT_THAT(refused("fit --segmnts=s.h5 customers.h5 -o m.h5").err,
              HasSubstr("--segmnts is not an option of fit. Did you mean '--segments'"));
  EXPECT_THAT(refused("fit customers.h5 -o m.h5 --scale zscroe").err, HasSubstr("Did you mean 'zscore'?"));
  EXPECT_THAT(refused("inspect a.h5 b.h5").err, HasSubstr("'b.h5' is one argument too many for inspect"));
  EXPECT_THAT(refused("fit customers.h5 --qqqqqqqq -o m.h5").err, Not(HasSubstr("Did you mean")));
  EXPECT_THAT(refused("fit customers.h5").err, HasSubstr("'segmenta fit --help' says what there is"));
}

TEST_F(Help, TheManualHasEveryOptionOfTheHelp) {
  for (const std::string& command : commands()) {
    if (command == "man") continue;
    const std::string page = here_.segmenta("man " + command).out;
    EXPECT_THAT(page, AllOf(HasSubstr(".SH NAME\nsegmenta\\-" + command), HasSubstr(".SH SYNOPSIS"))) << command;
    for (const std::string& line : lines_of(here_.segmenta(command + " --help").out)) {
      const std::size_t dashes = line.find("--");
      if (!line.starts_with("  -") || dashes == std::string::npos) continue;
      const std::string name = line.substr(dashes + 2, line.find_first_of(" ,", dashes) - dashes - 2);
      std::string written = "\\-\\-";
      for (const char c : name) written += c == '-' ? "\\-" : std::string(1, c);
      EXPECT_THAT(page, HasSubstr(written)) << command;
    }
  }
  EXPECT_EQ(refused("man fti").exit_code, 2);
}

TEST_F(Help, BashCompletes) {
  here_.write("customers.h5", "");
  const auto completed = [&](const std::string& words, int place) {
    here_.write("try.sh", "source completion.sh\nCOMP_WORDS=(" + words + ")\nCOMP_CWORD=" + std::to_string(place) +
                              "\n_segmenta\necho \"${COMPREPLY[@]}\"\n");
    const Outcome outcome = here_.segmenta("completion bash > completion.sh && bash try.sh");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.out;
  };
  EXPECT_EQ(completed("segmenta fi", 1), "fit\n");
  EXPECT_EQ(completed("segmenta fit --see", 2), "--seed-rows --seed\n");
  EXPECT_EQ(completed("segmenta fit --scale z", 3), "zscore\n");
  EXPECT_EQ(completed("segmenta features --thousands ''", 3), "' , . space\n")
      << "a value that shells take for their own";
  EXPECT_EQ(completed("segmenta fit cust", 2), "customers.h5\n");
  EXPECT_EQ(completed("segmenta completion f", 2), "fish\n");
}

TEST_F(Help, ZshAndFishHaveEveryCommand) {
  const std::string zsh = here_.segmenta("completion zsh").out, fish = here_.segmenta("completion fish").out;
  EXPECT_THAT(zsh, HasSubstr("*--scale[zscore (default), robust, minmax or none]:NAME:(minmax none robust zscore)"));
  for (const std::string& command : commands()) {
    EXPECT_THAT(zsh, HasSubstr("    " + command + ")\n      _arguments")) << command;
    EXPECT_THAT(fish, HasSubstr("__fish_use_subcommand -f -a " + command + " -d ")) << command;
  }
  EXPECT_THAT(refused("completion bsh").err, HasSubstr("Did you mean 'bash'"));
}

}  // namespace
}  // namespace segmenta::testing
