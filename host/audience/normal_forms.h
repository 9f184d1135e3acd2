#pragma once
// What people write of themselves, in the one form that a platform compares: before it is hashed every difference that
// means nothing must be gone.

#include <string>
#include <string_view>

namespace segmenta {

/// Whether a value is a SHA-256 in hexadecimal digits already.
bool is_hash(std::string_view value);

/// In lower case, of any alphabet.
std::string lower_text(std::string_view text);

/// Trimmed and in lower case; empty for what can be no address.
std::string normal_email(std::string_view written);
/// The same mailbox as Google has it: at gmail.com and googlemail.com without dots and without what follows a plus.
std::string google_email(const std::string& normal);

/// Trimmed, in lower case, one space between words; titles before and after it ("Mrs.", "Jr.") and punctuation are
/// gone.
std::string normal_name(std::string_view written);

/// The two letters of a country, upper case, from these, from three letters or from its English name; empty for others.
std::string country_code(std::string_view written);

/// A postal code as Meta compares it: in lower case without spaces and dashes; of the US five digits, of Great Britain
/// without its last two letters.
std::string short_postal_code(std::string_view written, std::string_view country);

}  // namespace segmenta
