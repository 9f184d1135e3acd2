// Files with bytes changed or cut off: they open and read, or are refused; nothing else.

#include <gmock/gmock.h>
#include <segmenta/inspect.h>
#include <segmenta/model.h>

#include <fstream>
#include <iterator>
#include <random>

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

// A name that GoogleTest takes.
std::string test_name(const testing::TestParamInfo<std::string>& file) {
  std::string name = file.param;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

class Damaged : public testing::TestWithParam<std::string> {
 protected:
  // Reads the bytes as a store; any exception but Error, and any crash, fails the test.
  void read(const std::string& bytes) {
    write_bytes(file, bytes);
    const std::string outcome = refusal([&] { read_all(file); });
    EXPECT_THAT(outcome, testing::AnyOf("no error", StartsWith("3: "), StartsWith("4: ")));
    ++(outcome == "no error" ? read_well : refused);
  }

  TemporaryFolder folder;
  std::filesystem::path file = folder / "damaged.h5";
  std::string bytes = bytes_of(store_path(GetParam()));
  std::mt19937 random{20240229};
  int read_well = 0, refused = 0;
};

using CutShort = Damaged;
using WithABitChanged = Damaged;

TEST_P(CutShort, IsRefused) {
  for (int i = 0; i < 100; ++i) read(bytes.substr(0, random() % bytes.size()));
  EXPECT_EQ(read_well, 0);
}

INSTANTIATE_TEST_SUITE_P(Stores, CutShort,
                         testing::Values("group.h5", "group_by_name.h5", "matrix.h5", "compound_text.h5",
                                         "pandas_table.h5", "sparse.h5ad", "vaex.hdf5"),
                         test_name);

TEST_P(WithABitChanged, IsReadOrRefused) {
  for (int i = 0; i < 300; ++i) {
    std::string changed = bytes;
    changed[random() % bytes.size()] ^= static_cast<char>(1U << (random() % 8));
    read(changed);
  }
  EXPECT_GT(read_well, 0);
  EXPECT_GT(refused, 0);
}

// Files without strings of variable length: HDF5 1.10 itself crashes, or goes round in circles, where those lead
// astray.
INSTANTIATE_TEST_SUITE_P(Stores, WithABitChanged,
                         testing::Values("compound.h5", "matrix_bare.h5", "pandas_data_columns.h5", "pandas_fixed.h5",
                                         "pandas_table.h5"),
                         test_name);

TEST(ADamagedChunk, IsNamedWithItsRows) {
  const TemporaryFolder folder;
  const auto path = folder / "store.h5";
  haddr_t address = 0;
  {
    const SmallFile file(path);
    const h5::Handle packed(H5Pcreate(H5P_DATASET_CREATE));
    const hsize_t chunk = 100;
    H5Pset_chunk(packed.get(), 1, &chunk);
    H5Pset_fletcher32(packed.get());
    const std::vector<double> values(1000, 1.5);
    const h5::Handle data = file.dataset("/spend", H5T_NATIVE_DOUBLE, {1000}, values.data(), packed.get());
    hsize_t offset = 0, size = 0;
    unsigned mask = 0;
    const h5::Handle space(H5Dget_space(data.get()));
    ASSERT_GE(H5Dget_chunk_info(data.get(), space.get(), 7, &offset, &mask, &address, &size), 0);
  }
  std::string bytes = bytes_of(path);
  bytes[address + 5] ^= 1;
  write_bytes(path, bytes);
  const auto store = open_store(path);
  const std::size_t column = 0;
  std::vector<double> values(1000);
  store->read({&column, 1}, 0, 700, values.data());
  EXPECT_THAT(refusal([&] {
                store->read({&column, 1}, 650, 100, values.data());
              }),
              AllOf(StartsWith("3: "), HasSubstr("'/spend' rows 650 to 749"), HasSubstr("cannot be read")));
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
