// A file appears whole or not at all, whatever byte the disk is full at.

#include <gmock/gmock.h>
#include <segmenta/files.h>
#include <segmenta/store.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iterator>

#include "store/atomic_file.h"
#include "store/refusal.h"
#include "store/temporary_folder.h"

namespace segmenta {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::ptrdiff_t entries(const fs::path& folder) { return std::distance(fs::directory_iterator(folder), {}); }

std::int64_t open_files() { return entries("/proc/self/fd"); }

// No file of this process can grow beyond so many bytes, as on a full disk.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit now{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &now);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

// What fails is put back: the second is renamed onto a folder that came while both were written.
TEST(OutputsTogether, ComeBackWhereALaterOneCannotBePutInPlace) {
  const TemporaryFolder folder;
  const fs::path first = folder / "first.h5", fresh = folder / "fresh.h5", last = folder / "last.h5";
  std::ofstream(first) << "before";
  std::vector<std::unique_ptr<AtomicFile>> outputs;
  for (const fs::path& one : {first, fresh, last}) outputs.push_back(std::make_unique<AtomicFile>(one));
  fs::create_directory(last);
  EXPECT_THAT(refusal([&] { AtomicFile::commit_together(outputs); }), AllOf(StartsWith("4: "), HasSubstr("last.h5")));
  outputs.clear();
  EXPECT_EQ(bytes_of(first), "before");
  EXPECT_FALSE(fs::exists(fresh));
  EXPECT_EQ(entries(folder / ""), 2) << "first.h5 and the folder";
}

TEST(AReplacedFile, KeepsItsMode) {
  const TemporaryFolder folder;
  const fs::path file = folder / "a.h5";
  std::ofstream(file) << "before";
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  AtomicFile(file).commit();
  EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST(StaleFiles, OfKilledProgramsGoAfterADay) {
  const TemporaryFolder folder;
  const fs::path old = folder / ".model.h5.0123abcd.part", fresh = folder / ".model.h5.0123abce.part",
                 other = folder / ".mine.part";
  for (const fs::path& file : {old, fresh, other}) std::ofstream(file) << "x";
  const auto two_days_ago = fs::file_time_type::clock::now() - std::chrono::hours(48);
  fs::last_write_time(old, two_days_ago);
  fs::last_write_time(other, two_days_ago);
  AtomicFile(folder / "a.h5").commit();
  EXPECT_FALSE(fs::exists(old));
  EXPECT_TRUE(fs::exists(fresh)) << "somebody may be writing it";
  EXPECT_TRUE(fs::exists(other)) << "not ours";
}

class AnOutput : public testing::Test {
 protected:
  void write(std::size_t rows) {
    const std::vector<std::int64_t> ids(rows, 7);
    const StoreColumn column{{"spend", ColumnType::real, "float64", {}, {}, {}}, std::vector<double>(rows, 1), {}};
    write_store(file, ids, {column, {{"age", ColumnType::real, "float64", {}, {}, {}}, column.values, {}}});
  }

  TemporaryFolder folder;
  fs::path file = folder / "out.h5";
};

TEST_F(AnOutput, IsTheOnlyFileLeft) {
  write(10);
  EXPECT_EQ(entries(folder.path()), 1);
}

TEST_F(AnOutput, ReplacesAnOlderOne) {
  write(10);
  const std::string before = bytes_of(file);
  write(20);
  EXPECT_NE(bytes_of(file), before);
  EXPECT_EQ(entries(folder.path()), 1);
}

// Whatever byte the disk is full at: header, first dataset, second dataset, or what is left for closing.
TEST_F(AnOutput, LeavesTheOldFileAndNothingElseOnAFullDisk) {
  write(10);
  const std::string before = bytes_of(file);
  const std::int64_t open_before = open_files();
  for (const rlim_t bytes : {100U, 2048U, 5000U, 100'000U, 600'000U, 900'000U, 1'000'000U, 2'000'000U, 2'399'000U}) {
    const FullDisk full(bytes);
    EXPECT_THAT(refusal([&] { write(100'000); }), AllOf(StartsWith("4: "), HasSubstr("out.h5"),
                                                        HasSubstr("(File too large)"), HasSubstr("another folder")))
        << bytes;
    EXPECT_EQ(entries(folder.path()), 1) << bytes;
  }
  EXPECT_EQ(bytes_of(file), before);
  EXPECT_EQ(open_files(), open_before);
}

// In a process of its own, left without ceremony: HDF5 loses a kilobyte when it cannot create a file.
TEST_F(AnOutput, LeavesTheOldFileWhereNotAByteFits) {
  write(10);
  const auto outcome = [&] {
    const FullDisk full(0);
    const std::string words = refusal([&] { write(10); });
    _exit(words.starts_with("4: ") && entries(folder.path()) == 1 ? 0 : 1);
  };
  EXPECT_EXIT(outcome(), testing::ExitedWithCode(0), "");
  EXPECT_EQ(open_store(file)->rows(), 10);
}

TEST_F(AnOutput, OfStringsLeavesNothingOnAFullDisk) {
  std::vector<std::string> ids(20'000, "a");
  ids[5] = std::string(10'000, 'x');
  Segments segments;
  segments.segment.assign(ids.size(), 0);
  for (const rlim_t bytes : {3000U, 50'000U, 200'000U, 400'000U}) {
    const FullDisk full(bytes);
    EXPECT_THAT(refusal([&] { write_segments(file, "id", ids, segments, 1); }), StartsWith("4: ")) << bytes;
  }
  EXPECT_EQ(entries(folder.path()), 0);
}

TEST_F(AnOutput, CanBeWrittenOnceThereIsSpaceAgain) {
  {
    const FullDisk full(300'000);
    EXPECT_THAT(refusal([&] { write(100'000); }), StartsWith("4: "));
  }
  write(100'000);
  EXPECT_EQ(open_store(file)->rows(), 100'000);
}

TEST_F(AnOutput, IsRefusedInAFolderThatIsNotThere) {
  file = folder / "absent/out.h5";
  EXPECT_THAT(refusal([&] { write(1); }), AllOf(StartsWith("4: "), HasSubstr("there is no folder")));
}

TEST_F(AnOutput, IsRefusedInAFolderThatCannotBeWritten) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write anywhere";
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_THAT(refusal([&] { write(1); }), AllOf(StartsWith("4: "), HasSubstr("Permission denied")));
}

TEST_F(AnOutput, IsRefusedOverAFolderOrADevice) {
  fs::create_directory(file);
  EXPECT_THAT(refusal([&] { write(1); }), AllOf(StartsWith("4: "), HasSubstr("a folder or a device")));
  fs::remove(file);
  ASSERT_EQ(mkfifo(file.c_str(), 0600), 0);
  EXPECT_THAT(refusal([&] { write(1); }), AllOf(StartsWith("4: "), HasSubstr("a folder or a device")));
}

TEST_F(AnOutput, ThroughALinkReplacesWhatTheLinkPointsTo) {
  write(1);
  fs::create_symlink(file, folder / "link.h5");
  const fs::path target = file;
  file = folder / "link.h5";
  write(20);
  EXPECT_TRUE(fs::is_symlink(folder / "link.h5"));
  EXPECT_EQ(open_store(target)->rows(), 20);
}

}  // namespace
}  // namespace segmenta
