#pragma once
// Lists, tuples, dictionaries, text and integers out of Python's pickle format, as PyTables keeps them in attributes.
//
// Only data is understood: an operation that would import or call anything ends the reading. Protocols 0 to 4.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segmenta {

struct PickledValue {
  enum class Kind { none, whole, text, sequence, dictionary } kind = Kind::none;
  std::int64_t whole = 0;
  std::string text;
  std::vector<std::shared_ptr<PickledValue>> items;  ///< of a dictionary: key, value, key, value, ...
  int depth = 1;

  /// Value of a text key; nullptr where there is none.
  [[nodiscard]] const PickledValue* find(std::string_view key) const;
};

/// Nothing for bytes that hold anything else.
std::shared_ptr<PickledValue> unpickle(std::string_view bytes);

/// A pickled list of names; whole numbers become text. Nothing for anything else.
std::optional<std::vector<std::string>> unpickle_names(std::string_view bytes);
/// The same for a value that was unpickled already.
std::optional<std::vector<std::string>> names_of(const PickledValue& list);

}  // namespace segmenta
