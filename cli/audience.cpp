// segmenta audience: from segments to the lists that platforms take, or to the query of a warehouse.

#include <fmt/format.h>
#include <segmenta/audience.h>
#include <segmenta/error.h>
#include <segmenta/files.h>
#include <segmenta/json.h>
#include <segmenta/offers.h>
#include <segmenta/purchases.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "audience_text.h"
#include "command.h"
#include "options.h"
#include "order_options.h"
#include "outputs.h"
#include "segment_inputs.h"

namespace segmenta {
namespace {

constexpr std::string_view no_consent_needed = "none-needed";

struct Options {
  std::string segments, contacts, assignment, consent, sql, output;
  NamesInput names;
  std::vector<std::string> only, suppressed;
  AudienceOptions audience;
  OrderOptions orders;
  std::size_t offer = 0;  // products a customer
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
  const FeatureOptions reading = feature_options(given.orders);
  options.delimiter = reading.delimiter;
  options.skip_lines = reading.skip_lines;
  for (const std::string& name : given.only) {
    options.only.push_back(segment_called(name, names, k.value_or(1'000'000)));
  }
  return options;
}

void check_offer(const Options& given) {
  if (given.offer == 0) return;
  const FeatureOptions& columns = given.orders.features;
  if (given.orders.orders.empty() || columns.customer.empty() || columns.date.empty() || columns.product.empty()) {
    throw Error(ErrorKind::usage, "--offer needs --orders, --customer, --date and --product", "",
                "Name the order lines, and their columns of who bought what and when");
  }
  const auto takes_plain = [](const AudienceTarget& target) { return !target.is_hashed; };
  for (const AudienceTarget& target : audience_targets()) {
    if (takes_plain(target) && std::ranges::find(given.audience.targets, target.name) != given.audience.targets.end()) {
      return;
    }
  }
  throw Error(ErrorKind::usage, "--offer has no list to be in", "the targets take hashed e-mail and phone, and no more",
              "Add a target such as klaviyo or csv");
}

// What a file would be called as a table.
std::string table_of(const std::string& file) {
  std::filesystem::path path = file;
  for (const char* extension : {".gz", ".csv", ".parquet", ".h5", ".hdf5"}) {
    if (path.extension() == extension) return table_of(path.replace_extension().string());
  }
  return path.filename().string();
}

// What segments buy more than others, and who of them has not bought it.
struct OfferedFrom {
  Purchases purchases;
  Offers offers;

  [[nodiscard]] std::string to(std::int64_t customer, std::int32_t segment, std::size_t most) const {
    std::string text;
    for (const std::string& product : offers_to(offers, purchases, customer, segment, most)) {
      text += (text.empty() ? "" : "; ") + product;
    }
    return text;
  }
};

std::optional<OfferedFrom> read_offers(const Options& given, const CustomerSegments& segments, const Context& context) {
  if (given.offer == 0) return std::nullopt;
  OfferedFrom from{collect_purchases(feature_options(given.orders), context), {}};
  OfferOptions options;
  options.most = std::max(options.most, 4 * given.offer);
  from.offers = find_offers(from.purchases, segments, options);
  return from;
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
  inputs.insert(inputs.end(), given.orders.orders.begin(), given.orders.orders.end());
  check_offer(given);
  check_outputs(line, {{given.output, OutputFormat::folder}}, inputs);
  const Context context = line.context();
  line.progress->expect({{"contacts", 1}});
  CustomerSegments segments = read_segments(given.segments);
  segments.names = read_names_if_any(given.names, segments, line);
  std::optional<Assignment> assignment;
  if (!given.assignment.empty()) assignment = read_assignment(given.assignment);
  AudienceOptions options = options_of(given, segments.names, segments.k);
  const auto offered = read_offers(given, segments, context);
  if (offered) {
    options.offers = [&offered, most = given.offer](std::int64_t customer, std::int32_t segment) {
      return offered->to(customer, segment, most);
    };
  }
  const auto json_of = [&offered](const Audience& made) {
    return offered ? audience_with_offers_json(made, offered->offers, offered->purchases) : audience_json(made);
  };
  const Audience made = write_audience(given.output, segments, assignment ? &*assignment : nullptr, options, json_of,
                                       context, line.overwrite());
  if (line.json) line.print(json_of(made));
  line.say(audience_text(made, given.output));
  if (offered) line.say(offers_text(offered->offers, offered->purchases, made.names));
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

// Order lines, for what to offer.
void add_offer_options(CLI::App& command, Options& options) {
  command
      .add_option(
          "--offer", options.offer,
          "Products to offer to each customer: those that the segment buys more than others, and the customer has "
          "not bought; from order lines")
      ->type_name("N")
      ->check(CLI::Range(1, 100));
  add_column_options(command, options.orders);
  for (const char* name : {"--orders", "--customer", "--date"}) command.get_option(name)->required(false);
  command.remove_option(command.get_option("--keep"));
  add_reading_options(command, options.orders);
  add_number_options(command, options.orders);
  add_rule_options(command, options.orders);
  command.remove_option(command.get_option("--as-of"));
  describe_without_joins(command);
  for (const char* name : {"--orders",
                           "--customer",
                           "--date",
                           "--amount",
                           "--quantity",
                           "--price",
                           "--order",
                           "--order-by",
                           "--product",
                           "--exclude-product",
                           "--date-format",
                           "--type",
                           "--ids",
                           "--decimal",
                           "--thousands",
                           "--max-unreadable",
                           "--cancelled-prefix",
                           "--currency",
                           "--currency-column",
                           "--drop-duplicates",
                           "--returns",
                           "--max-dropped"}) {
    command.get_option(name)->needs(command.get_option("--offer"));
  }
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
  add_offer_options(*command, *options);
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
