// Files cut short or with bits changed: they open and read, or are refused; nothing else.

#include <gmock/gmock.h>
#include <segmenta/files.h>
#include <segmenta/inspect.h>
#include <segmenta/model.h>
#include <segmenta/store.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>

#include "store/crashes.h"
#include "store/expected.h"
#include "store/refusal.h"
#include "store/small_file.h"
#include "store/temporary_folder.h"

namespace segmenta {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write_bytes(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void read_all(const std::filesystem::path& file) {
  const auto store = open_store(file);
  inspect(*store, {});
  check_unique_ids(*store);
}

class CutShort : public testing::TestWithParam<std::string> {};

TEST_P(CutShort, IsRefused) {
  const TemporaryFolder folder;
  const std::string bytes = bytes_of(store_path(GetParam()));
  std::mt19937 random{20240229};
  for (int i = 0; i < 100; ++i) {
    write_bytes(folder / "cut.h5", bytes.substr(0, random() % bytes.size()));
    EXPECT_THAT(refusal([&] { read_all(folder / "cut.h5"); }), StartsWith("3: "));
  }
}

INSTANTIATE_TEST_SUITE_P(Stores, CutShort,
                         testing::Values("group.h5", "group_by_name.h5", "matrix.h5", "compound_text.h5",
                                         "pandas_table.h5", "sparse.h5ad", "vaex.hdf5"),
                         [](const auto& file) {
                           std::string name = file.param;
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

// A column in 10 chunks of 100 rows, packed or with a checksum; where it is in the file.
class ChunkedColumn {
 public:
  ChunkedColumn(const std::filesystem::path& path, herr_t (*pack)(hid_t)) : path_(path) {
    const SmallFile file(path);
    const h5::Handle packed(H5Pcreate(H5P_DATASET_CREATE));
    const hsize_t rows = 100;
    H5Pset_chunk(packed.get(), 1, &rows);
    pack(packed.get());
    std::vector<double> values(1000);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i % 7) + 0.1;
    const h5::Handle data = file.dataset("/spend", H5T_NATIVE_DOUBLE, {1000}, values.data(), packed.get());
    const h5::Handle space(H5Dget_space(data.get()));
    for (hsize_t i = 0; i < 10; ++i) {
      hsize_t offset = 0;
      unsigned mask = 0;
      H5Dget_chunk_info(data.get(), space.get(), i, &offset, &mask, &chunks_[i].first, &chunks_[i].second);
    }
  }
  /// Changes a bit of a chunk.
  void change(std::size_t chunk, std::size_t bit) const {
    std::string bytes = bytes_of(path_);
    const auto [address, size] = chunks_[chunk];
    bytes[address + (bit / 8) % size] ^= static_cast<char>(1U << (bit % 8));
    write_bytes(path_, bytes);
  }

 private:
  std::filesystem::path path_;
  std::array<std::pair<haddr_t, hsize_t>, 10> chunks_{};
};

herr_t gzip(hid_t how) { return H5Pset_deflate(how, 6); }

// Bits of the data alone: with its own description of a file damaged, HDF5 1.10 itself crashes now and then.
TEST(AChangedBit, OfPackedDataIsReadOrRefused) {
  const TemporaryFolder folder;
  const ChunkedColumn column(folder / "store.h5", gzip);
  const std::string whole = bytes_of(folder / "store.h5");
  std::mt19937 random{1};
  int refused = 0;
  for (int i = 0; i < 300; ++i) {
    write_bytes(folder / "store.h5", whole);
    column.change(random() % 10, random() % 4096);
    const std::string outcome = refusal([&] { read_all(folder / "store.h5"); });
    EXPECT_THAT(outcome, testing::AnyOf("no error", AllOf(StartsWith("3: "), HasSubstr("'/spend' rows"))));
    if (outcome != "no error") ++refused;
  }
  EXPECT_GT(refused, 250);
}

TEST(ADamagedChunk, IsNamedWithItsRows) {
  const TemporaryFolder folder;
  const ChunkedColumn column(folder / "store.h5", H5Pset_fletcher32);
  column.change(7, 40);
  const auto store = open_store(folder / "store.h5");
  const std::size_t spend = 0;
  std::vector<double> values(1000);
  store->read({&spend, 1}, 0, 700, values.data());
  EXPECT_THAT(refusal([&] {
                store->read({&spend, 1}, 650, 100, values.data());
              }),
              AllOf(StartsWith("3: "), HasSubstr("'/spend' rows 650 to 749"), HasSubstr("cannot be read")));
}

// As if HDF5 had crashed: on a damaged file it may, whatever is tried before.
TEST(ACrash, OfHdf5EndsInAnErrorThatNamesTheFile) {
  const auto crash_in_hdf5 = [] {
    end_well_on_damaged_files();
    h5::note_file("store.h5");
    const h5::Handle list(H5Pcreate(H5P_DATASET_ACCESS));
    const auto crash = [](hid_t, const char*, void*) -> herr_t { std::abort(); };
    int place = 0;
    H5Piterate(list.get(), &place, crash, nullptr);
  };
  EXPECT_EXIT(crash_in_hdf5(), testing::ExitedWithCode(3), "segmenta: store.h5 is damaged");
}

TEST(ACrash, OfAnythingElseStaysACrash) {
  const auto crash = [] {
    end_well_on_damaged_files();
    std::abort();
  };
  EXPECT_EXIT(crash(), testing::KilledBySignal(SIGABRT), "");
}

TEST(AModelCutShort, IsRefused) {
  const TemporaryFolder folder;
  const auto path = folder / "model.h5";
  Model model;
  model.k = model.k_requested = 1;
  model.preparation.features = {{"spend", "spend", PreparedFeature::Kind::value, ""}};
  model.preparation.features[0].quantum = 0.5;
  model.centroids = {1};
  model.centroids_original = {1};
  model.sizes = {1};
  write_model(path, model);
  read_model(path);
  const std::string bytes = bytes_of(path);
  for (std::size_t size = 0; size < bytes.size(); size += 50) {
    write_bytes(path, bytes.substr(0, size));
    EXPECT_THAT(refusal([&] { read_model(path); }), StartsWith("3: "));
  }
}

}  // namespace
}  // namespace segmenta
