// Open addressing over one string of all texts; a tag of the hash spares most comparisons.

#include "features/text_dictionary.h"

#include <segmenta/error.h>
#include <xxhash.h>

#include <limits>

namespace segmenta::features {
namespace {

std::uint64_t hash(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

std::uint32_t tag(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }

}  // namespace

std::uint32_t TextDictionary::intern(std::string_view text) {
  const std::uint64_t key = hash(text);
  std::size_t slot = slot_of(text, key);
  if (slots_[slot].code != 0) return slots_[slot].code - 1;
  if (size() == std::numeric_limits<std::uint32_t>::max() - 1) {
    throw Error(ErrorKind::resources, "More than 4,294,967,294 different customers or values", "", "Split the orders");
  }
  if (std::uint64_t{size()} * 2 >= slots_.size()) {
    grow();
    slot = slot_of(text, key);
  }
  characters_ += text;
  ends_.push_back(characters_.size());
  slots_[slot] = {tag(key), size()};
  return size() - 1;
}

std::optional<std::uint32_t> TextDictionary::find(std::string_view text) const {
  const Slot& slot = slots_[slot_of(text, hash(text))];
  if (slot.code == 0) return std::nullopt;
  return slot.code - 1;
}

std::string_view TextDictionary::text(std::uint32_t code) const {
  const std::uint64_t begin = code == 0 ? 0 : ends_[code - 1];
  return std::string_view(characters_).substr(begin, ends_[code] - begin);
}

void TextDictionary::grow() {
  slots_.assign(slots_.size() * 2, Slot{});
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t code = 0; code < size(); ++code) {
    const std::uint64_t key = hash(text(code));
    std::size_t slot = key & mask;
    while (slots_[slot].code != 0) slot = (slot + 1) & mask;
    slots_[slot] = {tag(key), code + 1};
  }
}

std::size_t TextDictionary::slot_of(std::string_view text, std::uint64_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash & mask;
  while (slots_[slot].code != 0 && !(slots_[slot].tag == tag(hash) && this->text(slots_[slot].code - 1) == text)) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

}  // namespace segmenta::features
