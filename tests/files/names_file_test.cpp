// Names files: what is read back, what is refused, and that no name of a person is lost.

#include <gmock/gmock.h>
#include <segmenta/error.h>
#include <segmenta/files.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "store/refusal.h"
#include "store/temporary_folder.h"

namespace segmenta {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

std::vector<std::string> names_in(const std::filesystem::path& file, int k) {
  std::vector<std::string> names;
  for (const SegmentName& one : read_segment_names(file, k)) names.push_back(one.name);
  return names;
}

class NamesFile : public testing::Test {
 protected:
  void write(const std::string& text) const { std::ofstream(file_) << text; }
  [[nodiscard]] std::string text() const {
    std::ifstream stream(file_);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  [[nodiscard]] std::string refusal(const std::string& text) const {
    write(text);
    const std::string message = segmenta::refusal([&] { read_segment_names(file_, 3); });
    EXPECT_THAT(message, StartsWith("3: ")) << "the data are at fault";
    return message;
  }

  const TemporaryFolder folder_;
  const std::filesystem::path file_ = folder_ / "names.json";
};

TEST_F(NamesFile, IsReadAsItWasWritten) {
  write_names(file_, {{"Gäste \"A\"", "High a"}, {"Low a", "Low a"}});
  EXPECT_THAT(names_in(file_, 2), ElementsAre("Gäste \"A\"", "Low a"));
  EXPECT_TRUE(read_segment_names(file_, 2)[0].is_given());
  EXPECT_FALSE(read_segment_names(file_, 2)[1].is_given());
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_.path()), {}), 1) << "no temporary file is left";
}

TEST_F(NamesFile, MayNameSomeSegmentsOnly) {
  write(R"({"segments": [{"segment": 2, "name": "Two"}]})");
  EXPECT_THAT(names_in(file_, 3), ElementsAre("", "", "Two"));
}

TEST_F(NamesFile, NeverLosesANameThatAPersonGave) {
  write(
      R"({"segments": [{"segment": 0, "name": "Mine", "automatic": "High a"}, {"segment": 1, "name": "Low a", "automatic": "Low a"}]})");
  const std::string before = text();
  EXPECT_THROW(write_names(file_, {{"High b", "High b"}, {"Low b", "Low b"}}), Error);
  EXPECT_EQ(text(), before);
  write_names(file_, {{"Mine", "High b"}, {"Low b", "Low b"}});
  EXPECT_THAT(names_in(file_, 2), ElementsAre("Mine", "Low b"));
  EXPECT_THROW(write_names(file_, {{"Mine", "High b"}}), Error) << "a file of more segments";
  write("my notes");
  EXPECT_THROW(write_names(file_, {{"Mine", "High b"}}), Error) << "not a names file";
  EXPECT_EQ(text(), "my notes");
}

TEST_F(NamesFile, RefusesWhatIsUnfitAndNamesTheEntry) {
  const auto entry = [&](const std::string& second) {
    return refusal(R"({"segments": [{"segment": 0, "name": "A"}, )" + second + "]}");
  };
  EXPECT_THAT(entry(R"({"segment": 3, "name": "B"})"), HasSubstr("Entry 1 of"));
  EXPECT_THAT(entry(R"({"segment": 3, "name": "B"})"), HasSubstr("there is no segment 3, they are 0 to 2"));
  EXPECT_THAT(entry(R"({"segment": -1, "name": "B"})"), HasSubstr("there is no segment -1"));
  EXPECT_THAT(entry(R"({"segment": 0, "name": "B"})"), HasSubstr("segment 0 is named before"));
  EXPECT_THAT(entry(R"({"segment": 1, "name": "A"})"), HasSubstr("segment 0 is called 'A' too"));
  EXPECT_THAT(entry(R"({"segment": 1, "name": "  "})"), HasSubstr("the name of segment 1 is empty"));
  EXPECT_THAT(entry(R"({"segment": "1", "name": "B"})"), HasSubstr("Entry 1 of"));
  EXPECT_THAT(entry(R"({"segment": 1, "name": "B", "automatic": 3})"), HasSubstr("Entry 1 of"));
  EXPECT_THAT(entry("7"), HasSubstr("Entry 1 of"));
  EXPECT_THAT(refusal("[]"), HasSubstr("not a names file"));
  EXPECT_THAT(refusal("{"), HasSubstr("it is not JSON"));
  EXPECT_THROW(read_segment_names(folder_ / "absent.json", 2), Error);
}

}  // namespace
}  // namespace segmenta
