// The list of evidence figures.

#include <gmock/gmock.h>
#include <segmenta/choose_k.h>

#include <cmath>
#include <set>

namespace segmenta {
namespace {

const EvidenceFigure& figure(std::string_view key) {
  for (const EvidenceFigure& one : evidence_figures()) {
    if (one.key == key) return one;
  }
  throw std::out_of_range(std::string(key));
}

TEST(EvidenceFigures, AreEachInAFileAndInJsonOnce) {
  std::set<std::string_view> keys, datasets;
  for (const EvidenceFigure& one : evidence_figures()) {
    EXPECT_TRUE(keys.insert(one.key).second) << one.key;
    EXPECT_TRUE(datasets.insert(one.dataset).second) << one.dataset;
    EXPECT_EQ(one.name.empty(), one.short_name.empty()) << one.key;
  }
  EXPECT_EQ(evidence_figures().front().key, "k");
}

TEST(EvidenceFigures, ReadTheirMember) {
  KEvidence evidence{.k = 3, .silhouette = 0.5125, .smallest = 1234};
  evidence.stability = std::nan("");
  EXPECT_EQ(figure("k").value(evidence), 3);
  EXPECT_EQ(figure("silhouette").text(evidence), "0.512");
  EXPECT_EQ(figure("smallest").text(evidence), "1,234");
  EXPECT_EQ(figure("stability").text(evidence), "-");
  EXPECT_EQ(figure("gap_se").text(evidence), "-") << "not asked for";
  evidence.inertia = 12345678;
  EXPECT_EQ(figure("inertia").text(evidence), "1.23457e+07");
}

}  // namespace
}  // namespace segmenta
