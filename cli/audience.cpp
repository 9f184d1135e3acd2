// segmenta audience: from segments to the lists that platforms take, or to the query of a warehouse.

#include <fmt/format.h>
#include <segmenta/audience.h>
#include <segmenta/error.h>
#include <segmenta/files.h>
#include <segmenta/json.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "audience_text.h"
#include "campaign_options.h"
#include "command.h"
#include "options.h"
#include "outputs.h"
#include "segment_inputs.h"

namespace segmenta {
namespace {

constexpr std::string_view no_consent_needed = "none-needed";

struct Options {
  std::string segments, contacts, assignment, consent, delimiter, sql, output;
  NamesInput names;
  std::vector<std::string> only, suppressed;
  AudienceOptions audience;
};

// "newsletter" or "newsletter=granted".
void take_consent(const std::string& text, AudienceOptions& options) {
  options.consent_is_not_needed = text == no_consent_needed;
  if (options.consent_is_not_needed) return;
  const auto equals = text.find('=');
  options.columns.consent = text.substr(0, equals);
  if (equals != std::string::npos) options.columns.consent_value = text.substr(equals + 1);
}

AudienceOptions options_of(const Options& given, const std::vector<std::string>& names, std::optional<int> k) {
  AudienceOptions options = given.audience;
  options.contacts = given.contacts;
  options.suppressed.assign(given.suppressed.begin(), given.suppressed.end());
  take_consent(given.consent, options);
  if (!given.delimiter.empty()) options.delimiter = parse_delimiter(given.delimiter);
  for (const std::string& name : given.only) {
    options.only.push_back(segment_called(name, names, k.value_or(1'000'000)));
  }
  return options;
}

// What a file would be called as a table.
std::string table_of(const std::string& file) {
  std::filesystem::path path = file;
  for (const char* extension : {".gz", ".csv", ".parquet", ".h5", ".hdf5"}) {
    if (path.extension() == extension) return table_of(path.replace_extension().string());
  }
  return path.filename().string();
}

void print_query(const Options& given, const CommandLine& line) {
  WarehouseTables tables{.segments = table_of(given.segments), .contacts = table_of(given.contacts)};
  if (!given.assignment.empty()) tables.assignment = table_of(given.assignment);
  for (const std::string& file : given.suppressed) tables.suppressed.push_back(table_of(file));
  const std::string query = audience_query(options_of(given, {}, std::nullopt), tables, given.sql);
  if (line.json) {
    line.print(query_json(given.sql, query));
  } else {
    line.print(query);
  }
}

void write_lists(const Options& given, const CommandLine& line) {
  std::vector<std::string> inputs{given.segments, given.contacts, given.assignment, given.names.file, given.names.of};
  inputs.insert(inputs.end(), given.suppressed.begin(), given.suppressed.end());
  check_outputs(line, {{given.output, OutputFormat::folder}}, inputs);
  const Context context = line.context();
  line.progress->expect({{"contacts", 1}});
  CustomerSegments segments = read_segments(given.segments);
  segments.names = read_known_names(given.names, segments, 0, line);
  const bool has_names = std::ranges::any_of(segments.names, [](const std::string& name) { return !name.empty(); });
  if (!has_names) segments.names.clear();
  std::optional<Assignment> assignment;
  if (!given.assignment.empty()) assignment = read_assignment(given.assignment);
  const Audience made =
      write_audience(given.output, segments, assignment ? &*assignment : nullptr,
                     options_of(given, segments.names, segments.k), audience_json, context, line.overwrite());
  if (line.json) line.print(audience_json(made));
  line.say(audience_text(made, given.output));
}

void run(const Options& given, const CommandLine& line) {
  if (!given.sql.empty()) return print_query(given, line);
  if (!given.output.empty()) return write_lists(given, line);
  throw Error(ErrorKind::usage, "There is no folder to write to", "",
              "Name one by -o; or ask for the query of a warehouse by --sql");
}

void add_contact_options(CLI::App& command, Options& options) {
  ContactColumns& columns = options.audience.columns;
  command
      .add_option("--contacts", options.contacts,
                  "Table of contacts, one row a customer: CSV, CSV.gz, Parquet, or a store")
      ->type_name("FILE")
      ->required();
  command.add_option("--id", columns.id, "Its column of the customer")->type_name("COL")->required();
  const std::pair<const char*, std::pair<std::string*, const char*>> all[] = {
      {"--email", {&columns.email, "Its column of e-mail addresses"}},
      {"--phone", {&columns.phone, "Its column of phone numbers"}},
      {"--first-name", {&columns.first_name, "Its column of first names"}},
      {"--last-name", {&columns.last_name, "Its column of last names"}},
      {"--country", {&columns.country, "Its column of countries: two or three letters, or English names"}},
      {"--postal-code", {&columns.postal_code, "Its column of postal codes"}}};
  for (const auto& [name, column] : all) {
    command.add_option(name, *column.first, column.second)->type_name("COL");
  }
  command
      .add_option("--region", options.audience.region,
                  "Country of phone numbers that have no country code, such as DE (default: those are not valid)")
      ->type_name("CC");
  command
      .add_option("--consent", options.consent,
                  "Its column of 1 or yes for who has agreed to be contacted; COL=WORD: of that word; none-needed: "
                  "nobody needs to")
      ->type_name("COL")
      ->required();
}

}  // namespace

void add_audience_command(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("audience", "Lists of customers to contact, as platforms take them");
  const auto options = std::make_shared<Options>();
  command->add_option("SEGMENTS", options->segments, "Segments file")->required()->type_name("");
  add_contact_options(*command, *options);
  std::vector<std::string> targets;
  for (const AudienceTarget& target : audience_targets()) targets.emplace_back(target.name);
  command->add_option("--target", options->audience.targets, "Who takes the lists, several with commas between")
      ->type_name("NAME,...")
      ->delimiter(',')
      ->check(one_of(targets))
      ->required();
  command->add_option("--only", options->only, "Segments, by name or number (default: all)")
      ->type_name("SEGMENT,...")
      ->delimiter(',');
  add_names_option(*command, options->names);
  command
      ->add_option("--holdout", options->assignment,
                   "Assignment file: who is in its control arm, or in none, is left out")
      ->type_name("FILE");
  command->add_option("--arm", options->audience.arms, "Arms that are listed (default: all but control)")
      ->type_name("NAME,...")
      ->delimiter(',')
      ->needs(command->get_option("--holdout"));
  command
      ->add_option("--suppress", options->suppressed,
                   "Tables of who must not be contacted, by id, e-mail, phone or their SHA-256")
      ->type_name("FILE");
  command
      ->add_option("--min-audience", options->audience.least,
                   "Customers of a list: a smaller segment gets none, since few can be recognised (default 100)")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 40));
  command->add_option("--delimiter", options->delimiter, "Character between the values of CSV, or tab (default: found)")
      ->type_name("C");
  command
      ->add_option("--skip-lines", options->audience.skip_lines,
                   "Lines before the header of each CSV file (default: none)")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{1'000'000}));
  std::vector<std::string> dialects;
  for (const std::string_view dialect : warehouse_dialects()) dialects.emplace_back(dialect);
  command
      ->add_option("--sql", options->sql,
                   "The same selection as a query in this dialect, instead of lists: files stand for tables")
      ->type_name("NAME")
      ->check(one_of(dialects));
  command->add_option("-o,--output", options->output, "Folder to write: TARGET/SEGMENT.csv and manifest.json")
      ->type_name("FOLDER");
  command->footer(
      "Example:\n"
      "  segmenta audience segments.h5 --contacts contacts.csv --id customer \\\n"
      "    --email email --consent newsletter --holdout spring.h5 \\\n"
      "    --target google,klaviyo -o spring");
  command->callback([&line, options] { line.run = [&line, options] { run(*options, line); }; });
}

}  // namespace segmenta
