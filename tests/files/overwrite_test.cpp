// A file that is there already, or comes while another one is made.

#include <gmock/gmock.h>
#include <segmenta/error.h>
#include <segmenta/files.h>
#include <segmenta/store.h>

#include <atomic>
#include <filesystem>
#include <iterator>
#include <thread>
#include <vector>

#include "store/refusal.h"
#include "store/temporary_folder.h"

namespace segmenta {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

std::int64_t files_in(const std::filesystem::path& folder) {
  return std::distance(std::filesystem::directory_iterator(folder), {});
}

void write_value(const std::filesystem::path& file, double value, Overwrite overwrite) {
  write_store(file, std::vector<std::int64_t>{1}, {{{"value", ColumnType::real, "float64", "", "", ""}, {value}, {}}},
              {}, overwrite);
}

double value_in(const std::filesystem::path& file) {
  const auto store = open_store(file);
  const std::size_t column = 0;
  double value = 0;
  store->read({&column, 1}, 0, 1, &value);
  return value;
}

TEST(Overwrite, RefusedKeepsTheStoreThatIsThere) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder / "customers.h5";
  write_value(file, 1, Overwrite::refused);
  EXPECT_THAT(refusal([&] { write_value(file, 2, Overwrite::refused); }),
              AllOf(StartsWith("2: "), HasSubstr("customers.h5"), HasSubstr("--no-clobber")));
  EXPECT_EQ(value_in(file), 1);
  EXPECT_EQ(files_in(file.parent_path()), 1) << "nothing is left of the other";
  write_value(file, 3, Overwrite::allowed);
  EXPECT_EQ(value_in(file), 3);
}

TEST(Overwrite, RefusedKeepsTheTextThatIsThere) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder / "names.json";
  write_names(file, {{"One", ""}}, {}, Overwrite::refused);
  EXPECT_THAT(refusal([&] { write_names(file, {{"Two", ""}}, {}, Overwrite::refused); }), StartsWith("2: "));
  EXPECT_EQ(read_segment_names(file, 1)[0].name, "One");
  EXPECT_EQ(files_in(file.parent_path()), 1);
}

TEST(Overwrite, RefusedLetsOneOfManyWriters) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder / "names.json";
  constexpr int writers = 8;
  std::atomic<int> ready = 0, written = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < writers; ++i) {
    threads.emplace_back([&, i] {
      ++ready;
      while (ready < writers) std::this_thread::yield();
      try {
        write_names(file, {{std::to_string(i), ""}}, {}, Overwrite::refused);
        ++written;
      } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::usage);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(written, 1);
  EXPECT_EQ(files_in(file.parent_path()), 1);
}

}  // namespace
}  // namespace segmenta
