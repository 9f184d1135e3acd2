// Labels files: what is read, and what is refused.

#include <gmock/gmock.h>
#include <segmenta/error.h>
#include <segmenta/files.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace segmenta {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

class LabelsFile : public testing::Test {
 protected:
  LabelsFile() {
    std::string name = (std::filesystem::temp_directory_path() / "segmenta-labels-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    file_ = folder_ / "labels.json";
  }
  ~LabelsFile() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] Labels read(const std::string& text) const {
    std::ofstream(file_) << text;
    return read_labels(file_);
  }
  [[nodiscard]] std::string refusal(const std::string& text) const {
    try {
      static_cast<void>(read(text));
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::input);
      return error.what();
    }
    return "accepted";
  }

  std::filesystem::path folder_, file_;
};

TEST_F(LabelsFile, NamesColumns) {
  EXPECT_THAT(read(R"({"f_1": "visits", "monetary": "turnover"})"),
              ElementsAre(Pair("f_1", "visits"), Pair("monetary", "turnover")));
}

TEST_F(LabelsFile, IsRefusedWhereItIsSomethingElse) {
  EXPECT_THAT(refusal("visits"), HasSubstr("labels.json (it is not JSON). Give {\"recency_days\""));
  EXPECT_THAT(refusal("[1]"), HasSubstr("is not a labels file (it is no object)"));
  EXPECT_THAT(refusal(R"({"f_1": 3})"), HasSubstr("the label of 'f_1' is not a text"));
  EXPECT_THAT(refusal(R"({"f_1": " "})"), HasSubstr("the label of 'f_1' is not a text"));
  EXPECT_THAT(refusal(R"({"f_1": "visits", "f_2": "visits"})"), HasSubstr("'f_1' and 'f_2' are both 'visits'"));
  EXPECT_THROW(static_cast<void>(read_labels(folder_ / "none.json")), Error);
}

}  // namespace
}  // namespace segmenta
