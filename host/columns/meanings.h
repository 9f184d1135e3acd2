#pragma once
// The table of what columns mean: for each meaning the terms that a name may have, and the words that say that it is
// something else.

#include <segmenta/columns.h>

#include <span>
#include <string>
#include <string_view>

namespace segmenta {

/// How a term is to be found in a name, see column_words.h.
enum class TermIs {
  whole,  ///< the name, but for prefixes and units
  words,  ///< words of the name, or the whole
  exact,  ///< the name as it is
  part    ///< letters anywhere, for names without separators
};

struct Term {
  std::string_view letters;  ///< without separators
  TermIs is;
  int rank;  ///< 0 for the most usual; of columns of equal rank the first is taken
};

struct MeaningNames {
  Meaning meaning;
  bool is_number;
  std::string_view name;
  std::span<const Term> terms;
  std::span<const std::string_view> but_not;  ///< words with which a name means something else
};

/// Whether the words say that it is made of a figure rather than the figure: an average or a rate, which does not add
/// up over customers, a score or a rank.
bool is_derived(std::span<const std::string> words);

/// What is known of a meaning.
const MeaningNames& names_of(Meaning meaning);

}  // namespace segmenta
