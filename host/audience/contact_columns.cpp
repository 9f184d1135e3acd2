// Fields by their columns, and words of consent.

#include "audience/contact_columns.h"

#include <algorithm>
#include <initializer_list>

#include "features/cell.h"
#include "letter_case.h"

namespace segmenta {

bool is_given(Field field, const AudienceOptions& options, bool has_names) {
  const ContactColumns& columns = options.columns;
  switch (field) {
    case Field::email:
      return !columns.email.empty();
    case Field::phone:
      return !columns.phone.empty();
    case Field::first_name:
      return !columns.first_name.empty();
    case Field::last_name:
      return !columns.last_name.empty();
    case Field::country:
      return !columns.country.empty();
    case Field::postal_code:
      return !columns.postal_code.empty();
    case Field::segment_name:
      return has_names;
    case Field::offers:
      return options.offers != nullptr;
    default:
      return true;
  }
}

std::optional<bool> consent_in(std::string_view cell, const std::string& value) {
  const std::string text = lower_case(std::string(features::trimmed(cell)));
  if (!value.empty()) return text == lower_case(value);
  if (features::is_missing(text)) return false;
  const auto is_one_of = [&](std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, text) != words.end();
  };
  if (is_one_of({"1", "true", "t", "yes", "y"})) return true;
  if (is_one_of({"0", "false", "f", "no", "n"})) return false;
  return std::nullopt;
}

}  // namespace segmenta
