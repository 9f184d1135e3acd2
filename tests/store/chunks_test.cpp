// Chunks and contiguous values, read and unpacked here, against what HDF5 makes of them.

#include "store/chunks.h"

#include <gmock/gmock.h>
#include <segmenta/store.h>

#include <fstream>
#include <numeric>
#include <random>

#include "store/contiguous.h"
#include "store/dataset.h"
#include "store/refusal.h"
#include "store/small_file.h"
#include "store/stored_rows.h"
#include "store/temporary_folder.h"

namespace segmenta {
namespace {

using h5::Handle;
using h5::Shape;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;
using Bytes = std::vector<std::byte>;

std::size_t elements(const Shape& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

// Few different bytes, so that gzip makes less of them.
Bytes draw(std::size_t size, unsigned seed = 1) {
  std::mt19937 random{seed};
  Bytes bytes(size);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(random() % 5);
  return bytes;
}

Handle packed(const Shape& chunk, bool shuffled) {
  Handle how(H5Pcreate(H5P_DATASET_CREATE));
  H5Pset_chunk(how.get(), static_cast<int>(chunk.size()), chunk.data());
  if (shuffled) H5Pset_shuffle(how.get());
  H5Pset_deflate(how.get(), 4);
  return how;
}

Bytes read_by_hdf5(const Dataset& data, const Part& part, hid_t type) {
  const Handle in_file(H5Dget_space(data.id()));
  H5Sselect_hyperslab(in_file.get(), H5S_SELECT_SET, part.offset.data(), nullptr, part.extent.data(), nullptr);
  const Handle in_memory(H5Screate_simple(static_cast<int>(part.extent.size()), part.extent.data(), nullptr));
  Bytes values(elements(part.extent) * H5Tget_size(type));
  EXPECT_GE(H5Dread(data.id(), type, in_memory.get(), in_file.get(), H5P_DEFAULT, values.data()), 0);
  return values;
}

Bytes read_here(const Dataset& data, const Part& part) {
  Bytes values(elements(part.extent) * H5Tget_size(data.type()));
  data.read(part, data.type(), values.data());
  return values;
}

bool is_read_here(const Dataset& data) {
  return PackedChunks::of(data.id(), data.shape()) != nullptr ||
         ContiguousValues::of(data.id(), data.shape()) != nullptr;
}

Part all_of(const Dataset& data) { return {Shape(data.shape().size(), 0), data.shape()}; }

Part draw_part(const Shape& shape, std::mt19937& random) {
  Part part;
  for (const hsize_t places : shape) {
    part.offset.push_back(random() % places);
    part.extent.push_back(1 + random() % (places - part.offset.back()));
  }
  return part;
}

Handle standard(hid_t type) { return Handle(H5Tcopy(type)); }

Handle compound() {
  Handle type(H5Tcreate(H5T_COMPOUND, 13));
  H5Tinsert(type.get(), "age", 0, H5T_STD_U8LE);
  H5Tinsert(type.get(), "spend", 1, H5T_IEEE_F64BE);
  H5Tinsert(type.get(), "visits", 9, H5T_STD_I32LE);
  return type;
}

struct Case {
  std::string name;
  std::function<Handle()> type;
  Shape shape, chunk;
};

enum class Storage { gzip, shuffled_gzip, chunks, contiguous };

Handle stored(Storage storage, const Shape& chunk) {
  if (storage == Storage::contiguous) return Handle(H5Pcreate(H5P_DATASET_CREATE));
  Handle how = packed(chunk, storage == Storage::shuffled_gzip);
  if (storage == Storage::chunks) H5Premove_filter(how.get(), H5Z_FILTER_ALL);
  return how;
}

std::string name_of(Storage storage) {
  constexpr const char* names[] = {"gzip", "shuffled_gzip", "chunks", "contiguous"};
  return names[static_cast<std::size_t>(storage)];
}

class AStoredDataset : public testing::TestWithParam<std::tuple<Case, Storage>> {};

TEST_P(AStoredDataset, HoldsWhatHdf5Reads) {
  const auto& [what, storage] = GetParam();
  const TemporaryFolder folder;
  const Handle type = what.type();
  const Bytes values = draw(elements(what.shape) * H5Tget_size(type.get()));
  SmallFile(folder / "store.h5")
      .dataset("/data", type.get(), what.shape, values.data(), stored(storage, what.chunk).get());
  const h5::File file = h5::open_file(folder / "store.h5");
  const Dataset data(file, "/data");
  EXPECT_TRUE(is_read_here(data));
  EXPECT_EQ(read_here(data, all_of(data)), values);
  std::mt19937 random{7};
  for (int i = 0; i < 50; ++i) {
    const Part part = draw_part(what.shape, random);
    EXPECT_EQ(read_here(data, part), read_by_hdf5(data, part, data.type()));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Types, AStoredDataset,
    testing::Combine(
        testing::Values(Case{"float32_column", [] { return standard(H5T_IEEE_F32LE); }, {1000}, {64}},
                        Case{"float64_column", [] { return standard(H5T_IEEE_F64LE); }, {1000}, {100}},
                        Case{"uint8_column", [] { return standard(H5T_STD_U8LE); }, {997}, {1}},
                        Case{"int16_column", [] { return standard(H5T_STD_I16LE); }, {997}, {50}},
                        Case{"int64_big_endian_column", [] { return standard(H5T_STD_I64BE); }, {777}, {777}},
                        Case{"text_column", [] { return h5::fixed_string(5); }, {300}, {37}},
                        Case{"compound_table", compound, {500}, {33}},
                        Case{"float32_matrix", [] { return standard(H5T_IEEE_F32LE); }, {101, 13}, {10, 4}},
                        Case{"float64_big_endian_matrix", [] { return standard(H5T_IEEE_F64BE); }, {64, 9}, {7, 9}},
                        Case{"int32_matrix_by_columns", [] { return standard(H5T_STD_I32LE); }, {50, 70}, {50, 1}}),
        testing::Values(Storage::gzip, Storage::shuffled_gzip, Storage::chunks, Storage::contiguous)),
    [](const auto& tested) { return std::get<0>(tested.param).name + "_" + name_of(std::get<1>(tested.param)); });

INSTANTIATE_TEST_SUITE_P(
    LongLines, AStoredDataset,
    testing::Combine(
        testing::Values(Case{"float64_matrix", [] { return standard(H5T_IEEE_F64LE); }, {3, 70'000}, {1, 999}},
                        Case{"float32_column", [] { return standard(H5T_IEEE_F32LE); }, {200'000}, {5000}}),
        testing::Values(Storage::contiguous)),
    [](const auto& tested) { return std::get<0>(tested.param).name + "_" + name_of(std::get<1>(tested.param)); });

// As float64, in blocks that chunks go beyond, with some columns left out.
void expect_numbers_of_hdf5(const h5::File& file, std::size_t row_axis) {
  StoredRows rows(file, "/data", row_axis);
  const Dataset& data = rows.dataset();
  const std::int64_t block = 37, n = rows.rows();
  for (std::int64_t first = 0; first < n; first += block) {
    const std::int64_t count = std::min(block, n - first);
    std::vector<double> high(static_cast<std::size_t>(count)), low(high);
    const std::vector<Wanted> wanted{{5, high.data()}, {2, low.data()}};
    rows.read(wanted, first, count);
    for (const Wanted& want : wanted) {
      Part column{{static_cast<hsize_t>(first), want.member}, {static_cast<hsize_t>(count), 1}};
      if (row_axis == 1) std::swap(column.offset[0], column.offset[1]);
      if (row_axis == 1) std::swap(column.extent[0], column.extent[1]);
      const Bytes expected = read_by_hdf5(data, column, H5T_NATIVE_DOUBLE);
      const std::span<const double> got(want.values, static_cast<std::size_t>(count));
      EXPECT_TRUE(std::equal(expected.begin(), expected.end(), std::as_bytes(got).begin()));
    }
  }
}

TEST(AStoredMatrix, HasItsRowsAlongEitherDimension) {
  const TemporaryFolder folder;
  for (const std::size_t row_axis : {0U, 1U}) {
    const Shape shape = row_axis == 0 ? Shape{200, 7} : Shape{7, 200};
    const Shape chunk = row_axis == 0 ? Shape{30, 3} : Shape{3, 30};
    std::vector<float> values(1400);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = 0.25F * static_cast<float>(i);
    for (const Storage storage : {Storage::shuffled_gzip, Storage::chunks, Storage::contiguous}) {
      SmallFile(folder / "store.h5")
          .dataset("/data", H5T_NATIVE_FLOAT, shape, values.data(), stored(storage, chunk).get());
      expect_numbers_of_hdf5(h5::open_file(folder / "store.h5"), row_axis);
    }
  }
}

TEST(PackedColumns, AreReadTogether) {
  const TemporaryFolder folder;
  const std::size_t rows = 5000, columns = 12;
  {
    const SmallFile file(folder / "store.h5");
    for (std::size_t j = 0; j < columns; ++j) {
      std::vector<std::int32_t> values(rows);
      for (std::size_t i = 0; i < rows; ++i) values[i] = static_cast<std::int32_t>(i * (j + 1));
      file.dataset("/c" + std::to_string(10 + j), H5T_NATIVE_INT32, {rows}, values.data(),
                   packed({700 + 100 * j}, j % 2 == 0).get());
    }
  }
  const auto store = open_store(folder / "store.h5");
  std::vector<std::size_t> all(columns);
  std::iota(all.begin(), all.end(), std::size_t{0});
  for (std::size_t first = 0; first < rows; first += 1000) {
    std::vector<double> values(1000 * columns);
    store->read(all, static_cast<std::int64_t>(first), 1000, values.data());
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::size_t row = first + i % 1000, column = i / 1000;
      ASSERT_EQ(values[i], static_cast<double>(row * (column + 1)));
    }
  }
}

// A column of 4 chunks of 100 values, which a test writes one by one.
class ChunkByChunk : public testing::Test {
 protected:
  static constexpr hsize_t rows = 100;

  /// A chunk as gzip alone, or with shuffle, stores it.
  Bytes stored(const Bytes& values, bool shuffled, hsize_t count = rows) {
    const SmallFile file(folder / "other.h5");
    const Handle data =
        file.dataset("/data", H5T_NATIVE_DOUBLE, {count}, values.data(), packed({count}, shuffled).get());
    H5Fflush(file.id(), H5F_SCOPE_LOCAL);
    hsize_t size = 0, first = 0;
    H5Dget_chunk_storage_size(data.get(), &first, &size);
    Bytes bytes(size);
    std::uint32_t mask = 0;
    H5Dread_chunk(data.get(), H5P_DEFAULT, &first, &mask, bytes.data());
    return bytes;
  }
  static void write(const Handle& data, hsize_t chunk, std::uint32_t mask, const Bytes& bytes) {
    const hsize_t first = chunk * rows;
    ASSERT_GE(H5Dwrite_chunk(data.get(), H5P_DEFAULT, mask, &first, bytes.size(), bytes.data()), 0);
  }
  Handle created(const SmallFile& small) const {
    return small.dataset("/spend", H5T_NATIVE_DOUBLE, {4 * rows}, nullptr, how.get());
  }
  void expect_as_by_hdf5() const {
    const h5::File opened = h5::open_file(file);
    const Dataset data(opened, "/spend");
    EXPECT_TRUE(is_read_here(data));
    EXPECT_EQ(read_here(data, all_of(data)), read_by_hdf5(data, all_of(data), data.type()));
  }
  /// Chunk 2 is that, the others are good.
  std::string refusal_of(std::uint32_t mask, const Bytes& bytes) {
    {
      const SmallFile small(file);
      const Handle data = created(small);
      for (const hsize_t chunk : {0U, 1U, 3U}) write(data, chunk, 0, stored(draw(800), true));
      write(data, 2, mask, bytes);
    }
    const auto store = open_store(file);
    const std::size_t spend = 0;
    std::vector<double> values(400);
    store->read({&spend, 1}, 0, 200, values.data());
    return refusal([&] { store->read({&spend, 1}, 150, 100, values.data()); });
  }

  TemporaryFolder folder;
  std::filesystem::path file = folder / "store.h5";
  Handle how = packed({rows}, true);
};

TEST_F(ChunkByChunk, AFilterThatWasLeftOutIsNotUndone) {
  const Bytes values = draw(800);
  Bytes shuffled(800);
  for (std::size_t i = 0; i < 800; ++i) shuffled[i % 8 * 100 + i / 8] = values[i];
  {
    const SmallFile small(file);
    const Handle data = created(small);
    write(data, 0, 0, stored(values, true));
    write(data, 1, 0b01, stored(values, false));
    write(data, 2, 0b10, shuffled);
    write(data, 3, 0b11, values);
  }
  expect_as_by_hdf5();
  const h5::File opened = h5::open_file(file);
  const Dataset data(opened, "/spend");
  for (hsize_t chunk = 0; chunk < 4; ++chunk) EXPECT_EQ(read_here(data, {{chunk * rows}, {rows}}), values);
}

TEST_F(ChunkByChunk, AChunkThatWasNeverWrittenHoldsTheFillValue) {
  const double fill = 42;
  H5Pset_fill_value(how.get(), H5T_NATIVE_DOUBLE, &fill);
  {
    const SmallFile small(file);
    const Handle data = created(small);
    write(data, 0, 0, stored(draw(800), true));
    write(data, 3, 0, stored(draw(800), true));
  }
  expect_as_by_hdf5();
  const auto store = open_store(file);
  const std::size_t spend = 0;
  std::vector<double> values(300);
  store->read({&spend, 1}, 100, 300, values.data());
  EXPECT_EQ(values[0], fill);
  EXPECT_EQ(values[199], fill);
  EXPECT_NE(values[200], fill);
}

TEST_F(ChunkByChunk, OtherThanItsSizeIsRefused) {
  const auto names_its_rows = AllOf(StartsWith("3: "), HasSubstr("'/spend' rows 200 to 249: cannot be read"));
  EXPECT_THAT(refusal_of(0, stored(draw(792), true, 99)), names_its_rows);
  EXPECT_THAT(refusal_of(0, stored(draw(808), true, 101)), names_its_rows);
  EXPECT_THAT(refusal_of(0b11, draw(799)), names_its_rows);
  EXPECT_THAT(refusal_of(0b11, draw(801)), names_its_rows);
  EXPECT_EQ(refusal_of(0b11, draw(800)), "no error");
}

TEST_F(ChunkByChunk, ThatIsNotGzipIsRefused) {
  const auto names_its_rows = AllOf(StartsWith("3: "), HasSubstr("'/spend' rows 200 to 249: cannot be read"));
  EXPECT_THAT(refusal_of(0, draw(500)), names_its_rows);
  Bytes bytes = stored(draw(800), true);
  bytes.back() ^= std::byte{1};  // of its checksum
  EXPECT_THAT(refusal_of(0, bytes), names_its_rows);
  bytes = stored(draw(800), true);
  bytes.resize(bytes.size() / 2);
  EXPECT_THAT(refusal_of(0, bytes), names_its_rows);
}

TEST_F(ChunkByChunk, IsKeptUntilItsLastRowIsRead) {
  haddr_t address = 0;
  {
    const SmallFile small(file);
    const Handle data = created(small);
    for (const hsize_t chunk : {0U, 1U, 2U, 3U}) write(data, chunk, 0, stored(draw(800), true));
    hsize_t first = 0, size = 0;
    unsigned mask = 0;
    H5Dget_chunk_info_by_coord(data.get(), &first, &mask, &address, &size);
  }
  const h5::File opened = h5::open_file(file);
  const Dataset data(opened, "/spend");
  const Bytes before = read_here(data, {{0}, {60}});
  std::fstream(file, std::ios::in | std::ios::out | std::ios::binary)
      .seekp(static_cast<std::streamoff>(address))
      .write("damage", 6);
  EXPECT_EQ(read_here(data, {{60}, {60}}).size(), 480);
  EXPECT_THAT(refusal([&] { read_here(data, {{0}, {60}}); }), HasSubstr("rows 0 to 59: cannot be read"));
}

TEST(OtherStorage, IsLeftToHdf5) {
  const TemporaryFolder folder;
  const std::vector<double> values(100, 1.5);
  {
    const SmallFile file(folder / "store.h5");
    const auto write = [&](const std::string& path, herr_t (*change)(hid_t)) {
      const Handle how = packed({30}, true);
      change(how.get());
      file.dataset(path, H5T_NATIVE_DOUBLE, {100}, values.data(), how.get());
    };
    write("/checked", H5Pset_fletcher32);
    write("/twice", H5Pset_shuffle);
    write("/plain_edges", [](hid_t how) { return H5Pset_chunk_opts(how, H5D_CHUNK_DONT_FILTER_PARTIAL_CHUNKS); });
    write("/compact", [](hid_t how) {
      H5Premove_filter(how, H5Z_FILTER_ALL);
      return H5Pset_layout(how, H5D_COMPACT);
    });
    write("/shuffled_only", [](hid_t how) { return H5Premove_filter(how, H5Z_FILTER_DEFLATE); });
  }
  const h5::File file = h5::open_file(folder / "store.h5");
  for (const char* path : {"/checked", "/twice", "/plain_edges", "/compact", "/shuffled_only"}) {
    const Dataset data(file, path);
    EXPECT_FALSE(is_read_here(data)) << path;
    EXPECT_EQ(read_here(data, all_of(data)),
              Bytes(std::as_bytes(std::span(values)).begin(), std::as_bytes(std::span(values)).end()))
        << path;
  }
}

TEST(OtherStorage, ThatWasNeverWrittenHoldsZeros) {
  const TemporaryFolder folder;
  SmallFile(folder / "store.h5").dataset("/data", H5T_NATIVE_DOUBLE, {10}, nullptr);
  const h5::File file = h5::open_file(folder / "store.h5");
  const Handle data(H5Dopen2(file.id(), "/data", H5P_DEFAULT));
  EXPECT_EQ(ContiguousValues::of(data.get(), {10}), nullptr);
}

// As MATLAB writes before its own header.
TEST(ContiguousValues, MayFollowABlockOfAnotherProgram) {
  const TemporaryFolder folder;
  const std::vector<double> values{1, 2, 3};
  {
    const Handle creation(H5Pcreate(H5P_FILE_CREATE));
    H5Pset_userblock(creation.get(), 512);
    const Handle file(H5Fcreate((folder / "store.h5").c_str(), H5F_ACC_TRUNC, creation.get(), H5P_DEFAULT));
    const hsize_t count = values.size();
    const Handle space(H5Screate_simple(1, &count, nullptr));
    const Handle data(
        H5Dcreate2(file.get(), "/data", H5T_NATIVE_DOUBLE, space.get(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    H5Dwrite(data.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
  }
  const h5::File file = h5::open_file(folder / "store.h5");
  const Dataset data(file, "/data");
  EXPECT_TRUE(is_read_here(data));
  EXPECT_EQ(read_here(data, all_of(data)),
            Bytes(std::as_bytes(std::span(values)).begin(), std::as_bytes(std::span(values)).end()));
}

TEST(ContiguousValues, ThatAreCutOffWhileTheyAreReadAreRefusedByRow) {
  const TemporaryFolder folder;
  SmallFile(folder / "store.h5").numbers("/spend", std::vector<double>(100'000, 1));
  const h5::File file = h5::open_file(folder / "store.h5");
  const Dataset data(file, "/spend");
  std::filesystem::resize_file(folder / "store.h5", 500'000);
  read_here(data, {{0}, {1000}});
  EXPECT_THAT(refusal([&] {
                read_here(data, {{90'000}, {1000}});
              }),
              AllOf(HasSubstr("rows 90000 to 90999"), HasSubstr("the file ends before them")));
}

// Larger than the cache that HDF5 has unless it is asked for more.
TEST(AChunkLeftToHdf5, IsKeptUntilItsLastRowIsRead) {
  const TemporaryFolder folder;
  const hsize_t rows = 300'000;
  haddr_t address = 0;
  {
    const Handle how = packed({rows}, true);
    H5Pset_fletcher32(how.get());
    const SmallFile file(folder / "store.h5");
    const Handle data = file.dataset("/spend", H5T_NATIVE_DOUBLE, {rows}, draw(8 * rows).data(), how.get());
    H5Fflush(file.id(), H5F_SCOPE_LOCAL);
    hsize_t first = 0, size = 0;
    unsigned mask = 0;
    H5Dget_chunk_info_by_coord(data.get(), &first, &mask, &address, &size);
  }
  const h5::File opened = h5::open_file(folder / "store.h5");
  const Dataset data(opened, "/spend");
  read_here(data, {{0}, {1000}});
  std::fstream(folder / "store.h5", std::ios::in | std::ios::out | std::ios::binary)
      .seekp(static_cast<std::streamoff>(address))
      .write("damage", 6);
  EXPECT_EQ(read_here(data, {{1000}, {1000}}).size(), 8000);
}

TEST(VariableText, IsLeftToHdf5) {
  const TemporaryFolder folder;
  const std::vector<const char*> texts{"a", "bb", "ccc"};
  SmallFile(folder / "store.h5")
      .dataset("/text", h5::variable_string().get(), {3}, texts.data(), packed({2}, false).get());
  const h5::File file = h5::open_file(folder / "store.h5");
  StoredRows rows(file, "/text");
  EXPECT_FALSE(is_read_here(rows.dataset()));
  EXPECT_THAT(rows.read_text(0, 0, 3), testing::ElementsAre("a", "bb", "ccc"));
}

TEST(Unshuffling, PutsTheBytesOfAnElementTogether) {
  const std::string shuffled =
      "ad"
      "be"
      "cf"
      "x";
  std::string values(7, ' ');
  unshuffle(std::as_bytes(std::span(shuffled)), 3, std::as_writable_bytes(std::span(values)).data());
  EXPECT_EQ(values, "abcdefx");
}

}  // namespace
}  // namespace segmenta
