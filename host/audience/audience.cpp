// Passes over the contacts once: who is in, and their lines into the lists of their segments.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <segmenta/audience.h>
#include <segmenta/error.h>
#include <segmenta/fit.h>
#include <segmenta/number_text.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <mutex>
#include <numeric>
#include <optional>
#include <utility>

#include "audience/audience_options.h"
#include "audience/chosen_customers.h"
#include "audience/contact_columns.h"
#include "audience/contacts.h"
#include "audience/list_files.h"
#include "audience/pending_folder.h"
#include "audience/person.h"
#include "audience/suppression.h"
#include "audience/targets.h"
#include "features/cell.h"

namespace segmenta {
namespace {

constexpr std::size_t ahead = 16;  // rows, by which what is needed of them is fetched from memory

// What a row of contacts leads to.
struct WorkedRow {
  std::int64_t customer = -1;  // -1: none of the segments'; or of no segment that was asked for
  std::optional<NotListed> reason{};
  features::Hash128 mailbox{};
  bool dropped_email = false, dropped_phone = false;
};

struct WorkedBlock {
  std::vector<WorkedRow> rows;
  std::vector<std::string> lines;                 // [targets], of those without a reason
  std::vector<std::vector<std::size_t>> ends;     // [targets] of each such line
  std::vector<std::string> strangers;             // ids, some
  std::optional<std::int64_t> unclear_consent{};  // the first row of such
};

// For messages, in which no contact may be: a column of addresses may have been named by mistake.
std::string_view shown_id(std::string_view id) {
  return id.find('@') == std::string_view::npos ? id : "(an e-mail address)";
}

std::string now_in_utc() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

class Maker {
 public:
  Maker(const std::filesystem::path& folder, const CustomerSegments& customers, const Assignment* assignment,
        const AudienceOptions& options, const Context& context, Overwrite overwrite)
      : customers_(customers),
        options_(options),
        context_(context),
        places_(options.columns),
        pool_(context.worker_threads()),
        chosen_(customers, assignment, options, context),
        suppression_(options, context),
        folder_(folder, overwrite) {
    for (const std::string& name : options.targets) targets_.push_back(&target_called(name));
    takes_hashes_ = std::ranges::all_of(targets_, [](const Target* target) { return target->is_hashed(); });
    shows_ids_ = std::ranges::any_of(targets_, [](const Target* target) {
      return std::ranges::find(target->columns, Field::id, &TargetColumn::field) != target->columns.end();
    });
    made_.by_segment.resize(static_cast<std::size_t>(customers.k));
    made_.customers = chosen_.count();
    made_.names = customers.names;
    made_.segments_file = customers.file;
    made_.segments_digest = labels_digest(customers.segments.segment);
    made_.contacts_file = options.contacts.string();
    made_.options = options;
    if (assignment != nullptr) {
      made_.assignment_file = assignment->file;
      made_.arms_digest = labels_digest(assignment->arm);
    }
    begin_lists();
  }

  Audience run(const std::function<std::string(const Audience&)>& manifest) {
    stream_contacts<WorkedBlock>(
        options_, places_.names, pool_, context_, [this](const ContactBlock& block) { return work(block); },
        [this](const WorkedBlock& block, const auto& place) { take(block, place); });
    count_those_without_a_row();
    end_lists();
    remark();
    made_.written = now_in_utc();
    const std::string text = manifest(made_);
    context_.check_cancelled();
    folder_.append(std::string(manifest_name), text);
    folder_.sync(std::string(manifest_name));
    folder_.commit();
    return std::move(made_);
  }

 private:
  void begin_lists() {
    constexpr std::size_t all_buffers = 64 << 20, least_buffer = 4 << 10, most_buffer = 1 << 20;
    const bool has_names = !customers_.names.empty();
    const auto k = static_cast<std::size_t>(customers_.k);
    const std::size_t buffer =
        std::clamp(all_buffers / std::max<std::size_t>(1, k * targets_.size()), least_buffer, most_buffer);
    for (const Target* target : targets_) {
      folder_.add_folder(std::string(target->name));
      auto& columns = columns_.emplace_back();
      std::string header;
      for (const TargetColumn& column : target->columns) {
        if (!is_given(column.field, options_, has_names)) continue;
        columns.push_back(column);
        header += (header.empty() ? "" : ",") + std::string(column.header);
      }
      for (std::size_t s = 0; s < k; ++s) {
        lists_.emplace_back(folder_, fmt::format("{}/{}", target->name, s), header + '\n', target->most_bytes, buffer);
      }
    }
  }

  [[nodiscard]] ListFiles& list(std::size_t target, std::size_t segment) {
    return lists_[target * static_cast<std::size_t>(customers_.k) + segment];
  }

  // Readers remember phone numbers: each is used again by whichever thread is next.
  std::unique_ptr<PersonReader> reader() {
    {
      const std::scoped_lock lock(mutex_);
      if (!readers_.empty()) {
        auto one = std::move(readers_.back());
        readers_.pop_back();
        return one;
      }
    }
    return std::make_unique<PersonReader>(options_.region, takes_hashes_);
  }

  WorkedBlock work(const ContactBlock& block) {
    WorkedBlock worked;
    worked.lines.resize(targets_.size());
    worked.ends.resize(targets_.size());
    const std::size_t rows = block.empty() ? 0 : block[0].size();
    worked.rows.reserve(rows);
    auto persons = reader();
    std::vector<std::string_view> ids;
    ids.reserve(rows);
    for (std::size_t row = 0; row < rows; ++row) ids.push_back(features::trimmed(block[0][row]));
    const std::vector<std::int64_t> customers = chosen_.rows_of(ids);
    for (std::size_t row = 0; row < rows; ++row) {
      if (row + ahead < rows) chosen_.prefetch(customers[row + ahead]);
      ContactCells cells = places_.cells(block, row);
      cells.id = ids[row];
      work_on(cells, row, customers[row], *persons, worked);
    }
    const std::scoped_lock lock(mutex_);
    readers_.push_back(std::move(persons));
    return worked;
  }

  void work_on(const ContactCells& cells, std::size_t row, std::int64_t customer, PersonReader& persons,
               WorkedBlock& worked) {
    constexpr std::size_t some = 3;
    WorkedRow& result = worked.rows.emplace_back();
    result.customer = customer;
    if (result.customer < 0 && worked.strangers.size() < some) worked.strangers.emplace_back(shown_id(cells.id));
    if (result.customer < 0 || !chosen_.is_chosen(result.customer)) return;
    if (!options_.consent_is_not_needed) {
      const auto consent = consent_in(cells.consent, options_.columns.consent_value);
      if (!consent && !worked.unclear_consent) {
        worked.unclear_consent = static_cast<std::int64_t>(row);
      }
      if (!consent.value_or(false)) result.reason = NotListed::no_consent;
      if (result.reason) return;
    }
    Person person = persons.person(cells);
    const PersonKeys keys = persons.keys(person, !suppression_.is_empty());
    result.reason = reason_of(result.customer, cells.id, person, keys);
    if (result.reason) return;
    result.mailbox = keys.mailbox;
    result.dropped_email = person.has_invalid_email;
    result.dropped_phone = person.has_invalid_phone;
    if (shows_ids_) person.id = chosen_.id(result.customer);
    const auto segment = static_cast<std::size_t>(chosen_.segment(result.customer));
    const std::string number = fmt::format("{}", segment);
    const std::string_view name = customers_.names.empty() ? std::string_view() : customers_.names[segment];
    const std::string offers =
        options_.offers ? options_.offers(result.customer, static_cast<std::int32_t>(segment)) : std::string();
    for (std::size_t t = 0; t < targets_.size(); ++t) {
      persons.add_line(*targets_[t], columns_[t], person, {number, name, offers}, worked.lines[t]);
      worked.ends[t].push_back(worked.lines[t].size());
    }
  }

  [[nodiscard]] std::optional<NotListed> reason_of(std::int64_t customer, std::string_view id, const Person& person,
                                                   const PersonKeys& keys) const {
    if (!suppression_.is_empty() && (suppression_.holds(id) || suppression_.holds(keys))) return NotListed::suppressed;
    if (chosen_.is_held_out(customer)) return NotListed::holdout;
    if (person.has_email() || person.has_phone()) return std::nullopt;
    if (person.has_invalid_email) return NotListed::invalid_email;
    return person.has_invalid_phone ? NotListed::invalid_phone : NotListed::no_contact;
  }

  template <class Place>
  void take(const WorkedBlock& block, const Place& place) {
    if (block.unclear_consent) {
      throw Error(
          ErrorKind::input,
          fmt::format("{}: {} says neither yes nor no", place(*block.unclear_consent), options_.columns.consent),
          "1, yes and true are consent; 0, no, false and nothing are none",
          fmt::format("Name the word that is consent: {}=WORD", options_.columns.consent));
    }
    std::size_t line = 0;
    for (std::size_t row = 0; row < block.rows.size(); ++row) {
      const WorkedRow& one = block.rows[row];
      if (row + ahead < block.rows.size()) {
        chosen_.prefetch(block.rows[row + ahead].customer);
        mailboxes_.prefetch(block.rows[row + ahead].mailbox);
      }
      const std::size_t its_line = line;
      const bool has_line = one.customer >= 0 && chosen_.is_chosen(one.customer) && !one.reason;
      if (has_line) ++line;
      ++made_.contacts;
      if (one.customer < 0) ++made_.unknown_contacts;
      if (one.customer < 0 || !chosen_.is_chosen(one.customer)) continue;
      if (!chosen_.was_seen(one.customer)) {
        chosen_.see(one.customer);
      } else {
        throw Error(ErrorKind::input,
                    fmt::format("{} has the customer {} a second time", place(static_cast<std::int64_t>(row)),
                                chosen_.id(one.customer)),
                    "whether one may be contacted, and how, must be said once", "Leave one row a customer");
      }
      std::optional<NotListed> reason = one.reason;
      if (!reason && !mailboxes_.insert(one.mailbox)) reason = NotListed::duplicate;
      if (reason) {
        ++made_.left_out[static_cast<std::size_t>(*reason)];
        continue;
      }
      add_to_lists(block, its_line, static_cast<std::size_t>(chosen_.segment(one.customer)));
      made_.dropped_emails += one.dropped_email ? 1 : 0;
      made_.dropped_phones += one.dropped_phone ? 1 : 0;
    }
    for (const std::string& id : block.strangers) {
      if (strangers_.size() < 3) strangers_.push_back(id);
    }
  }

  void add_to_lists(const WorkedBlock& block, std::size_t line, std::size_t segment) {
    ++made_.by_segment[segment];
    for (std::size_t t = 0; t < targets_.size(); ++t) {
      const std::size_t begin = line == 0 ? 0 : block.ends[t][line - 1];
      list(t, segment).add(std::string_view(block.lines[t]).substr(begin, block.ends[t][line] - begin));
    }
  }

  void count_those_without_a_row() {
    const auto [without_row, held_out] = chosen_.unseen();
    made_.left_out[static_cast<std::size_t>(NotListed::no_contact)] += without_row;
    made_.left_out[static_cast<std::size_t>(NotListed::holdout)] += held_out;
  }

  void end_lists() {
    for (std::size_t s = 0; s < made_.by_segment.size(); ++s) {
      const bool is_too_small = made_.by_segment[s] < options_.least;
      for (std::size_t t = 0; t < targets_.size(); ++t) {
        if (is_too_small) {
          list(t, s).discard();
        } else {
          made_.lists.push_back({std::string(targets_[t]->name), static_cast<std::int32_t>(s), list(t, s).finish()});
        }
        context_.check_cancelled();
      }
      if (!is_too_small) continue;
      made_.left_out[static_cast<std::size_t>(NotListed::segment_too_small)] += made_.by_segment[s];
      made_.by_segment[s] = 0;
    }
    std::ranges::stable_sort(made_.lists, {}, [&](const AudienceList& list) {
      return std::ranges::find(options_.targets, list.target) - options_.targets.begin();
    });
    made_.listed = std::reduce(made_.by_segment.begin(), made_.by_segment.end());
    if (made_.listed == 0) refuse_nobody();
  }

  [[noreturn]] void refuse_nobody() const {
    std::vector<std::string> reasons;
    for (std::size_t i = 0; i < made_.left_out.size(); ++i) {
      if (made_.left_out[i] > 0) {
        reasons.push_back(fmt::format("{} {}", name_of(static_cast<NotListed>(i)), count_text(made_.left_out[i])));
      }
    }
    const bool all_strangers = made_.unknown_contacts == made_.contacts;
    throw Error(
        ErrorKind::input, fmt::format("Of {} nobody is left for a list", counted_text(made_.customers, "customer")),
        all_strangers ? fmt::format("no id of {} is one of {}, such as '{}' and '{}'", options_.contacts.string(),
                                    customers_.file, strangers_.empty() ? "" : strangers_[0], chosen_.id(0))
                      : fmt::format("left out: {}", fmt::join(reasons, ", ")),
        all_strangers ? "Name the column that holds the ids as the segments have them"
                      : "See the reasons: perhaps another column holds what was asked for");
  }

  void remark() {
    auto& remarks = made_.remarks;
    if (made_.unknown_contacts > 0) {
      remarks.push_back(fmt::format("{} of {} in {} are of customers who are in no segment",
                                    count_text(made_.unknown_contacts), rows_text(made_.contacts),
                                    options_.contacts.string()));
      context_.note(fmt::format("contacts of nobody in the segments: {}{}", fmt::join(strangers_, ", "),
                                made_.unknown_contacts > 3 ? ", ..." : ""));
    }
    if (made_.dropped_emails > 0) {
      remarks.push_back(fmt::format("{} listed by phone alone: the e-mail is not valid",
                                    counted_text(made_.dropped_emails, "customer")));
    }
    if (made_.dropped_phones > 0) {
      remarks.push_back(fmt::format("{} listed by e-mail alone: the phone number is not valid{}",
                                    counted_text(made_.dropped_phones, "customer"),
                                    options_.region.empty() ? " (numbers without a country code need a region)" : ""));
    }
    for (const Target* target : targets_) {
      const auto few = std::ranges::count_if(
          made_.by_segment, [&](std::int64_t customers) { return customers > 0 && customers < target->least; });
      if (few == 0) continue;
      remarks.push_back(fmt::format("{} wants lists of {} customers or more: {} smaller", target->platform,
                                    count_text(target->least), few == 1 ? "one is" : fmt::format("{} are", few)));
    }
    const ContactColumns& columns = options_.columns;
    const std::array<bool, 4> address{!columns.first_name.empty(), !columns.last_name.empty(), !columns.country.empty(),
                                      !columns.postal_code.empty()};
    const auto given = std::ranges::count(address, true);
    const bool for_google = std::ranges::find(options_.targets, "google") != options_.targets.end();
    if (for_google && given > 0 && given < 4) {
      remarks.emplace_back("Google compares addresses only by first name, last name, country and postal code together");
    }
  }

  const CustomerSegments& customers_;
  const AudienceOptions& options_;
  const Context& context_;
  ContactPlaces places_;
  ThreadPool pool_;
  ChosenCustomers chosen_;
  Suppression suppression_;
  PendingFolder folder_;
  std::vector<const Target*> targets_;
  std::vector<std::vector<TargetColumn>> columns_;  // [targets] that are given
  bool takes_hashes_ = false, shows_ids_ = false;
  std::vector<ListFiles> lists_;  // [targets][k]
  std::mutex mutex_;
  std::vector<std::unique_ptr<PersonReader>> readers_;
  features::HashSet mailboxes_;
  std::vector<std::string> strangers_;
  Audience made_;
};

}  // namespace

std::string_view name_of(NotListed reason) {
  constexpr std::array<std::string_view, reasons_not_listed> names{"no_consent", "suppressed",       "holdout",
                                                                   "no_contact", "invalid_email",    "invalid_phone",
                                                                   "duplicate",  "segment_too_small"};
  return names[static_cast<std::size_t>(reason)];
}

std::vector<AudienceTarget> audience_targets() {
  std::vector<AudienceTarget> all;
  for (const Target& target : targets()) {
    all.push_back({target.name, target.platform, target.source, target.read, target.is_hashed()});
  }
  return all;
}

Audience write_audience(const std::filesystem::path& folder, const CustomerSegments& customers,
                        const Assignment* assignment, const AudienceOptions& options,
                        const std::function<std::string(const Audience&)>& manifest, const Context& context,
                        Overwrite overwrite) {
  check_audience_options(options);
  return Maker(folder, customers, assignment, options, context, overwrite).run(manifest);
}

}  // namespace segmenta
