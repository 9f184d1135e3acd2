#pragma once
// How a model file spells the choices of a preparation.

#include <array>
#include <string_view>
#include <utility>

#include <segmenta/prepare.h>

namespace segmenta {

template <class Choice, std::size_t n>
using Names = std::array<std::pair<Choice, std::string_view>, n>;

inline constexpr Names<Metric, 2> metric_names{{{Metric::euclidean, "euclidean"}, {Metric::cosine, "cosine"}}};
inline constexpr Names<Missing, 3> missing_names{
    {{Missing::error, "error"}, {Missing::median, "median"}, {Missing::partial, "partial"}}};
inline constexpr Names<PreparedFeature::Kind, 3> kind_names{{{PreparedFeature::Kind::value, "value"},
                                                             {PreparedFeature::Kind::category, "category"},
                                                             {PreparedFeature::Kind::missing_flag, "missing_flag"}}};

template <class Choice, std::size_t n>
std::string_view name_of(Choice choice, const Names<Choice, n>& names) {
  for (const auto& [value, name] : names) {
    if (value == choice) return name;
  }
  return {};
}

/// The choice of that name, or nullptr.
template <class Choice, std::size_t n>
const Choice* choice_of(std::string_view text, const Names<Choice, n>& names) {
  for (const auto& [value, name] : names) {
    if (name == text) return &value;
  }
  return nullptr;
}

}  // namespace segmenta
