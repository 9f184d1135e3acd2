#pragma once
// What each platform wants a list of customers to look like: the one table of these rules.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace segmenta {

/// What is known of a customer, by which a platform recognises the person.
enum class Field { id, email, phone, first_name, last_name, country, postal_code, segment, segment_name, offers };

/// How a value is written. `plain`: in its normal form. `hashed`: SHA-256 of that, in hexadecimal digits.
enum class Form { plain, hashed };

/// Whose rules make the normal form of e-mail addresses, phone numbers, countries and postal codes.
enum class Dialect { common, google, meta };

struct TargetColumn {
  std::string_view header;
  Field field;
  Form form;
};

struct Target {
  std::string_view name;      ///< as --target has it
  std::string_view platform;  ///< as people call it
  std::string_view source;    ///< the platform's page that says so
  std::string_view read;      ///< the day on which it was read
  Dialect dialect;
  std::int64_t most_bytes;  ///< of a file; 0: nothing is said of that
  std::int64_t least;       ///< customers that it wants of a list; 0: nothing is said of that
  std::vector<TargetColumn> columns;

  [[nodiscard]] bool is_hashed() const;
};

std::span<const Target> targets();
/// Throws Error(usage) that lists them for one that is not known.
const Target& target_called(std::string_view name);

}  // namespace segmenta
