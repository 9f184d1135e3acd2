#pragma once
// What a column's name says against clustering by it.

#include <string_view>

namespace segmenta {

enum class Unfit { none, id, outcome, code, date };

/// An id names a customer or another thing ("household_id"). An outcome is what segments are to be held against
/// ("churned", "converted", "target"). A code stands for a kind, whatever number it has ("region", "product_type"); a
/// count of kinds ("n_categories") is none. A date is a day ("signup_date"), not the days since one.
Unfit unfit_by_name(std::string_view name);

}  // namespace segmenta
