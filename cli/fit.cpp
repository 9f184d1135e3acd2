// segmenta fit: options of preparation and clustering, the plan before the work, the files and figures after it.

#include <fmt/format.h>
#include <segmenta/error.h>
#include <segmenta/files.h>
#include <segmenta/fit.h>
#include <segmenta/json.h>
#include <segmenta/number_text.h>
#include <segmenta/store.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string_view>
#include <utility>

#include "command.h"
#include "fit_stages.h"
#include "fit_text.h"
#include "options.h"
#include "outputs.h"
#include "segment_count.h"
#include "text.h"

namespace segmenta {
namespace {

constexpr int most_rounds = 10'000;

struct Options {
  std::string store, model, segments;
  StoreOptions open;
  std::string search = "auto";
  std::string log = "auto", clip = "auto";
  std::string init = "kmeans++";
  SegmentCount count;
  int gap_references = 0;  // 0: not given
  FitOptions fit;
};

// A name on the command line for each value.
const std::map<std::string, Scale> scales{
    {"zscore", Scale::zscore}, {"robust", Scale::robust}, {"minmax", Scale::minmax}, {"none", Scale::none}};
const std::map<std::string, Missing> missings{{"auto", Missing::automatic},
                                              {"error", Missing::error},
                                              {"median", Missing::median},
                                              {"partial", Missing::partial}};
const std::map<std::string, Metric> metrics{{"euclidean", Metric::euclidean}, {"cosine", Metric::cosine}};
const std::map<std::string, EmptyCluster> empties{
    {"farthest", EmptyCluster::farthest}, {"keep", EmptyCluster::keep}, {"drop", EmptyCluster::drop}};
const std::map<std::string, Init> inits{
    {"kmeans++", Init::kmeans_plus_plus}, {"kmeans-parallel", Init::kmeans_parallel}, {"random", Init::random}};

void add_preparation_options(CLI::App& command, Options& options) {
  PrepareOptions& prepare = options.fit.prepare;
  add_features_option(command, options.fit.features,
                      "Columns to cluster by (default: numbers that describe behaviour; what is left out is named)");
  command
      .add_option("--category", prepare.categories, "Columns of codes to cluster by as categories, as text columns are")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("a,b");
  add_choice(command, "--scale", prepare.scale, scales, "zscore (default), robust, minmax or none");
  command
      .add_option("--log", options.log,
                  "log1p of: auto (skewed features, default), none, or a,b; signed where values are below 0")
      ->type_name("auto|none|a,b");
  command
      .add_option(
          "--clip", options.clip,
          "Limit each feature: auto (its far tails, where --log is auto; default), none, or P (to its P and 100 - "
          "P percentiles)")
      ->type_name("auto|none|P");
  add_choice(command, "--missing", prepare.missing, missings,
             "auto (the median, and a feature NAME_missing where 5 % or more are; default), error, median or partial "
             "(distance over what is there)");
  command.add_flag("--missing-flags", prepare.missing_flags, "With --missing median: add a feature NAME_missing");
  command.add_option("--weights", options.fit.weights, "Column of row weights")->type_name("NAME");
  add_column_option(command, Meaning::value, options.fit.value);
  add_choice(command, "--metric", prepare.metric, metrics, "euclidean (default) or cosine (rows scaled to length 1)");
  command.add_option("--category-weight", prepare.category_weight, "Weight of one-hot features of text columns")
      ->check(finite_number(std::numeric_limits<double>::min()))
      ->type_name("W");
}

void add_clustering_options(CLI::App& command, Options& options) {
  KMeansOptions& kmeans = options.fit.kmeans;
  command.add_option("--init", options.init, "kmeans++ (default), kmeans-parallel, random, or FILE.h5 to start from")
      ->type_name("NAME|FILE");
  command
      .add_option("--restarts", kmeans.restarts,
                  "Independent starts; the lowest inertia wins (default: 4 on small data, else 1)")
      ->check(CLI::Range(1, 10000))
      ->type_name("R");
  command
      .add_option("--search", options.search,
                  "Move centroids until N other starts in a row bring nothing more: auto (default), off or N")
      ->type_name("auto|off|N");
  command
      .add_option("--seed-rows", kmeans.seed_rows,
                  "Rows that kmeans++ looks at, evenly spread (default: all of few; 65536 or more of many)")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 40))
      ->type_name("N");
  command.add_option("--max-iter", kmeans.max_iter, "Most iterations (default 300)")
      ->check(CLI::Range(1, 1000000))
      ->type_name("N");
  command.add_option("--tol", kmeans.tol, "Stop at this relative shift of the centroids (default 0: labels settle)")
      ->check(finite_number(0))
      ->type_name("T");
  command.add_option("--seed", kmeans.seed, "Seed of every random choice (default 0)")
      ->check([](const std::string& seed) {
        std::uint64_t number = 0;
        const auto parsed = std::from_chars(seed.data(), seed.data() + seed.size(), number);
        const bool whole = parsed.ec == std::errc() && parsed.ptr == seed.data() + seed.size();
        return whole ? std::string() : fmt::format("{} is not a whole number from 0 to 18446744073709551615", seed);
      })
      ->type_name("S");
  add_choice(command, "--empty", kmeans.empty, empties,
             "Empty clusters: farthest (take the farthest row, default), keep or drop");
}

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts;
  std::istringstream stream(list);
  for (std::string part; std::getline(stream, part, ',');) parts.push_back(part);
  return parts;
}

void choose_log(Options& options) {
  PrepareOptions& prepare = options.fit.prepare;
  prepare.log = options.log == "auto" ? Log::automatic : options.log == "none" ? Log::none : Log::named;
  if (prepare.log == Log::named) prepare.log_features = split(options.log);
}

// --clip auto, none or P.
void choose_clip(Options& options) {
  std::optional<double>& percent = options.fit.prepare.clip_percent;
  if (options.clip == "auto") return;
  percent = 0;
  if (options.clip == "none") return;
  const char* end = options.clip.data() + options.clip.size();
  const auto parsed = std::from_chars(options.clip.data(), end, *percent);
  if (parsed.ec == std::errc() && parsed.ptr == end && *percent >= 0 && *percent < 50) return;
  throw Error(ErrorKind::usage, fmt::format("--clip {} is not a percentile", options.clip), "",
              "Give auto, none, or a number from 0 to below 50");
}

// --search auto, off or N.
void choose_search(Options& options) {
  if (options.search == "auto") return;
  const auto rounds = number_in(options.search, most_rounds);
  if (!rounds && options.search != "off") {
    throw Error(ErrorKind::usage, fmt::format("--search {} is not a search", options.search), "",
                "Give auto, off, or a number of starts, such as 10");
  }
  options.fit.kmeans.search = rounds ? static_cast<int>(*rounds) : 0;
}

// --gap B: for all numbers, on as many rows as the rest of the evidence.
void take_gap(Options& options) {
  if (options.gap_references == 0) return;
  options.fit.gap.references = options.gap_references;
  options.fit.gap.most_rows = options.fit.bootstrap.most_rows;
  options.fit.gap.most_k = std::numeric_limits<int>::max();
}

void refuse_contradictions(const Options& options) {
  if (options.gap_references > 0 && !is_choice(options.fit.k, !inits.contains(options.init))) {
    throw Error(ErrorKind::usage, "--gap goes with a range of --k alone", "", "Give --k LO..HI");
  }
  const PrepareOptions& prepare = options.fit.prepare;
  if (prepare.metric == Metric::cosine && prepare.missing == Missing::partial) {
    throw Error(ErrorKind::usage, "--metric cosine does not go with --missing partial",
                "a row with missing values has no length", "Use --missing auto or median");
  }
  if (prepare.missing_flags && prepare.missing != Missing::median) {
    throw Error(ErrorKind::usage, "--missing-flags goes with --missing median alone", "auto adds them by itself",
                "Add --missing median");
  }
  if (options.fit.k.is_choice() && !inits.contains(options.init)) {
    throw Error(ErrorKind::usage, "--init FILE does not go with a range of --k",
                "a start has its own number of segments", "Give one --k, or another --init");
  }
}

// What --init names: a method; a model, or centroids in original units, in a file.
Start read_start(const std::string& init) {
  const auto named = inits.find(init);
  if (named != inits.end()) return {named->second, {}, {}, {}};
  if (!std::filesystem::exists(init)) {
    throw Error(ErrorKind::usage, fmt::format("--init {} is neither a method nor a file", init), "",
                "Use kmeans++, kmeans-parallel, random, or a file with a dataset 'centroids'");
  }
  if (is_model(init)) return start_at(read_model(init));
  Matrix matrix = read_centroids(init);
  return {.init = Init::given,
          .centroids = {static_cast<int>(matrix.rows), static_cast<int>(matrix.columns), {}},
          .original = std::move(matrix.values),
          .preparation = {}};
}

// Seconds since the process began, to a hundredth, which is how finely the system knows.
double seconds_of_process() {
  std::ifstream file("/proc/self/stat");
  std::string field;
  std::getline(file, field, ')');  // the name of the program may hold spaces
  constexpr int start_time = 20;   // fields on from there
  for (int i = 0; i < start_time; ++i) file >> field;
  std::int64_t started = 0;
  if (std::from_chars(field.data(), field.data() + field.size(), started).ec != std::errc()) return 0;  // no /proc
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  const double at = static_cast<double>(started) / static_cast<double>(sysconf(_SC_CLK_TCK));
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec) - at;
}

std::int64_t peak_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return std::int64_t{usage.ru_maxrss} * 1024;
}

// Where the rows go.
std::string residence(const FitPlan& plan) {
  const std::string here = bytes_text(plan.bytes);
  if (plan.engine.cuda.devices.empty()) return fmt::format("{} resident, none streamed", here);
  const CudaPlan& device = plan.engine.plan;
  const std::string there = fmt::format("{} here, {} on each device", here, bytes_text(device.bytes));
  if (device.resident) return there + ", none streamed";
  return fmt::format("{}, streamed there {} rows at a time", there, count_text(device.batch_rows));
}

std::string range_text(const KRange& k) {
  return k.from == k.to ? std::to_string(k.from) : fmt::format("{}..{}", k.from, k.to);
}

std::string plan_text(const FitPlan& plan, const Options& options, int threads) {
  const std::string sample =
      plan.seed_rows < plan.rows ? fmt::format(" from a sample of {}", rows_text(plan.seed_rows)) : "";
  return wrapped(
      fmt::format("plan: {} x {}, {}; {} engine, {}; k = {}, {}{} of at most {}", rows_text(plan.rows),
                  counted_text(plan.features, "feature"), residence(plan), plan.engine.device,
                  counted_text(threads, "thread"), range_text(plan.k), counted_text(plan.starts, "start"), sample,
                  options.fit.kmeans.max_iter == 1 ? "1 pass" : count_text(options.fit.kmeans.max_iter) + " passes"));
}

// The plan comes when the rows are ready to be clustered: an error of the data comes without it.
Context saying_first(const CommandLine& line, const std::string& plan, Context context) {
  const auto is_said = std::make_shared<bool>(false);
  context.on_progress = [=, &line, show = context.on_progress](const Progress& now) {
    if (!*is_said && now.step != "prepare") {
      *is_said = true;
      line.say(plan);
    }
    show(now);
  };
  return context;
}

void run(const CommandLine& line, Options& options) {
  const double started = seconds_of_process();
  choose_log(options);
  choose_clip(options);
  choose_search(options);
  read_segment_count(options.count, !inits.contains(options.init), options.fit);
  take_gap(options);
  refuse_contradictions(options);
  check_outputs(line, {{options.model}, {options.segments}}, {options.store, options.init});
  const Context context = line.context();
  const auto store = open_store(options.store, options.open);
  check_unique_ids(*store);
  options.fit.kmeans.start = read_start(options.init);
  options.fit.details = !options.segments.empty();
  options.fit = with_chosen_features(*store, std::move(options.fit), context);
  const FitPlan plan = plan_fit(*store, options.fit, context);
  options.fit.engine = settled(options.fit.engine, plan.engine);
  line.progress->expect(fit_stages(plan, options.fit));
  const double opened = seconds_of_process();
  FitResult result =
      fit(*store, options.fit, saying_first(line, plan_text(plan, options, context.worker_threads()), context));
  const double fitted = seconds_of_process();
  context.check_cancelled();
  context.progress("write", 0, 0);
  result.model.command = line.command;
  if (options.segments.empty()) {
    write_model(options.model, result.model, line.overwrite());
  } else {
    write_fit(options.model, result.model, options.segments, store->id_name(), store->read_ids(0, store->rows()),
              result.segments, origin_of(result.model, line.command, store->attribute("as_of")), line.overwrite());
  }
  line.say(preparation_table(result.model.preparation));
  if (!result.model.evidence.empty()) line.say(evidence_table(result, options.fit));
  line.say(fit_summary(result));
  if (!line.json) return;
  FitRun run{.id_name = store->id_name(),
             .started = started,
             .opened = opened,
             .fitted = fitted,
             .written = seconds_of_process(),
             .planned_bytes = plan.bytes,
             .peak_bytes = peak_bytes()};
  if (!plan.engine.cuda.devices.empty()) {
    run.device_bytes = plan.engine.plan.bytes;
    run.streamed = !plan.engine.plan.resident;
  }
  line.print(fit_json(result, options.fit, run));
}

}  // namespace

void add_fit_command(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("fit", "Cluster the customers of a store into k segments");
  auto options = std::make_shared<Options>();
  add_store_options(*command, options->store, options->open);
  add_segment_count_options(*command, options->count);
  command->add_option("-o,--output", options->model, "Model file to write")->type_name("MODEL")->required();
  command->add_option("--segments", options->segments, "Segments file to write")->type_name("FILE");
  command
      ->add_option("--bootstrap", options->fit.bootstrap.rounds,
                   "Rounds of the bootstrap that tells how stable segments are (default 20; 0: none)")
      ->check(CLI::Range(0, 100000))
      ->type_name("B");
  command
      ->add_option("--gap", options->gap_references,
                   "With a range: the gap statistic against this many reference sets, of up to 10,000 rows (default: "
                   "10 sets of up to 2,000)")
      ->check(CLI::Range(1, 100000))
      ->type_name("B");
  command
      ->add_option("--levels", options->fit.levels,
                   "Nested segments: also cut Ward's tree over the segments into these numbers of them, such as 3,8,25")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::Range(1, most_segments))
      ->type_name("A,B,...");
  add_preparation_options(*command, *options);
  add_clustering_options(*command, *options);
  add_engine_options(*command, options->fit.engine);
  command->footer(
      "Example:\n"
      "  segmenta fit customers.h5 -o model.h5\n"
      "  segmenta fit customers.h5 --k 5 --features recency_days,frequency,monetary \\\n"
      "    -o model.h5 --segments segments.h5");
  command->callback([&line, options] { line.run = [&line, options] { run(line, *options); }; });
}

}  // namespace segmenta
