#pragma once
// The ids of an imported table: each customer once.

#include <segmenta/table.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "features/source.h"
#include "features/text_dictionary.h"

namespace segmenta::features {

class ImportIds {
 public:
  /// `exact`: texts that differ are different ids, and stay text. `repeated`: one that was there before is passed over.
  ImportIds(std::string column, bool exact, bool repeated = false)
      : column_(std::move(column)), exact_(exact), repeated_(repeated) {}

  /// The cells of the next block. Throws Error(input) for a missing id, and unless they may be repeated for one that
  /// was there before.
  void add(const Source& source, const Block& block, const std::vector<std::string_view>& cells);
  [[nodiscard]] std::int64_t count() const { return known_.size(); }
  /// Integers where all are, and need not be text. Throws Error(input) where `integers` asks for them in vain.
  [[nodiscard]] Ids ids(bool integers) const;

 private:
  void add(const Source& source, const Block& block, std::int64_t row, std::string_view cell);
  [[nodiscard]] std::string place_of(std::uint32_t code) const;
  [[nodiscard]] std::string as_written(std::uint32_t code) const;

  std::string column_;
  bool exact_, repeated_;
  TextDictionary known_;                                      // by row
  std::vector<std::uint16_t> zeros_after_point_;              // of each
  std::vector<std::int64_t> positions_;                       // in their files
  std::vector<std::pair<std::uint32_t, std::string>> files_;  // from which row on, and "table.csv line"
};

}  // namespace segmenta::features
