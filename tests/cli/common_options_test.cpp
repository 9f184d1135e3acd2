// What holds for every command alike: names of outputs, --no-clobber, --log-file, --quiet.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "cli/program.h"
#include "cli/small_store.h"

namespace segmenta::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;

class CommonOptions : public ::testing::Test {
 protected:
  CommonOptions() {
    write_small_store(here_.path("customers.h5"), 900);
    here_.write(
        "rules.json",
        R"({"segments": [{"name": "VIP", "when": [{"feature": "monetary", "at_least": 80}]}], "default": "Rest"})");
    here_.write("table.csv", "id,age\n1,30\n2,40\n");
    here_.write("orders.csv", "id,day,amount\n1,2024-01-05,3\n2,2024-01-06,4\n");
    EXPECT_EQ(here_.segmenta("fit customers.h5 --k 3 -o model.h5 --segments segments.h5").exit_code, 0);
  }

  // A command line of each command that writes; its output comes last.
  static std::vector<std::string> writing() {
    return {"fit customers.h5 --k 3 -o ",
            "fit customers.h5 --k 3 -o other.h5 --segments ",
            "assign customers.h5 --model model.h5 -o ",
            "rfm customers.h5 -o ",
            "rules customers.h5 --rules rules.json -o ",
            "import table.csv --id id -o ",
            "features --orders orders.csv --customer id --date day --amount amount -o "};
  }

  std::string text_of(const std::string& name) {
    std::ifstream file(here_.path(name));
    return {std::istreambuf_iterator<char>(file), {}};
  }

  void refused(const std::string& arguments, const std::string& message) {
    const std::vector<std::string> before = here_.files();
    const Outcome outcome = here_.segmenta(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << arguments;
    EXPECT_THAT(outcome.err, HasSubstr(message)) << arguments;
    EXPECT_THAT(outcome.out, IsEmpty());
    EXPECT_EQ(here_.files(), before);
  }

  Workplace here_;
};

TEST_F(CommonOptions, OutputsHaveTheExtensionOfWhatTheyHold) {
  for (const std::string& command : writing()) {
    for (const std::string name : {"x.csv", "x.parquet", "x.PARQUET", "x.html"}) {
      refused(command + name, "Name it x.h5");
    }
  }
  refused("report customers.h5 --model model.h5 -o r.h5", "Name it r.html");
  refused("explain customers.h5 --model model.h5 --write-names names.csv", "Name it names.json");
  for (const std::string name : {"m.h5", "m.hdf5", "m.HDF5", "m"}) {
    EXPECT_EQ(here_.segmenta("fit customers.h5 --k 3 -o " + name).exit_code, 0) << name;
  }
}

TEST_F(CommonOptions, NoClobberKeepsWhatIsThere) {
  here_.write("there.h5", "precious");
  here_.write("there.html", "precious");
  here_.write("there.json", "{}");
  for (const std::string& command : writing()) refused(command + "there.h5 --no-clobber", "it is there already");
  refused("report customers.h5 --model model.h5 -o there.html --no-clobber", "it is there already");
  refused("explain customers.h5 --model model.h5 --write-names there.json --no-clobber", "it is there already");
  EXPECT_EQ(text_of("there.h5"), "precious");
  EXPECT_EQ(here_.segmenta("fit customers.h5 --k 3 --no-clobber -o new.h5").exit_code, 0);
  EXPECT_EQ(here_.segmenta("fit customers.h5 --k 3 -o there.h5").exit_code, 0);
}

TEST_F(CommonOptions, TheLogHasWhatIsSaidAndWhen) {
  const std::string fit = "fit customers.h5 --k 3 --quiet --log-file run.log -o model.h5";
  EXPECT_EQ(here_.segmenta(fit).exit_code, 0);
  const std::string log = text_of("run.log");
  EXPECT_THAT(log, MatchesRegex("[0-9-]{10}T[0-9:]{8}Z segmenta [0-9.]+: segmenta " + fit + "\n(.|\n)*"));
  EXPECT_THAT(log, AllOf(HasSubstr("Z plan: 900 rows"), HasSubstr("Z began preparing\n"), HasSubstr("Z done\n")));
  EXPECT_EQ(here_.segmenta("profile customers.h5 --segments absent.h5 --log-file run.log").exit_code, 3);
  const std::string both = text_of("run.log");
  EXPECT_EQ(both.substr(0, log.size()), log) << "it is added to";
  EXPECT_THAT(both.substr(log.size()), AllOf(HasSubstr("ended with code 3: "), Not(HasSubstr("Z done"))));
}

TEST_F(CommonOptions, ALogThatCannotBeWrittenIsSaidOnceAndChangesNothing) {
  const std::string lost =
      "warning: the log /dev/full could not be written (No space left on device): it ends here, the job goes on\n";
  const Outcome outcome = here_.segmenta("fit customers.h5 --k 3 --quiet --log-file /dev/full -o logged.h5");
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.err, lost);
  EXPECT_TRUE(here_.exists("logged.h5"));
  EXPECT_THAT(here_.segmenta("inspect absent.h5 --log-file /dev/full").err,
              AllOf(HasSubstr(lost), HasSubstr("segmenta: ")));
}

TEST_F(CommonOptions, TheLogIsNoOtherFile) {
  const std::string before = text_of("customers.h5");
  refused("inspect customers.h5 --log-file customers.h5", "it is not a log of segmenta");
  refused("inspect customers.h5 --log-file none/run.log", "its folder does not exist");
  EXPECT_EQ(text_of("customers.h5"), before);
}

TEST_F(CommonOptions, QuietLeavesWhatWasAskedFor) {
  std::vector<std::string> commands;
  for (const std::string& command : writing()) commands.push_back(command + "out.h5");
  commands.emplace_back("report customers.h5 --model model.h5 -o out.html");
  for (const std::string& command : commands) {
    EXPECT_THAT(here_.segmenta(command).err, Not(IsEmpty())) << command;
    EXPECT_THAT(here_.segmenta(command + " --json").err, Not(IsEmpty())) << command;
    EXPECT_THAT(here_.segmenta(command).out, IsEmpty()) << command;
  }
  for (const char* command :
       {"inspect customers.h5", "profile customers.h5 --model model.h5", "evaluate customers.h5 --segments segments.h5",
        "explain customers.h5 --model model.h5"}) {
    commands.emplace_back(command);
    EXPECT_THAT(here_.segmenta(commands.back() + " --quiet").out, Not(IsEmpty())) << command;
  }
  for (const std::string& command : commands) {
    const Outcome quiet = here_.segmenta(command + " --json --quiet");
    EXPECT_THAT(quiet.err, IsEmpty()) << command;
    EXPECT_THAT(quiet.out, HasSubstr("{")) << command;
  }
}

TEST_F(CommonOptions, StderrThatCannotBeWrittenChangesNothing) {
  here_.write("run", "\"$@\" 2>/dev/full\n");
  EXPECT_EQ(here_.segmenta("fit customers.h5 --k 3 -o full.h5", "sh run").exit_code, 0);
  EXPECT_TRUE(here_.exists("full.h5"));
  EXPECT_EQ(here_.segmenta("inspect nofile.h5", "sh run").exit_code, 3);
}

TEST_F(CommonOptions, AFileBeyondTheLimitIsAnErrorThatLeavesNothing) {
  here_.write("run", "ulimit -f 4\n\"$@\"\n");
  const std::vector<std::string> before = here_.files();
  const Outcome outcome = here_.segmenta("fit customers.h5 --k 3 -o large.h5", "sh run");
  EXPECT_EQ(outcome.exit_code, 4);
  EXPECT_THAT(outcome.err, HasSubstr("large.h5"));
  EXPECT_EQ(here_.files(), before);
}

TEST_F(CommonOptions, MessagesDoNotSteerTheTerminal) {
  EXPECT_THAT(here_.segmenta("inspect \"$(printf 'no\\033[31m.h5')\"").err,
              AllOf(HasSubstr("no\\x1b[31m.h5"), Not(HasSubstr("\x1b"))));
}

TEST_F(CommonOptions, PathsThatLeadNowhereAreNamed) {
  std::filesystem::create_symlink("b", here_.path("a"));
  std::filesystem::create_symlink("a", here_.path("b"));
  for (const std::string& name : {std::string("a"), std::string(300, 'x')}) {
    const Outcome outcome = here_.segmenta("fit customers.h5 --k 3 -o " + name);
    EXPECT_EQ(outcome.exit_code, 3) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("Cannot look at " + name));
  }
}

TEST_F(CommonOptions, NumbersOutsideTheirRangeAreRefused) {
  const std::string fit = "fit customers.h5 --k 3 -o new.h5 ";
  for (const std::string size : {"-1", "0", "G", "8192P", "4X", "1.5G"})
    refused(fit + "--memory " + size, "is not a size");
  refused(fit + "--seed 18446744073709551616", "is not a whole number");
  refused(fit + "--seed -1", "is not a whole number");
  for (const std::string number : {"nan", "inf", "-1"}) {
    refused(fit + "--tol " + number, "is not a number from 0 on");
    refused(fit + "--category-weight " + number, "is not a number above 0");
  }
  refused(fit + "--category-weight 0", "is not a number above 0");
  EXPECT_EQ(here_.segmenta(fit + "--memory 8gb --seed 18446744073709551615 --tol 1e-4").exit_code, 0);
}

TEST_F(CommonOptions, JsonWithoutEndIsRefused) {
  std::string deep = R"({"segments": )", ends;
  for (int i = 0; i < 100'000; ++i) deep += R"([{"any": )";
  for (int i = 0; i < 100'000; ++i) ends += "}]";
  here_.write("deep.json", deep + "1" + ends + "}");
  for (const std::string command : {"rules customers.h5 --rules deep.json -o new.h5",
                                    "profile customers.h5 --segments segments.h5 --names deep.json"}) {
    const Outcome outcome = here_.segmenta(command);
    EXPECT_EQ(outcome.exit_code, 3) << command;
    EXPECT_THAT(outcome.err, HasSubstr("lists within lists")) << command;
  }
}

}  // namespace
}  // namespace segmenta::testing
