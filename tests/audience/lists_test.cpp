// The files of a list: whole lines, split where a platform takes no more, with their digests; and the folder of all.

#include <gmock/gmock.h>
#include <segmenta/error.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "audience/list_files.h"
#include "audience/pending_folder.h"
#include "audience/person.h"
#include "store/refusal.h"
#include "store/temporary_folder.h"

namespace segmenta {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

unsigned mode_of(const fs::path& path) {
  struct stat status {};
  EXPECT_EQ(stat(path.c_str(), &status), 0);
  return status.st_mode & 0777U;
}

class Lists : public testing::Test {
 protected:
  TemporaryFolder folder;
  fs::path target = folder / "lists";
};

TEST_F(Lists, AreSplitBetweenLines) {
  PendingFolder pending(target, Overwrite::allowed);
  pending.add_folder("meta");
  ListFiles list(pending, "meta/0", "email\n", 20, 7);
  for (int i = 0; i < 5; ++i) list.add("12345\n");
  const std::vector<ListFile> files = list.finish();
  ASSERT_EQ(files.size(), 3);
  EXPECT_EQ(files[0].file, "meta/0-01.csv");
  EXPECT_EQ(files[2].rows, 1);
  pending.append("manifest.json", "{}");
  pending.commit();
  Sha256 sha256;
  for (const ListFile& file : files) {
    const std::string text = text_of(target / file.file);
    EXPECT_LE(text.size(), 20);
    EXPECT_THAT(text, StartsWith("email\n12345\n"));
    EXPECT_EQ(hex(sha256(text)), file.sha256);
  }
}

TEST_F(Lists, OfOneFileHaveNoNumber) {
  PendingFolder pending(target, Overwrite::allowed);
  ListFiles list(pending, "3", "id\n", 0, 1000), none(pending, "4", "id\n", 0, 1000);
  list.add("1\n");
  EXPECT_EQ(list.finish().front().file, "3.csv");
  EXPECT_THAT(none.finish(), IsEmpty());
}

TEST_F(Lists, AreForTheirOwnerAlone) {
  {
    PendingFolder pending(target, Overwrite::allowed);
    pending.append("manifest.json", "{}");
    pending.commit();
  }
  EXPECT_EQ(mode_of(target), 0700);
  EXPECT_EQ(mode_of(target / "manifest.json"), 0600);
}

TEST_F(Lists, AreThereWholeOrNotAtAll) {
  {
    const PendingFolder pending(target, Overwrite::allowed);
    pending.append("manifest.json", "{}");
  }
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST_F(Lists, ReplaceAnAudienceAndNothingElse) {
  for (const char* text : {"old", "new"}) {
    PendingFolder pending(target, Overwrite::allowed);
    pending.append("manifest.json", text);
    pending.commit();
  }
  EXPECT_EQ(text_of(target / "manifest.json"), "new");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1);
  EXPECT_THAT(refusal([&] { const PendingFolder pending(target, Overwrite::refused); }), StartsWith("2: "));
  fs::remove(target / "manifest.json");
  std::ofstream(target / "holiday.jpg") << "beach";
  EXPECT_THAT(refusal([&] { const PendingFolder pending(target, Overwrite::allowed); }),
              AllOf(StartsWith("2: "), HasSubstr("no folder with a manifest.json")));
  EXPECT_EQ(text_of(target / "holiday.jpg"), "beach");
}

TEST(ACell, IsQuotedWhereItMustBe) {
  std::string line;
  for (const char* value : {"plain", "a,b", "say \"hi\"", "two\nlines", ""}) {
    add_cell(value, line);
    line += '|';
  }
  EXPECT_EQ(line, "plain|\"a,b\"|\"say \"\"hi\"\"\"|\"two\nlines\"||");
}

}  // namespace
}  // namespace segmenta
