// The list of evidence figures that table, JSON, model file and page walk.

#include <fmt/format.h>
#include <segmenta/choose_k.h>
#include <segmenta/number_text.h>

#include <cmath>
#include <type_traits>

namespace segmenta {
namespace {

using enum EvidenceFigure::Better;

constexpr EvidenceFigure figures[] = {
    {.key = "k", .dataset = "k", .name = "k", .short_name = "k", .in_table = true, .member = &KEvidence::k},
    {.key = "inertia",
     .dataset = "inertia",
     .name = "inertia",
     .short_name = "inertia",
     .decimals = -1,
     .better = less,
     .in_table = true,
     .member = &KEvidence::inertia},
    {.key = "silhouette",
     .dataset = "silhouette",
     .name = "simplified silhouette",
     .short_name = "silh.",
     .decimals = 3,
     .better = more,
     .charted = true,
     .in_table = true,
     .member = &KEvidence::silhouette},
    {.key = "calinski_harabasz",
     .dataset = "calinski_harabasz",
     .name = "Calinski-H.",
     .short_name = "Cal.-H.",
     .decimals = -1,
     .better = more,
     .charted = true,
     .member = &KEvidence::calinski_harabasz},
    {.key = "davies_bouldin",
     .dataset = "davies_bouldin",
     .name = "Davies-B.",
     .short_name = "Dav.-B.",
     .decimals = 3,
     .better = less,
     .charted = true,
     .member = &KEvidence::davies_bouldin},
    {.key = "smallest",
     .dataset = "smallest",
     .name = "smallest",
     .short_name = "smallest",
     .in_table = true,
     .member = &KEvidence::smallest},
    {.key = "stability",
     .dataset = "stability",
     .name = "stability",
     .short_name = "stab.",
     .decimals = 3,
     .better = more,
     .charted = true,
     .in_table = true,
     .member = &KEvidence::stability},
    {.key = "stability_se",
     .dataset = "stability_error",
     .name = "+-",
     .short_name = "+-",
     .decimals = 3,
     .in_table = true,
     .since_02 = true,
     .member = &KEvidence::stability_error},
    {.key = "overlap",
     .dataset = "overlap",
     .name = "overlap",
     .short_name = "overlap",
     .decimals = 2,
     .better = less,
     .in_table = true,
     .since_02 = true,
     .member = &KEvidence::overlap},
    {.key = "valley",
     .dataset = "valley",
     .name = "valley",
     .short_name = "valley",
     .decimals = 2,
     .better = more,
     .charted = true,
     .in_table = true,
     .since_02 = true,
     .member = &KEvidence::valley},
    {.key = "typical_valley",
     .dataset = "typical_valley",
     .name = "typical",
     .short_name = "typical",
     .decimals = 2,
     .better = more,
     .since_02 = true,
     .member = &KEvidence::typical_valley},
    {.key = "gap",
     .dataset = "gap",
     .name = "gap",
     .short_name = "gap",
     .decimals = 3,
     .better = more,
     .charted = true,
     .in_table = true,
     .since_02 = true,
     .member = &KEvidence::gap},
    {.key = "gap_se",
     .dataset = "gap_error",
     .name = "+-",
     .short_name = "+-",
     .decimals = 3,
     .in_table = true,
     .since_02 = true,
     .member = &KEvidence::gap_error},
    {.key = "agreement",
     .dataset = "agreement",
     .name = "agreement",
     .short_name = "agree",
     .decimals = 3,
     .better = more,
     .member = &KEvidence::agreement},
    {.key = "iterations", .dataset = "iterations", .name = "", .short_name = "", .member = &KEvidence::iterations}};

}  // namespace

double EvidenceFigure::value(const KEvidence& evidence) const {
  return std::visit([&](const auto of) { return static_cast<double>(evidence.*of); }, member);
}

std::string EvidenceFigure::text(const KEvidence& evidence) const {
  const double figure = value(evidence);
  if (is_whole()) return count_text(static_cast<std::int64_t>(figure));
  return decimals < 0 && !std::isnan(figure) ? fmt::format("{:.6g}", figure) : decimals_text(figure, decimals);
}

std::span<const EvidenceFigure> evidence_figures() { return figures; }

}  // namespace segmenta
