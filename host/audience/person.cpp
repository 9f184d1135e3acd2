// Cells into normal forms, and these into what a platform's table says.

#include "audience/person.h"

#include <algorithm>
#include <cstring>

#include "audience/normal_forms.h"
#include "features/cell.h"
#include "features/utf8.h"
#include "letter_case.h"

namespace segmenta {
namespace {

using features::Hash128;

// In UTF-8, without what stands for nothing, and without control characters.
std::string text_of(std::string_view cell) {
  cell = features::trimmed(cell);
  if (cell.empty() || features::is_missing(cell)) return {};
  std::string text = features::recoded_to_utf8(cell).value_or(std::string(cell));
  std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 127; });
  return text;
}

// "49170..." of "+49170...": as Meta has numbers.
std::string_view without_plus(std::string_view number) { return number.starts_with('+') ? number.substr(1) : number; }

}  // namespace

Hash128 key_of(const Sha256::Bytes& hash) {
  Hash128 key;
  std::memcpy(&key.low, hash.data(), sizeof(key.low));
  std::memcpy(&key.high, hash.data() + sizeof(key.low), sizeof(key.high));
  return key;
}

Hash128 key_of_hash(std::string_view digits) {
  const auto nibble = [](char c) {
    const char lower = lower_case(c);
    return static_cast<unsigned>(lower >= 'a' ? lower - 'a' + 10 : lower - '0');
  };
  Sha256::Bytes bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<unsigned char>(nibble(digits[2 * i]) << 4U | nibble(digits[2 * i + 1]));
  }
  return key_of(bytes);
}

void add_cell(std::string_view value, std::string& line) {
  const auto is_special = [](char c) { return c == ',' || c == '"' || c == '\r' || c == '\n'; };
  if (std::ranges::none_of(value, is_special)) {
    line += value;
    return;
  }
  line += '"';
  for (const char c : value) {
    if (c == '"') line += '"';
    line += c;
  }
  line += '"';
}

Person PersonReader::person(const ContactCells& cells) {
  Person person;
  const std::string email = text_of(cells.email), phone = text_of(cells.phone);
  if (takes_hashes_ && is_hash(email)) {
    person.email_hash = lower_case(email);
  } else if (!email.empty()) {
    person.email = normal_email(email);
    person.has_invalid_email = person.email.empty();
  }
  if (takes_hashes_ && is_hash(phone)) {
    person.phone_hash = lower_case(phone);
  } else if (!phone.empty()) {
    person.phone = phones_.e164(phone);
    person.has_invalid_phone = person.phone.empty();
  }
  const auto name_of = [this](std::string_view cell) {
    std::string name = text_of(cell);
    return !takes_hashes_ && is_hash(name) ? std::string() : name;
  };
  person.first_name = name_of(cells.first_name);
  person.last_name = name_of(cells.last_name);
  // "NA" is Namibia.
  if (!cells.country.empty()) person.country = country_code(cells.country);
  person.postal_code = text_of(cells.postal_code);
  return person;
}

PersonKeys PersonReader::keys(const Person& person, bool all) {
  PersonKeys keys;
  const auto add = [&](std::string_view text) { return keys.all.emplace_back(key_of(sha256_(text))); };
  if (!person.email_hash.empty()) {
    keys.mailbox = keys.all.emplace_back(key_of_hash(person.email_hash));
  } else if (!person.email.empty()) {
    const std::string mailbox = google_email(person.email);
    keys.mailbox = add(mailbox);
    if (all && mailbox != person.email) add(person.email);
  }
  if (!all && !keys.all.empty()) return keys;
  Hash128 phone;
  if (!person.phone_hash.empty()) {
    phone = keys.all.emplace_back(key_of_hash(person.phone_hash));
  } else if (!person.phone.empty()) {
    phone = add(person.phone);
    if (all) add(without_plus(person.phone));
  }
  if (!person.has_email()) keys.mailbox = phone;
  return keys;
}

std::string PersonReader::value(const TargetColumn& column, Dialect dialect, const Person& person) {
  const bool hashed = column.form == Form::hashed;
  const auto hash_of = [this](std::string_view text) { return text.empty() ? std::string() : hex(sha256_(text)); };
  const auto name_of = [&](const std::string& name) {
    if (!hashed) return name;
    return is_hash(name) ? lower_case(name) : hash_of(normal_name(name));
  };
  switch (column.field) {
    case Field::email: {
      if (!person.email_hash.empty()) return person.email_hash;
      const std::string email = dialect == Dialect::google ? google_email(person.email) : person.email;
      return hashed ? hash_of(email) : email;
    }
    case Field::phone: {
      if (!person.phone_hash.empty()) return person.phone_hash;
      const std::string_view number = dialect == Dialect::meta ? without_plus(person.phone) : person.phone;
      return hashed ? hash_of(number) : std::string(number);
    }
    case Field::first_name:
      return name_of(person.first_name);
    case Field::last_name:
      return name_of(person.last_name);
    case Field::country:
      return hashed ? hash_of(lower_case(person.country)) : person.country;
    case Field::postal_code:
      if (!hashed) return person.postal_code;
      return hash_of(short_postal_code(person.postal_code, person.country));
    default:
      return {};
  }
}

void PersonReader::add_line(const Target& target, const std::vector<TargetColumn>& columns, const Person& person,
                            const std::array<std::string_view, 3>& others, std::string& line) {
  bool is_first = true;
  for (const TargetColumn& column : columns) {
    if (!is_first) line += ',';
    is_first = false;
    switch (column.field) {
      case Field::id:
        add_cell(person.id, line);
        break;
      case Field::segment:
        line += others[0];
        break;
      case Field::segment_name:
        add_cell(others[1], line);
        break;
      case Field::offers:
        add_cell(others[2], line);
        break;
      default:
        add_cell(value(column, target.dialect, person), line);
    }
  }
  line += '\n';
}

}  // namespace segmenta
