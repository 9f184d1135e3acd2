#pragma once
// Column names read as words, to find a column by what it is called.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace segmenta {

/// The words of a name, in lower case: "Email-OptIn_2" is email, opt, in, 2; "RFMScore" is rfm, score.
std::vector<std::string> column_words(std::string_view name);

/// The words without anything between them.
std::string together(std::span<const std::string> words);

/// Whether words that follow one another make up the term, which has no separators: "optin" of email, opt, in.
bool has_term(std::span<const std::string> words, std::string_view term);

/// Whether the name is nothing but the term, but for prefixes that do not change what is meant ("customer", "total",
/// "n" ...) and units of time or money after it ("days", "gbp" ...). "totalsales" has its prefix too.
bool is_term(std::span<const std::string> words, std::string_view term);

}  // namespace segmenta
