#pragma once
// Which columns contacts have, and what their cells say.

#include <segmenta/audience.h>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audience/contacts.h"
#include "audience/person.h"
#include "audience/targets.h"

namespace segmenta {

/// Places of the columns among those that are read.
struct ContactPlaces {
  std::vector<std::string> names;
  std::array<std::optional<std::size_t>, 8>
      of;  // id, email, phone, first_name, last_name, country, postal_code, consent

  explicit ContactPlaces(const ContactColumns& columns) {
    const std::array<const std::string*, 8> all{&columns.id,          &columns.email,     &columns.phone,
                                                &columns.first_name,  &columns.last_name, &columns.country,
                                                &columns.postal_code, &columns.consent};
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i]->empty()) continue;
      of[i] = names.size();
      names.push_back(*all[i]);
    }
  }

  [[nodiscard]] ContactCells cells(const ContactBlock& block, std::size_t row) const {
    const auto cell = [&](std::size_t which) { return of[which] ? block[*of[which]][row] : std::string_view(); };
    return {cell(0), cell(1), cell(2), cell(3), cell(4), cell(5), cell(6), cell(7)};
  }
};

/// Whether lists can have that field.
bool is_given(Field field, const AudienceOptions& options, bool has_names);

/// Nothing where a cell says neither yes nor no. `value`: the word of consent, or empty.
std::optional<bool> consent_in(std::string_view cell, const std::string& value);

}  // namespace segmenta
