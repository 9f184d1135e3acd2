#pragma once
// What every command of the program has: common options, and where its output goes.

#include <segmenta/columns.h>
#include <segmenta/context.h>
#include <segmenta/error.h>
#include <segmenta/overwrite.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "log_file.h"
#include "progress_line.h"

namespace segmenta {

struct CommandLine {
  bool json = false;
  bool quiet = false;
  bool no_clobber = false;
  int threads = 0;
  std::string log_file;
  std::string command;        ///< the whole of it, as a shell takes it
  std::function<void()> run;  ///< set by the command that was given
  std::shared_ptr<ProgressLine> progress = std::make_shared<ProgressLine>();
  std::shared_ptr<LogFile> log;  ///< where --log-file is given

  /// As --no-clobber says.
  [[nodiscard]] Overwrite overwrite() const { return no_clobber ? Overwrite::refused : Overwrite::allowed; }
  /// Threads, progress, notes on stderr, ctrl-C.
  [[nodiscard]] Context context() const;
  /// --log-file, where it is given: begins with the command.
  void open_log();
  /// A line on stderr, unless --quiet; to the log in any case.
  void say(const std::string& line) const;
  /// A note of which columns were taken for what, where any were.
  void say_taken(const std::vector<TakenColumn>& taken) const;
  /// An error on stderr and to the log: its exit code.
  [[nodiscard]] int fail(const std::string& message, ErrorKind kind) const;
  /// A line on stdout, made safe to show as those on stderr are, but for JSON, which is for programs.
  void print(const std::string& line) const;
};

void add_features_command(CLI::App& app, CommandLine& line);
void add_import_command(CLI::App& app, CommandLine& line);
void add_inspect_command(CLI::App& app, CommandLine& line);
void add_devices_command(CLI::App& app, CommandLine& line);
void add_fit_command(CLI::App& app, CommandLine& line);
void add_assign_command(CLI::App& app, CommandLine& line);
void add_rfm_command(CLI::App& app, CommandLine& line);
void add_report_command(CLI::App& app, CommandLine& line);
void add_profile_command(CLI::App& app, CommandLine& line);
void add_evaluate_command(CLI::App& app, CommandLine& line);
void add_rules_command(CLI::App& app, CommandLine& line);
void add_holdout_command(CLI::App& app, CommandLine& line);
void add_audience_command(CLI::App& app, CommandLine& line);
void add_measure_command(CLI::App& app, CommandLine& line);
void add_explain_command(CLI::App& app, CommandLine& line);
void add_completion_command(CLI::App& app, CommandLine& line);
/// Of the commands that are there by then.
void add_man_command(CLI::App& app, CommandLine& line);

}  // namespace segmenta
