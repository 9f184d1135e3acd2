#pragma once
// A customer's contacts in their normal forms, and the line of a list that a platform takes.

#include <segmenta/audience.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "audience/phone_numbers.h"
#include "audience/targets.h"
#include "features/hash_map.h"
#include "sha256.h"

namespace segmenta {

/// Cells of one row of contacts; of what is not there empty.
struct ContactCells {
  std::string_view id, email, phone, first_name, last_name, country, postal_code, consent;
};

struct Person {
  std::string id;                 ///< as the segments have it
  std::string email, email_hash;  ///< one of them; the hash where it is all that is given
  std::string phone, phone_hash;
  std::string first_name, last_name, country, postal_code;
  bool has_invalid_email = false, has_invalid_phone = false;

  [[nodiscard]] bool has_email() const { return !email.empty() || !email_hash.empty(); }
  [[nodiscard]] bool has_phone() const { return !phone.empty() || !phone_hash.empty(); }
};

/// What of a person others may be matched with: each a SHA-256, cut to 128 bits.
struct PersonKeys {
  std::vector<features::Hash128> all;  ///< every form of e-mail and phone
  features::Hash128 mailbox;           ///< of the e-mail, without one of the phone: who has the same is the same
};

/// Thread-safety: one for each thread.
class PersonReader {
 public:
  /// `takes_hashes`: whether a value may be hashed already.
  PersonReader(const std::string& region, bool takes_hashes) : phones_(region), takes_hashes_(takes_hashes) {}

  Person person(const ContactCells& cells);
  /// The keys of somebody who has e-mail or phone; of the mailbox alone unless all are asked for.
  PersonKeys keys(const Person& person, bool all);
  /// Adds the line of a person, with its end. `others`: values of id, segment and offers.
  void add_line(const Target& target, const std::vector<TargetColumn>& columns, const Person& person,
                const std::array<std::string_view, 3>& others, std::string& line);

 private:
  std::string value(const TargetColumn& column, Dialect dialect, const Person& person);

  PhoneNumbers phones_;
  Sha256 sha256_;
  bool takes_hashes_;
};

/// Of 64 hexadecimal digits.
features::Hash128 key_of_hash(std::string_view digits);
features::Hash128 key_of(const Sha256::Bytes& hash);

/// A value as a cell of CSV: in quotes where it holds a comma, a quote or a line break.
void add_cell(std::string_view value, std::string& line);

}  // namespace segmenta
