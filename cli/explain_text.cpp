// An explanation as text: a block a segment, then hidden groups.

#include "explain_text.h"

#include <fmt/format.h>
#include <segmenta/number_text.h>

#include "text.h"

namespace segmenta {
namespace {

std::vector<std::string> id_texts(const Ids& ids, const std::vector<std::int64_t>& rows) {
  std::vector<std::string> texts;
  for (const std::int64_t row : rows) texts.push_back(to_string(ids, row));
  return texts;
}

std::string rule_lines(const ExplainedSegments& explained, std::size_t i) {
  if (!explained.definitions.empty()) {
    return "\n" + joined("     definition  ", split_words(explained.definitions[i]), "");
  }
  const SegmentExplanation& segment = explained.explanation.segments[i];
  const Rule& rule = segment.rule;
  if (rule.conditions.empty()) return "\n     rule        nothing tells it apart";
  std::string text = "\n" + joined("     rule        ", condition_texts(explained.explanation.features, rule), " and");
  text += fmt::format("\n                 {} of this segment, {} of others; right in {} of cases",
                      share_text(rule.recall), share_text(rule.others), share_text(rule.precision));
  if (segment.rules.size() < 2) return text;
  return text + fmt::format("\n     {} rules     cover {}, right in {} of cases (--json lists them)",
                            segment.rules.size(), share_text(segment.recall), share_text(segment.precision));
}

std::string example_lines(const ExplainedSegments& explained, const SegmentExplanation& segment) {
  std::string text;
  if (!segment.typical.empty()) {
    text += "\n" + joined("     typical     ", id_texts(explained.ids, segment.typical), ",");
  }
  if (!segment.borderline.empty()) {
    text += "\n" + joined("     borderline  ", id_texts(explained.ids, segment.borderline), ",");
  }
  return text;
}

std::string segment_lines(const ExplainedSegments& explained, std::size_t i) {
  const SegmentExplanation& segment = explained.explanation.segments[i];
  std::string text =
      fmt::format("\n\n{:>3}  {}\n     {}, {}", i, explained.names[i].name,
                  counted_text(explained.explanation.sizes[i], "customer"), share_text(explained.share(i)));
  if (explained.explanation.sizes[i] == 0) return text;
  return text + rule_lines(explained, i) + example_lines(explained, segment);
}

std::string group_lines(const ExplainedSegments& explained, const HiddenGroup& group) {
  std::vector<std::string> means;
  for (std::size_t i = 0; i < group.means.size(); ++i) {
    means.push_back(fmt::format("{} {}", explained.group_columns[i], number_text(group.means[i])));
  }
  return fmt::format("\n  {}, mostly of '{}',\n     {:.1f} times as far from its center\n",
                     counted_text(group.size, "customer"),
                     explained.names[static_cast<std::size_t>(group.segment)].name, group.distance) +
         joined("     ", {group.description}, "") + "\n" + joined("     means ", means, ",");
}

std::string groups_text(const ExplainedSegments& explained) {
  if (!explained.searched) return "";
  if (explained.explanation.hidden_groups.empty())
    return "\n\n" + wrapped("no hidden groups: nobody is both apart from the others and far from every segment");
  std::string text = "\n\nhidden groups, apart from the others and far from every segment";
  for (const HiddenGroup& group : explained.explanation.hidden_groups) text += group_lines(explained, group);
  return text;
}

}  // namespace

std::string to_text(const ExplainedSegments& explained) {
  std::string text =
      explained.file + ": " + customers_in_segments(explained.rows(), std::ssize(explained.explanation.sizes));
  for (std::size_t i = 0; i < explained.explanation.sizes.size(); ++i) text += segment_lines(explained, i);
  return text + groups_text(explained);
}

}  // namespace segmenta
