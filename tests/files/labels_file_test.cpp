// Labels files: what is read, and what is refused.

#include <gmock/gmock.h>
#include <segmenta/files.h>

#include <fstream>

#include "store/refusal.h"
#include "store/temporary_folder.h"

namespace segmenta {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::StartsWith;

class LabelsFile : public testing::Test {
 protected:
  [[nodiscard]] Labels read(const std::string& text) const {
    std::ofstream(folder_ / "labels.json") << text;
    return read_labels(folder_ / "labels.json");
  }
  [[nodiscard]] std::string refused(const std::string& text) const {
    const std::string message = refusal([&] { static_cast<void>(read(text)); });
    EXPECT_THAT(message, StartsWith("3: ")) << "the data are at fault";
    return message;
  }

  const TemporaryFolder folder_;
};

TEST_F(LabelsFile, NamesColumns) {
  EXPECT_THAT(read(R"({"f_1": "visits", "monetary": "turnover"})"),
              ElementsAre(Pair("f_1", "visits"), Pair("monetary", "turnover")));
}

TEST_F(LabelsFile, IsRefusedWhereItIsSomethingElse) {
  EXPECT_THAT(refused("visits"), HasSubstr("labels.json (it is not JSON). Give {\"recency_days\""));
  EXPECT_THAT(refused("[1]"), HasSubstr("is not a labels file (it is no object)"));
  EXPECT_THAT(refused(R"({"f_1": 3})"), HasSubstr("the label of 'f_1' is not a text"));
  EXPECT_THAT(refused(R"({"f_1": " "})"), HasSubstr("the label of 'f_1' is not a text"));
  EXPECT_THAT(refused(R"({"f_1": "visits", "f_2": "visits"})"), HasSubstr("'f_1' and 'f_2' are both 'visits'"));
  EXPECT_THROW(static_cast<void>(read_labels(folder_ / "none.json")), Error);
}

}  // namespace
}  // namespace segmenta
