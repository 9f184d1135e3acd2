#pragma once
// Texts and the numbers given to them, in the order in which they were first seen.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segmenta::features {

class TextDictionary {
 public:
  /// The code of `text`; a new text gets the next one. Throws Error(resources) beyond 2^32 - 2 texts.
  std::uint32_t intern(std::string_view text);
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view text) const;

  [[nodiscard]] std::string_view text(std::uint32_t code) const;
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(ends_.size()); }

 private:
  struct Slot {
    std::uint32_t tag = 0;   // of the hash: most unequal texts are told apart without reading them
    std::uint32_t code = 0;  // plus 1; 0 is free
  };
  void grow();
  [[nodiscard]] std::size_t slot_of(std::string_view text, std::uint64_t hash) const;

  std::string characters_;                             // all texts, one after another
  std::vector<std::uint64_t> ends_;                    // of each text in characters_
  std::vector<Slot> slots_ = std::vector<Slot>(1024);  // a power of two
};

}  // namespace segmenta::features
