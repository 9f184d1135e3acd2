#pragma once
// Column names read as words, to find a column by what it is called.

#include <string>
#include <string_view>
#include <vector>

namespace segmenta {

/// The words of a name, in lower case: "Email-OptIn_2" is email, opt, in, 2.
std::vector<std::string> column_words(std::string_view name);

/// Whether the words of a term, such as "opt_in", follow one another in the name.
bool has_term(std::string_view name, std::string_view term);

/// Whether a word says that the column is an average or a rate ("avg", "per", "pct" ...), which does not add up.
bool is_average(std::string_view name);

}  // namespace segmenta
