// Every reason with its words, and the counting of lines under it.

#include "features/account.h"

namespace segmenta::features {
namespace {

constexpr std::size_t examples_of_reason = 3;

struct Wording {
  const char* reason;
  bool left_out;
};

constexpr std::array<Wording, reasons> wordings = {{
    {"", false},
    {"exact duplicate", true},
    {"no customer id", true},
    {"missing or unparsable date", true},
    {"missing or unparsable number", true},
    {"after the as-of date", true},
    {"price or amount of zero or less", true},
    {"return or cancellation, ignored", true},
    {"return or cancellation of a customer without an order", true},
    {"return or cancellation, netted", false},
    {"text not in UTF-8, read as Windows-1252", false},
}};

std::size_t index(Reason reason) { return static_cast<std::size_t>(reason); }

}  // namespace

void Account::count(Reason reason, const std::function<std::string()>& example) {
  AccountEntry& entry = entries_[index(reason)];
  ++entry.lines;
  if (entry.examples.size() < examples_of_reason) entry.examples.push_back(example());
}

void Account::move(Reason from, Reason to, std::int64_t lines) {
  entries_[index(from)].lines -= lines;
  entries_[index(to)].lines += lines;
}

std::int64_t Account::lines_left_out() const {
  std::int64_t lines = 0;
  for (std::size_t i = 0; i < reasons; ++i) lines += wordings[i].left_out ? entries_[i].lines : 0;
  return lines;
}

std::vector<AccountEntry> Account::entries() const {
  std::vector<AccountEntry> entries;
  for (std::size_t i = 1; i < reasons; ++i) {
    if (entries_[i].lines == 0) continue;
    entries.push_back(entries_[i]);
    entries.back().reason = wordings[i].reason;
    entries.back().left_out = wordings[i].left_out;
  }
  return entries;
}

}  // namespace segmenta::features
