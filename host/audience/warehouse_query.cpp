// The selection as SQL, of what all warehouses have: common table expressions, CASE and window functions.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <segmenta/audience.h>
#include <segmenta/error.h>
#include <segmenta/version.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>

#include "audience/audience_options.h"
#include "audience/targets.h"

namespace segmenta {
namespace {

// What differs; {} is an expression.
struct WarehouseDialect {
  std::string_view name, text_type, quote, sha256, at;
  std::string_view matches;  // the second {} is a pattern in quotes
};

constexpr std::array<WarehouseDialect, 5> dialects{{
    {"bigquery", "STRING", "`", "TO_HEX(SHA256({}))", "STRPOS({}, '@')", "REGEXP_CONTAINS({}, {})"},
    {"databricks", "STRING", "`", "SHA2({}, 256)", "POSITION('@' IN {})", "{} RLIKE {}"},
    {"duckdb", "VARCHAR", "\"", "SHA256({})", "POSITION('@' IN {})", "REGEXP_MATCHES({}, {})"},
    {"postgres", "TEXT", "\"", "ENCODE(SHA256(CONVERT_TO({}, 'UTF8')), 'hex')", "POSITION('@' IN {})", "{} ~ {}"},
    {"snowflake", "VARCHAR", "\"", "SHA2({}, 256)", "POSITION('@' IN {})", "REGEXP_LIKE({}, {})"},
}};

constexpr std::string_view email_pattern = R"('^[^@ ,;:"()<>]+@[a-z0-9-]+([.][a-z0-9-]+)+$')";
constexpr std::string_view phone_pattern = "'^[+][1-9][0-9]{6,14}$'";
constexpr std::string_view hash_pattern = "'^[0-9a-f]{64}$'";

class Query {
 public:
  Query(const AudienceOptions& options, const WarehouseTables& tables, const WarehouseDialect& dialect)
      : options_(options), tables_(tables), dialect_(dialect) {}

  [[nodiscard]] std::string text() const {
    return fmt::format(
        "-- Customers to contact, one row each: segmenta {} audience --sql {}.\n"
        "-- Phone numbers count where they are written as +491701234567, or hashed.\n"
        "WITH customers AS (\n{}\n), contacts AS (\n{}\n), known AS (\n{}\n), mailboxes AS (\n{}\n"
        "), asked AS (\n{}\n), kept AS (\n{}\n), counted AS (\n{}\n)\n{}\nORDER BY segment, id;\n",
        version, dialect_.name, customers(), contacts(), known(), mailboxes(), asked(), kept(), counted(), result());
  }

 private:
  [[nodiscard]] std::string quoted(std::string_view name) const {
    std::string text(dialect_.quote);
    for (const char c : name) text += c == dialect_.quote[0] ? fmt::format("{0}{0}", c) : std::string(1, c);
    return text + std::string(dialect_.quote);
  }
  // Each part of a name by itself.
  [[nodiscard]] std::string table(std::string_view name) const {
    std::string text;
    for (std::size_t begin = 0; begin <= name.size();) {
      const std::size_t end = std::min(name.find('.', begin), name.size());
      text += (begin > 0 ? "." : "") + quoted(name.substr(begin, end - begin));
      begin = end + 1;
    }
    return text;
  }
  static std::string literal(std::string_view value) {
    std::string text = "'";
    for (const char c : value) text += c == '\'' ? std::string("''") : std::string(1, c);
    return text + "'";
  }
  [[nodiscard]] std::string as_text(std::string_view column) const {
    return fmt::format("CAST({} AS {})", quoted(column), dialect_.text_type);
  }
  [[nodiscard]] std::string matches(std::string_view value, std::string_view pattern) const {
    return fmt::format(fmt::runtime(dialect_.matches), value, pattern);
  }
  [[nodiscard]] std::string sha256(std::string_view value) const {
    return fmt::format(fmt::runtime(dialect_.sha256), value);
  }
  [[nodiscard]] bool takes_hashes() const {
    return std::ranges::all_of(options_.targets, [](const auto& name) { return target_called(name).is_hashed(); });
  }

  [[nodiscard]] std::string customers() const {
    std::string text = fmt::format("  SELECT {} AS id, {} AS segment FROM {}", as_text(options_.columns.id),
                                   quoted("segment"), table(tables_.segments));
    if (!options_.only.empty()) {
      text += fmt::format("\n  WHERE {} IN ({})", quoted("segment"), fmt::join(options_.only, ", "));
    }
    return text;
  }

  [[nodiscard]] std::string contacts() const {
    const auto cell = [&](const std::string& column, bool lower) {
      if (column.empty()) return fmt::format("CAST(NULL AS {})", dialect_.text_type);
      const std::string trimmed = fmt::format("NULLIF(TRIM({}), '')", as_text(column));
      return lower ? fmt::format("LOWER({})", trimmed) : trimmed;
    };
    std::string agreed = "TRUE";
    if (!options_.consent_is_not_needed) {
      std::string value = options_.columns.consent_value;
      std::ranges::transform(value, value.begin(), [](unsigned char c) { return std::tolower(c); });
      agreed = fmt::format("COALESCE({} IN ({}), FALSE)", cell(options_.columns.consent, true),
                           value.empty() ? "'1', '1.0', 'true', 't', 'yes', 'y'" : literal(value));
    }
    return fmt::format("  SELECT {} AS contact_id,\n    {} AS email,\n    {} AS phone,\n    {} AS agreed\n  FROM {}",
                       as_text(options_.columns.id), cell(options_.columns.email, true),
                       cell(options_.columns.phone, true), agreed, table(tables_.contacts));
  }

  // With what is no address or number taken out.
  [[nodiscard]] std::string known() const {
    const auto usable = [&](std::string_view column, std::string_view pattern) {
      std::string condition = matches(column, pattern);
      if (takes_hashes()) condition += " OR " + matches(column, hash_pattern);
      return fmt::format("CASE WHEN {} THEN {} END", condition, column);
    };
    return fmt::format(
        "  SELECT id, segment, contact_id, agreed,\n    email IS NOT NULL AS has_email,\n"
        "    phone IS NOT NULL AS has_phone,\n    {} AS email,\n    {} AS phone\n"
        "  FROM customers LEFT JOIN contacts ON contact_id = id",
        usable("email", email_pattern), usable("phone", phone_pattern));
  }

  [[nodiscard]] std::string mailboxes() const {
    const std::string at = fmt::format(fmt::runtime(dialect_.at), "email");
    return fmt::format(
        "  SELECT known.*,\n    CASE WHEN email LIKE '%@gmail.com' OR email LIKE '%@googlemail.com'\n"
        "      THEN CONCAT(REPLACE(REGEXP_REPLACE(SUBSTR(email, 1, {0} - 1), '[+].*', ''), '.', ''), "
        "SUBSTR(email, {0}))\n      ELSE email END AS mailbox\n  FROM known",
        at);
  }

  [[nodiscard]] std::string suppressed() const {
    std::string condition;
    for (const std::string& name : tables_.suppressed) {
      if (!condition.empty()) condition += " OR ";
      if (options_.columns.email.empty()) {
        condition += fmt::format("id IN (SELECT {} FROM {})", as_text(options_.columns.id), table(name));
        continue;
      }
      const std::string list = fmt::format("(SELECT LOWER(TRIM({0})) FROM {1} WHERE {0} IS NOT NULL)",
                                           as_text(options_.columns.email), table(name));
      condition += fmt::format("email IN {0} OR mailbox IN {0} OR {1} IN {0} OR {2} IN {0}", list, sha256("email"),
                               sha256("mailbox"));
    }
    return condition;
  }

  [[nodiscard]] std::string held_out() const {
    std::string contacted = fmt::format("LOWER({}) <> 'control'", quoted("arm"));
    if (!options_.arms.empty()) {
      std::vector<std::string> arms;
      for (const std::string& arm : options_.arms) arms.push_back(literal(arm));
      contacted = fmt::format("{} IN ({})", quoted("arm"), fmt::join(arms, ", "));
    }
    const std::string id = quoted("id");
    return fmt::format("id NOT IN (SELECT CAST({0} AS {1}) FROM {2} WHERE {0} IS NOT NULL AND {3})", id,
                       dialect_.text_type, table(tables_.assignment), contacted);
  }

  // Of each the first reason to leave out; none where there is none.
  [[nodiscard]] std::string asked() const {
    std::string reasons;
    const auto add = [&](const std::string& condition, NotListed reason) {
      reasons += fmt::format("\n      WHEN {} THEN '{}'", condition, name_of(reason));
    };
    const bool has_arms = !tables_.assignment.empty();
    if (has_arms) add("contact_id IS NULL AND " + held_out(), NotListed::holdout);
    add("contact_id IS NULL", NotListed::no_contact);
    add("NOT agreed", NotListed::no_consent);
    if (!tables_.suppressed.empty()) add(suppressed(), NotListed::suppressed);
    if (has_arms) add(held_out(), NotListed::holdout);
    add("email IS NULL AND phone IS NULL AND has_email", NotListed::invalid_email);
    add("email IS NULL AND phone IS NULL AND has_phone", NotListed::invalid_phone);
    add("email IS NULL AND phone IS NULL", NotListed::no_contact);
    return fmt::format("  SELECT mailboxes.*,\n    CASE{}\n    END AS reason\n  FROM mailboxes", reasons);
  }

  [[nodiscard]] static std::string kept() {
    return "  SELECT asked.*, ROW_NUMBER() OVER (PARTITION BY COALESCE(mailbox, phone) ORDER BY id) AS place\n"
           "  FROM asked WHERE reason IS NULL";
  }

  [[nodiscard]] static std::string counted() {
    return "  SELECT kept.*, COUNT(*) OVER (PARTITION BY segment) AS in_segment\n  FROM kept WHERE place = 1";
  }

  [[nodiscard]] std::string result() const {
    std::string columns = "id, segment";
    for (const std::string& name : options_.targets) {
      const Target& target = target_called(name);
      const std::string_view email = target.dialect == Dialect::google ? "mailbox" : "email";
      const std::string phone = target.dialect == Dialect::meta ? "REPLACE(phone, '+', '')" : "phone";
      const auto form = [&](const std::string& value) {
        return target.is_hashed()
                   ? fmt::format("CASE WHEN {} THEN {} ELSE {} END", matches(value, hash_pattern), value, sha256(value))
                   : value;
      };
      columns +=
          fmt::format(",\n  {} AS {}_email,\n  {} AS {}_phone", form(std::string(email)), name, form(phone), name);
    }
    return fmt::format("SELECT {}\nFROM counted WHERE in_segment >= {}", columns, options_.least);
  }

  const AudienceOptions& options_;
  const WarehouseTables& tables_;
  const WarehouseDialect& dialect_;
};

}  // namespace

std::vector<std::string_view> warehouse_dialects() {
  std::vector<std::string_view> names;
  for (const WarehouseDialect& dialect : dialects) names.push_back(dialect.name);
  return names;
}

std::string audience_query(const AudienceOptions& options, const WarehouseTables& tables, const std::string& dialect) {
  check_audience_options(options);
  const auto found = std::ranges::find(dialects, dialect, &WarehouseDialect::name);
  if (found == dialects.end()) {
    throw Error(ErrorKind::usage, fmt::format("{} is no dialect of SQL that is known", dialect), "",
                fmt::format("Dialects are {}", fmt::join(warehouse_dialects(), ", ")));
  }
  return Query(options, tables, *found).text();
}

}  // namespace segmenta
