#pragma once
// How a model file spells the choices of a preparation.

#include <array>
#include <string_view>
#include <utility>

#include <segmenta/choose_k.h>
#include <segmenta/prepare.h>

namespace segmenta {

template <class Choice, std::size_t n>
using Names = std::array<std::pair<Choice, std::string_view>, n>;

inline constexpr Names<Metric, 2> metric_names{{{Metric::euclidean, "euclidean"}, {Metric::cosine, "cosine"}}};
inline constexpr Names<Missing, 4> missing_names{{{Missing::automatic, "auto"},
                                                  {Missing::error, "error"},
                                                  {Missing::median, "median"},
                                                  {Missing::partial, "partial"}}};
inline constexpr Names<PreparedFeature::Kind, 3> kind_names{{{PreparedFeature::Kind::value, "value"},
                                                             {PreparedFeature::Kind::category, "category"},
                                                             {PreparedFeature::Kind::missing_flag, "missing_flag"}}};

inline constexpr Names<RuledOut, 5> ruled_out_names{{{RuledOut::no, ruled_out_text(RuledOut::no)},
                                                     {RuledOut::too_small, ruled_out_text(RuledOut::too_small)},
                                                     {RuledOut::unstable, ruled_out_text(RuledOut::unstable)},
                                                     {RuledOut::not_apart, ruled_out_text(RuledOut::not_apart)},
                                                     {RuledOut::unusual, ruled_out_text(RuledOut::unusual)}}};
inline constexpr Names<Structure::Verdict, 2> verdict_names{
    {{Structure::Verdict::clusters, verdict_text(Structure::Verdict::clusters)},
     {Structure::Verdict::continuum, verdict_text(Structure::Verdict::continuum)}}};

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
