// Values put together from several datasets, each checked against what it points into.

#include "store/derived_columns.h"

#include <fmt/format.h>
#include <segmenta/error.h>

#include <algorithm>
#include <limits>

namespace segmenta {
namespace {

constexpr const char* damaged = "The file is damaged: write it again";

std::vector<double> numbers(StoredRows& rows, std::size_t member, std::int64_t first, std::int64_t count) {
  std::vector<double> values(static_cast<std::size_t>(count));
  const Wanted want{member, values.data()};
  rows.read({&want, 1}, first, count);
  return values;
}

// Where rows [first, first + count] begin, checked to ascend within what they point into.
std::vector<std::int64_t> beginnings(StoredRows& begins, std::int64_t first, std::int64_t count, std::int64_t end) {
  const Ids raw = begins.read_ids(0, first, count + 1);
  std::vector<std::int64_t> places;
  for (std::int64_t i = 0; i <= count; ++i) {
    const std::int64_t place = std::visit(
        [i](const auto& values) -> std::int64_t {
          if constexpr (std::is_same_v<std::decay_t<decltype(values[0])>, std::string>) {
            return -1;
          } else {
            return static_cast<std::int64_t>(values[static_cast<std::size_t>(i)]);
          }
        },
        raw);
    if (place < (places.empty() ? 0 : places.back()) || place > end) {
      begins.dataset().subject().fail(fmt::format("holds {} in place {}", place, first + i),
                                      fmt::format("places must ascend from 0 to {}", end), damaged);
    }
    places.push_back(place);
  }
  return places;
}

[[noreturn]] void refuse_numbers() { throw Error(ErrorKind::defect, "text was read as numbers", "", ""); }
[[noreturn]] void refuse_text() { throw Error(ErrorKind::defect, "numbers were read as text", "", ""); }

}  // namespace

MaskedColumn::MaskedColumn(std::shared_ptr<StoredRows> values, std::shared_ptr<StoredRows> mask, Mask kind)
    : values_(std::move(values)), mask_(std::move(mask)), kind_(kind) {
  const std::int64_t needed = kind == Mask::bytes ? values_->rows() : (values_->rows() + 7) / 8;
  if (mask_->rows() >= needed) return;
  mask_->dataset().subject().fail(fmt::format("has {} entries", mask_->rows()),
                                  fmt::format("the values beside it need {}", needed), damaged);
}

std::vector<char> MaskedColumn::missing(std::int64_t first, std::int64_t count) const {
  const bool bytes = kind_ == Mask::bytes;
  const std::int64_t begin = bytes ? first : first / 8, end = bytes ? first + count : (first + count + 7) / 8;
  const auto mask = numbers(*mask_, 0, begin, end - begin);
  std::vector<char> gone(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t row = first + i;
    const auto entry = static_cast<unsigned>(mask[static_cast<std::size_t>((bytes ? row : row / 8) - begin)]);
    const bool is_missing = bytes ? entry != 0 : (entry >> static_cast<unsigned>(row % 8) & 1U) == 0;
    gone[static_cast<std::size_t>(i)] = is_missing ? 1 : 0;
  }
  return gone;
}

void MaskedColumn::read(std::span<const Wanted> wanted, std::int64_t first, std::int64_t count) {
  values_->read(wanted, first, count);
  const auto gone = missing(first, count);
  for (const Wanted& want : wanted) {
    for (std::size_t i = 0; i < gone.size(); ++i) {
      if (gone[i] != 0) want.values[i] = std::numeric_limits<double>::quiet_NaN();
    }
  }
}

std::vector<std::string> MaskedColumn::read_text(std::size_t member, std::int64_t first, std::int64_t count) {
  auto texts = values_->read_text(member, first, count);
  const auto gone = missing(first, count);
  for (std::size_t i = 0; i < gone.size(); ++i) {
    if (gone[i] != 0) texts[i].clear();
  }
  return texts;
}

Ids MaskedColumn::read_ids(std::size_t member, std::int64_t first, std::int64_t count) {
  const auto gone = missing(first, count);
  const auto hole = std::find_if(gone.begin(), gone.end(), [](char is_missing) { return is_missing != 0; });
  if (hole != gone.end()) {
    values_->dataset().subject().fail(fmt::format("misses the id of row {}", first + (hole - gone.begin())),
                                      "its mask says so", "Give every row an id");
  }
  return values_->read_ids(member, first, count);
}

CategoryColumn::CategoryColumn(std::shared_ptr<StoredRows> codes, std::size_t member,
                               std::vector<std::string> categories)
    : codes_(std::move(codes)), member_(member), categories_(std::move(categories)) {}

void CategoryColumn::read(std::span<const Wanted> /*wanted*/, std::int64_t /*first*/, std::int64_t /*count*/) {
  refuse_numbers();
}

std::vector<std::string> CategoryColumn::read_text(std::size_t /*member*/, std::int64_t first, std::int64_t count) {
  std::vector<std::string> texts;
  texts.reserve(static_cast<std::size_t>(count));
  for (const double code : numbers(*codes_, member_, first, count)) {
    const bool known = code >= 0 && code < static_cast<double>(categories_.size());
    texts.push_back(known ? categories_[static_cast<std::size_t>(code)] : std::string());
  }
  return texts;
}

Ids CategoryColumn::read_ids(std::size_t member, std::int64_t first, std::int64_t count) {
  return read_text(member, first, count);
}

void IndexedColumn::read(std::span<const Wanted> wanted, std::int64_t first, std::int64_t count) {
  std::vector<double> list(static_cast<std::size_t>(list_->rows()));
  const Wanted all{0, list.data()};
  list_->read({&all, 1}, 0, list_->rows());
  const std::vector<double> places = numbers(*places_, 0, first, count);
  for (const Wanted& want : wanted) {
    for (std::size_t i = 0; i < places.size(); ++i) {
      const bool known = places[i] >= 0 && places[i] < static_cast<double>(list.size());
      want.values[i] = known ? list[static_cast<std::size_t>(places[i])] : std::numeric_limits<double>::quiet_NaN();
    }
  }
}

std::vector<std::string> IndexedColumn::read_text(std::size_t /*member*/, std::int64_t first, std::int64_t count) {
  const std::vector<std::string> list = list_->read_text(0, 0, list_->rows());
  std::vector<std::string> texts;
  for (const double place : numbers(*places_, 0, first, count)) {
    const bool known = place >= 0 && place < static_cast<double>(list.size());
    texts.push_back(known ? list[static_cast<std::size_t>(place)] : std::string());
  }
  return texts;
}

Ids IndexedColumn::read_ids(std::size_t /*member*/, std::int64_t first, std::int64_t count) {
  const std::vector<double> places = numbers(*places_, 0, first, count);
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (places[i] >= 0 && places[i] < static_cast<double>(list_->rows())) continue;
    places_->dataset().subject().fail(fmt::format("misses the id of row {}", first + static_cast<std::int64_t>(i)),
                                      "its place is outside the list", "Give every row an id");
  }
  return std::visit(
      [&](const auto& list) -> Ids {
        std::decay_t<decltype(list)> ids;
        for (const double place : places) ids.push_back(list[static_cast<std::size_t>(place)]);
        return ids;
      },
      list_->read_ids(0, 0, list_->rows()));
}

PackedText::PackedText(std::shared_ptr<StoredRows> bytes, std::shared_ptr<StoredRows> begins)
    : bytes_(std::move(bytes)), begins_(std::move(begins)) {}

void PackedText::read(std::span<const Wanted> /*wanted*/, std::int64_t /*first*/, std::int64_t /*count*/) {
  refuse_numbers();
}

std::vector<std::string> PackedText::read_text(std::size_t /*member*/, std::int64_t first, std::int64_t count) {
  if (count == 0) return {};
  const auto places = beginnings(*begins_, first, count, bytes_->rows());
  const std::vector<char> bytes = bytes_->read_bytes(places.front(), places.back() - places.front());
  std::vector<std::string> texts;
  texts.reserve(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i + 1 < places.size(); ++i) {
    texts.emplace_back(bytes.data() + (places[i] - places[0]), static_cast<std::size_t>(places[i + 1] - places[i]));
  }
  return texts;
}

Ids PackedText::read_ids(std::size_t member, std::int64_t first, std::int64_t count) {
  return read_text(member, first, count);
}

SparseRows::SparseRows(std::shared_ptr<StoredRows> values, std::shared_ptr<StoredRows> columns,
                       std::shared_ptr<StoredRows> begins, std::size_t width)
    : values_(std::move(values)), columns_(std::move(columns)), begins_(std::move(begins)), width_(width) {
  if (columns_->rows() == values_->rows()) return;
  columns_->dataset().subject().fail(fmt::format("has {} entries", columns_->rows()),
                                     fmt::format("there are {} values", values_->rows()), damaged);
}

void SparseRows::read(std::span<const Wanted> wanted, std::int64_t first, std::int64_t count) {
  if (count == 0) return;
  std::vector<double*> targets(width_, nullptr);
  for (const Wanted& want : wanted) {
    std::fill_n(want.values, count, 0.0);
    targets[want.member] = want.values;
  }
  const auto places = beginnings(*begins_, first, count, values_->rows());
  const std::int64_t stored = places.back() - places.front();
  const auto values = numbers(*values_, 0, places.front(), stored);
  const auto columns = numbers(*columns_, 0, places.front(), stored);
  for (std::size_t row = 0; row + 1 < places.size(); ++row) {
    for (auto at = static_cast<std::size_t>(places[row] - places[0]);
         at < static_cast<std::size_t>(places[row + 1] - places[0]); ++at) {
      if (!(columns[at] >= 0 && columns[at] < static_cast<double>(width_))) {
        columns_->dataset().subject().fail(fmt::format("holds {}", columns[at]),
                                           fmt::format("there are {} columns", width_), damaged);
      }
      // Entries of the same place add up, as in scipy.
      if (double* target = targets[static_cast<std::size_t>(columns[at])]) target[row] += values[at];
    }
  }
}

std::vector<std::string> SparseRows::read_text(std::size_t /*member*/, std::int64_t /*first*/, std::int64_t /*count*/) {
  refuse_text();
}

Ids SparseRows::read_ids(std::size_t /*member*/, std::int64_t /*first*/, std::int64_t /*count*/) { refuse_text(); }

}  // namespace segmenta
