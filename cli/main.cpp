// The program: puts the commands together, runs the one that was given, and turns an error into its exit code.

#include <fmt/format.h>
#include <malloc.h>
#include <segmenta/engine.h>
#include <segmenta/error.h>
#include <segmenta/store.h>
#include <segmenta/version.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <new>
#include <system_error>

#include "command.h"
#include "command_reference.h"
#include "parse_errors.h"
#include "text.h"

namespace {

using segmenta::CommandLine;
using segmenta::ErrorKind;

bool writes(const CLI::App& command) {
  return command.get_option_no_throw("--output") != nullptr || command.get_option_no_throw("--write-names") != nullptr;
}

// Options that every command takes, on the command itself so that they may stand anywhere.
void add_common_options(CLI::App& app, CommandLine& line) {
  for (CLI::App* command : app.get_subcommands({})) {
    command->add_flag("--json", line.json, "One JSON object on stdout, and nothing else there");
    command->add_flag("--quiet", line.quiet, "Nothing on stderr but errors");
    command->add_option("--log-file", line.log_file, "Add what is said, and when, to the end of this file")
        ->type_name("FILE");
    if (writes(*command)) {
      command->add_flag("--no-clobber", line.no_clobber, "Refuse to write over a file that is there already");
    }
    command->add_option("--threads", line.threads, "Worker threads (default: every processor this process may use)")
        ->check(CLI::Range(1, 4096))
        ->type_name("T");
  }
}

void add_commands(CLI::App& app, CommandLine& line) {
  segmenta::add_features_command(app, line);
  segmenta::add_import_command(app, line);
  segmenta::add_inspect_command(app, line);
  segmenta::add_fit_command(app, line);
  segmenta::add_assign_command(app, line);
  segmenta::add_profile_command(app, line);
  segmenta::add_evaluate_command(app, line);
  segmenta::add_explain_command(app, line);
  segmenta::add_rfm_command(app, line);
  segmenta::add_rules_command(app, line);
  segmenta::add_report_command(app, line);
  segmenta::add_holdout_command(app, line);
  segmenta::add_audience_command(app, line);
  segmenta::add_measure_command(app, line);
  segmenta::add_devices_command(app, line);
  add_common_options(app, line);
  segmenta::add_completion_command(app, line);
  segmenta::add_man_command(app, line);
}

// Help of the program and of each command in lines of 80 characters, from what man pages are written from too.
void set_help(CLI::App& app) {
  app.formatter_fn([&app](const CLI::App* shown, const std::string&, CLI::AppFormatMode) {
    CLI::App* command = shown == &app ? &app : app.get_subcommand(shown->get_name());
    return segmenta::help_text(segmenta::reference_of(*command));
  });
}

// As it can be given to a shell again.
std::string shell_command(int argc, char** argv) {
  std::string command = "segmenta";
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool is_plain = !word.empty() && word.find_first_of(" \t\n\"'`$&|;<>()*?[]{}#~!\\") == std::string::npos;
    command += ' ' + (is_plain ? word : segmenta::quoted(word));
  }
  return command;
}

// Output that cannot be written is an error, not silence.
int finish(const CommandLine& line) {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    return line.fail("cannot write to standard output (no space left, or closed)", ErrorKind::resources);
  }
  if (line.log) line.log->add("done");
  return 0;
}

int run(int argc, char** argv, CommandLine& line) {
  CLI::App app{"Segmenta: customer segments from order lines, with one answer"};
  app.set_version_flag("--version",
                       fmt::format("segmenta {} (CPU kernels: {})", segmenta::version, segmenta::cpu_simd()));
  app.require_subcommand(1);
  set_help(app);
  line.command = shell_command(argc, argv);
  add_commands(app, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help and --version
    return line.fail(segmenta::parse_error_text(app, error), ErrorKind::usage);
  }
  line.open_log();
  line.run();
  return finish(line);
}

int fail_of_defect(CommandLine& line, const std::exception& error) {
  return line.fail(fmt::format("a defect in Segmenta: {}. Please report it", error.what()), ErrorKind::defect);
}

}  // namespace

int main(int argc, char** argv) {
  // Large buffers go back to the system when they are freed, always: otherwise the limit grows with their size.
  constexpr int large = 4 << 20;
  mallopt(M_MMAP_THRESHOLD, large);
  mallopt(M_TRIM_THRESHOLD, 4 * large);
  // And so does what threads free: an arena for each would keep some megabytes.
  mallopt(M_ARENA_MAX, 1);
  // A file that grows beyond `ulimit -f` is an error of that write, not the end of the program.
  std::signal(SIGXFSZ, SIG_IGN);
  // Nor does a reader that has left end a program whose work goes into a file.
  std::signal(SIGPIPE, SIG_IGN);
  segmenta::end_well_on_damaged_files();
  CommandLine line;
  try {
    return run(argc, argv, line);
  } catch (const segmenta::Error& error) {
    return line.fail(error.what(), error.kind());
  } catch (const std::filesystem::filesystem_error& error) {
    return line.fail(
        fmt::format("Cannot look at {} ({}). Check the path", error.path1().string(), error.code().message()),
        ErrorKind::input);
  } catch (const std::bad_alloc&) {
    return line.fail("Out of memory. Use fewer features or rows, or a machine with more memory", ErrorKind::resources);
  } catch (const std::system_error& error) {
    if (error.code() != std::errc::resource_unavailable_try_again) return fail_of_defect(line, error);
    return line.fail("No more threads can be started. Use fewer by --threads, or allow more (ulimit -u)",
                     ErrorKind::resources);
  } catch (const std::exception& error) {
    return fail_of_defect(line, error);
  }
}
