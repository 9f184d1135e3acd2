// Keeps the ids by row, with the places to name where one occurs twice.

#include "features/import_ids.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <optional>

#include "features/cell.h"
#include "features/customer_id.h"
#include "features/utf8.h"

namespace segmenta::features {
namespace {

template <class Integer>
std::optional<Ids> all_integers(const TextDictionary& texts) {
  std::vector<Integer> ids;
  ids.reserve(texts.size());
  for (std::uint32_t code = 0; code < texts.size(); ++code) {
    const auto id = plain_integer<Integer>(texts.text(code));
    if (!id) return std::nullopt;
    ids.push_back(*id);
  }
  return ids;
}

}  // namespace

void ImportIds::add(const Source& source, const Block& block, const std::vector<std::string_view>& cells) {
  const std::string file = fmt::format("{} {}", source.name(), source.position_word());
  if (files_.empty() || files_.back().second != file) files_.emplace_back(known_.size(), file);
  for (std::size_t row = 0; row < cells.size(); ++row) add(source, block, static_cast<std::int64_t>(row), cells[row]);
}

void ImportIds::add(const Source& source, const Block& block, std::int64_t row, std::string_view cell) {
  std::string_view text = trimmed(cell);
  if (is_missing(text)) {
    throw Error(ErrorKind::input, fmt::format("{} has no id in column '{}'", place(source, block, row), column_), "",
                "A store has one row a customer: remove the row, or name another column with --id");
  }
  const auto utf8 = recoded_to_utf8(text);
  if (utf8) text = *utf8;
  if (text.find('\0') != std::string_view::npos) {
    throw Error(ErrorKind::input, fmt::format("{}: {} holds a zero byte", place(source, block, row), column_), "",
                "The file may be damaged, or its text be UTF-16");
  }
  std::string folded;
  const CustomerId id = customer_id(text, IdRules{.as_written = exact_}, folded);
  const std::uint32_t code = known_.intern(id.value);
  if (code == positions_.size()) {
    positions_.push_back(block.position(row));
    zeros_after_point_.push_back(id.zeros_after_point);
    return;
  }
  if (repeated_) return;
  throw Error(ErrorKind::input,
              fmt::format("The id '{}' occurs twice, in {} and in {}", text, place_of(code), place(source, block, row)),
              fmt::format("'{}' must name each customer once", column_),
              "Leave one row a customer, name another column with --id, or add it up by features --join");
}

std::string ImportIds::place_of(std::uint32_t code) const {
  const auto next = std::upper_bound(files_.begin(), files_.end(), code,
                                     [](std::uint32_t row, const auto& file) { return row < file.first; });
  return fmt::format("{} {}", std::prev(next)->second, positions_[code]);
}

std::string ImportIds::as_written(std::uint32_t code) const {
  std::string id(known_.text(code));
  const std::size_t zeros = zeros_after_point_[code];
  return zeros == 0 ? id : id + "." + std::string(zeros, '0');
}

Ids ImportIds::ids(bool integers) const {
  if (!exact_) {
    if (auto ids = all_integers<std::int64_t>(known_)) return std::move(*ids);
    if (auto ids = all_integers<std::uint64_t>(known_); ids && !integers) return std::move(*ids);
  }
  std::vector<std::string> texts;
  for (std::uint32_t code = 0; code < known_.size(); ++code) {
    texts.push_back(as_written(code));
    if (!integers || plain_integer<std::int64_t>(known_.text(code))) continue;
    throw Error(ErrorKind::input, fmt::format("{}: {} '{}' is not an int64", place_of(code), column_, texts.back()), "",
                fmt::format("Correct it, or read ids as text with --type {}:string", column_));
  }
  return texts;
}

}  // namespace segmenta::features
