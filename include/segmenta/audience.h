#pragma once
// From segments to the lists of customers that platforms for advertising and e-mail take: who may be contacted, each
// list in the form that its platform wants, and an account of who was left out and why.
//
// @code
// segmenta::AudienceOptions options;
// options.contacts = "contacts.csv";
// options.columns = {.id = "customer_id", .email = "email", .consent = "newsletter"};
// options.targets = {"google", "klaviyo"};
// const segmenta::Audience made =
//     segmenta::write_audience("spring", customers, nullptr, options, segmenta::audience_json, {});
// const std::int64_t listed = made.listed;
// @endcode

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <segmenta/context.h>
#include <segmenta/export.h>
#include <segmenta/holdout.h>
#include <segmenta/overwrite.h>
#include <segmenta/segments.h>

namespace SEGMENTA_API segmenta {

/// Columns of the contacts; empty: not there.
struct ContactColumns {
  std::string id{}, email{}, phone{}, first_name{}, last_name{}, country{}, postal_code{};
  std::string consent{};        ///< 1, yes or true for who may be contacted, 0, no, false or nothing for who may not
  std::string consent_value{};  ///< or this, for a column of other words; "": those
};

struct AudienceOptions {
  /// A table of one row a customer: CSV, CSV.gz or Parquet, a folder or pattern of such, or a store in HDF5.
  std::filesystem::path contacts;
  ContactColumns columns{};
  /// Of phone numbers without a country code: the two letters of a country. Empty: such numbers are not valid.
  std::string region{};
  std::vector<std::string> targets{};  ///< see audience_targets()
  /// Tables of who must not be contacted. A column that is called as the contacts' id, e-mail or phone is taken for
  /// that; a column alone for any of these, as they are written or as SHA-256 of e-mail or phone.
  std::vector<std::filesystem::path> suppressed{};
  std::vector<std::int32_t> only{};  ///< segments; empty: all
  std::vector<std::string> arms{};   ///< of the assignment, who are contacted; empty: all but control
  std::int64_t least = 100;          ///< customers of a list; a segment of fewer gets none, since few can be recognised
  bool consent_is_not_needed = false;
  std::optional<char> delimiter{};  ///< of CSV; by default found from the first rows
  std::int64_t skip_lines = 0;
  /// What to offer to a customer, by the row in the segments: a column of lists that are not hashed. Called by several
  /// threads. Empty: no such column. See offers.h.
  std::function<std::string(std::int64_t customer, std::int32_t segment)> offers{};
};

/// Why a customer is in no list, in the order in which it is asked. The first that holds counts.
enum class NotListed {
  no_consent,
  suppressed,
  holdout,        ///< in the control arm, or in no arm of the assignment
  no_contact,     ///< no row in the contacts, or neither e-mail nor phone there
  invalid_email,  ///< and no valid phone
  invalid_phone,  ///< and no e-mail
  duplicate,      ///< the e-mail (without one the phone) is that of a customer before, in the order of the contacts
  segment_too_small
};
inline constexpr std::size_t reasons_not_listed = 8;
/// "no_consent" and so on.
std::string_view name_of(NotListed reason);

struct ListFile {
  std::string file;  ///< below the folder: "google/3.csv"
  std::int64_t rows = 0;
  std::string sha256;
};

/// The customers of a segment for a target.
struct AudienceList {
  std::string target;
  std::int32_t segment = 0;
  std::vector<ListFile> files;
};

struct Audience {
  std::int64_t customers = 0;  ///< of the segments that were asked for
  std::int64_t listed = 0;     ///< of these, in each target's lists
  std::array<std::int64_t, reasons_not_listed> left_out{};
  std::vector<std::int64_t> by_segment;  ///< [k] listed
  std::vector<AudienceList> lists;
  std::int64_t contacts = 0;                            ///< rows
  std::int64_t unknown_contacts = 0;                    ///< of customers who are in no segment
  std::int64_t dropped_emails = 0, dropped_phones = 0;  ///< not valid, of customers who are listed by the other
  std::vector<std::string> remarks;
  // What it was made of.
  std::vector<std::string> names{};  ///< [k] of the segments; empty where they have none
  std::string segments_file{}, segments_digest{}, contacts_file{}, assignment_file{}, arms_digest{};
  std::string written{};  ///< when, in UTC: "2026-12-01T08:30:00Z"
  AudienceOptions options{};
};

/// What a target is called, and where its rules come from.
struct AudienceTarget {
  std::string_view name, platform;
  std::string_view source, read;  ///< the platform's page, and the day on which it was read; empty where there is none
  bool is_hashed = false;         ///< e-mail and phone leave as SHA-256 alone
};
std::vector<AudienceTarget> audience_targets();

/// Writes a folder of lists, one file a segment and target ("google/3.csv"; "google/3-01.csv" and so on where a
/// platform takes no file so large), and `manifest.json` as `manifest` makes it. Values that are 64 hexadecimal digits
/// pass for hashed; for a target that takes plain ones they are not valid. Nothing empty is hashed. Rows are in the
/// order of the contacts. The folder (mode 0700, files 0600) appears whole or not at all; one that is there is replaced
/// if it is an audience.
///
/// `assignment` may be null. Memory: some 70 bytes a customer beside the ids, plus the contacts' rows in work.
///
/// Throws Error(usage) for options that contradict each other; Error(input) for an unreadable table, an absent column,
/// a customer with two rows, consent that says neither yes nor no, an unknown segment or arm, or where nobody is left;
/// Error(resources) where the folder cannot be written.
Audience write_audience(const std::filesystem::path& folder, const CustomerSegments& customers,
                        const Assignment* assignment, const AudienceOptions& options,
                        const std::function<std::string(const Audience&)>& manifest, const Context& context,
                        Overwrite overwrite = Overwrite::allowed);

/// Names of the tables of a warehouse that hold the same; parts of a name are separated by points.
struct WarehouseTables {
  std::string segments, contacts;
  std::string assignment{};               ///< with columns id and arm (its name, control or another); empty: none
  std::vector<std::string> suppressed{};  ///< with the contacts' column of e-mail, written or as SHA-256; without
                                          ///< e-mail that of the id
};

/// "bigquery", "databricks", "duckdb", "postgres", "snowflake".
std::vector<std::string_view> warehouse_dialects();

/// The same selection as a query: a row a customer, with id, segment and, for each target, e-mail and phone as it wants
/// them. A warehouse has no libphonenumber: phone numbers count where
/// they are written in E.164 or hashed; and of several customers with one mailbox the lowest id stays. Throws
/// Error(usage) for options that contradict each other or a dialect that is not known.
std::string audience_query(const AudienceOptions& options, const WarehouseTables& tables, const std::string& dialect);

}  // namespace segmenta
