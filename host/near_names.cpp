// A name was perhaps meant where few letters differ, or where one name begins with the other. Where only the case
// differs, no other was.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <segmenta/near_names.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "letter_case.h"

namespace segmenta {
namespace {

// Letters to insert, delete or replace (Levenshtein 1966), by rows of the table of Wagner and Fischer (1974).
std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (lower_case(a[i - 1]) == lower_case(b[j - 1]) ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
    }
  }
  return row.back();
}

// One name is the beginning of the other: "recency" of "recency_days".
bool begins(const std::string& a, const std::string& b) {
  const std::size_t common = std::min(a.size(), b.size());
  return common >= 3 && edit_distance(a.substr(0, common), b.substr(0, common)) == 0;
}

}  // namespace

std::string near_names(const std::string& name, const std::vector<std::string>& names) {
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const std::string& other : names) {
    const std::size_t distance = edit_distance(name, other);
    if (distance <= 1 + name.size() / 4 || begins(name, other)) near.emplace_back(distance, "'" + other + "'");
  }
  std::sort(near.begin(), near.end());
  const bool same_but_for_case = !near.empty() && near.front().first == 0;
  if (same_but_for_case) std::erase_if(near, [](const auto& one) { return one.first > 0; });
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, near.size()); ++i) shown.push_back(near[i].second);
  return shown.empty() ? "" : fmt::format("Did you mean {}?", fmt::join(shown, " or "));
}

std::string near_or_all(const std::string& name, std::vector<std::string> columns) {
  constexpr std::size_t most = 20;
  std::string near = near_names(name, columns);
  if (!near.empty()) return near;
  if (columns.size() > most) {
    columns.resize(most);
    columns.emplace_back("...");
  }
  return fmt::format("Its columns are: {}", fmt::join(columns, ", "));
}

}  // namespace segmenta
