// What cannot be a store, and what is said of it.

#include <gmock/gmock.h>
#include <segmenta/files.h>
#include <segmenta/model.h>
#include <segmenta/store.h>

#include <fstream>

#include "store/refusal.h"
#include "store/small_file.h"
#include "store/temporary_folder.h"

namespace segmenta {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class Refused : public testing::Test {
 protected:
  std::string opening(const StoreOptions& options = {}) const {
    return refusal([&] { open_store(path, options); });
  }
  void write_text(const std::string& text) const { std::ofstream(path, std::ios::binary) << text; }

  TemporaryFolder folder;
  std::filesystem::path path = folder / "store.h5";
};

auto input_error(const std::string& words) { return AllOf(StartsWith("3: "), HasSubstr("store.h5"), HasSubstr(words)); }

TEST_F(Refused, AFileThatIsNotThere) { EXPECT_THAT(opening(), input_error("no such file")); }

TEST_F(Refused, AFolder) {
  std::filesystem::create_directory(path);
  EXPECT_THAT(opening(), input_error("is a folder"));
}

TEST_F(Refused, AnEmptyFile) {
  write_text("");
  EXPECT_THAT(opening(), input_error("is empty"));
}

TEST_F(Refused, ATextFileIsQuoted) {
  write_text("customer,spend\r\n17850,3.5\n");
  EXPECT_THAT(opening(),
              AllOf(input_error("not an HDF5 file"), HasSubstr("\"customer,spend\""), HasSubstr("segmenta features")));
}

TEST_F(Refused, BytesThatAreNoText) {
  write_text(std::string("PK\x03\x04\0\0", 6));
  EXPECT_THAT(opening(), input_error("does not begin with the mark of HDF5"));
}

TEST_F(Refused, AFileCutShort) {
  SmallFile(path).numbers("/spend", std::vector<double>(1000, 1));
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 100);
  EXPECT_THAT(opening(), AllOf(input_error("truncated"), HasSubstr("copied in full")));
}

TEST_F(Refused, AFileWithoutDatasets) {
  SmallFile(path).group("/a");
  EXPECT_THAT(opening(), input_error("it has no datasets"));
}

TEST_F(Refused, AModel) {
  Model model;
  model.k = model.k_requested = 1;
  model.preparation.features = {{"spend", "spend", PreparedFeature::Kind::value, ""}};
  model.centroids = {1};
  model.centroids_original = {1};
  model.sizes = {1};
  write_model(path, model);
  EXPECT_THAT(opening(), input_error("is a model"));
}

TEST_F(Refused, NoRows) {
  SmallFile(path).numbers("/spend", {});
  EXPECT_THAT(opening(), input_error("has no rows"));
}

TEST_F(Refused, NoColumnsButTheId) {
  const SmallFile file(path);
  file.group("/a");
  file.whole("/a/id", {1, 2});
  EXPECT_THAT(opening({"/a", ""}), input_error("'/a': is not a table"));
}

TEST_F(Refused, ColumnsOfUnequalLengthsAreNamedBoth) {
  const SmallFile file(path);
  file.numbers("/age", {1, 2, 3});
  file.numbers("/spend", {1, 2});
  EXPECT_THAT(opening(), AllOf(input_error("'/spend': has 2 rows"), HasSubstr("'/age' has 3")));
}

TEST_F(Refused, IdsOfAnotherLengthThanTheColumns) {
  const SmallFile file(path);
  file.whole("/id", {1, 2, 3, 4});
  file.numbers("/spend", {1, 2});
  EXPECT_THAT(opening(), AllOf(input_error("has 2 rows"), HasSubstr("'/id' has 4")));
}

TEST_F(Refused, ACube) {
  const std::vector<double> values(24);
  SmallFile(path).dataset("/x", H5T_NATIVE_DOUBLE, {2, 3, 4}, values.data());
  EXPECT_THAT(opening(), input_error("/x [2 x 3 x 4]"));
  EXPECT_THAT(opening({"/x", ""}), AllOf(input_error("has 3 dimensions"), HasSubstr("Reshape")));
}

TEST_F(Refused, ACubeAmongColumns) {
  const SmallFile file(path);
  const std::vector<double> values(24);
  file.numbers("/a", {1, 2});
  file.dataset("/x", H5T_NATIVE_DOUBLE, {2, 3, 4}, values.data());
  EXPECT_THAT(opening(), input_error("'/x': has 3 dimensions"));
}

TEST_F(Refused, ASingleValue) {
  const double value = 1;
  SmallFile(path).dataset("/x", H5T_NATIVE_DOUBLE, {}, &value);
  EXPECT_THAT(opening({"/x", ""}), input_error("is a single value"));
}

TEST_F(Refused, ALinkThatLeadsNowhere) {
  const SmallFile file(path);
  file.numbers("/a", {1, 2});
  H5Lcreate_soft("/gone", file.id(), "/b", H5P_DEFAULT, H5P_DEFAULT);
  EXPECT_THAT(opening(), AllOf(input_error("'/b'"), HasSubstr("leads nowhere"), HasSubstr("/gone")));
}

TEST_F(Refused, AnObjectThatThisHdf5DoesNotKnow) {
  std::streamoff address = 0;
  {
    const SmallFile file(path);
    file.group("/features");
    file.numbers("/features/a", {1, 2});
    file.numbers("/features/b", {1, 2});
    file.numbers("/features/c", {1, 2});
    H5O_info_t info;
    ASSERT_GE(H5Oget_info_by_name(file.id(), "/features/b", &info, H5P_DEFAULT), 0);
    address = static_cast<std::streamoff>(info.addr);
  }
  std::fstream(path, std::ios::in | std::ios::out | std::ios::binary).seekp(address).put('\x7f');  // its version
  EXPECT_THAT(opening(), AllOf(input_error("'/features/b'"), HasSubstr("a newer version of HDF5")));
}

TEST_F(Refused, ALinkIntoAFileThatIsNotThere) {
  const SmallFile file(path);
  file.numbers("/a", {1, 2});
  H5Lcreate_external("other.h5", "/x", file.id(), "/b", H5P_DEFAULT, H5P_DEFAULT);
  EXPECT_THAT(opening(), AllOf(input_error("'/b'"), HasSubstr("/x of the file other.h5")));
}

TEST_F(Refused, NotCirclesOfLinksBesideATable) {
  {
    const SmallFile file(path);
    file.group("/g");
    file.numbers("/g/a", {1, 2});
    file.group("/g/h");
    H5Lcreate_hard(file.id(), "/g", file.id(), "/g/h/up", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_soft("/", file.id(), "/g/h/top", H5P_DEFAULT, H5P_DEFAULT);
  }
  EXPECT_EQ(open_store(path)->layout().table, "/g");
}

TEST_F(Refused, ALinkToItself) {
  const SmallFile file(path);
  file.numbers("/a", {1, 2});
  H5Lcreate_soft("/b", file.id(), "/b", H5P_DEFAULT, H5P_DEFAULT);
  EXPECT_THAT(opening(), input_error("'/b'"));
}

TEST_F(Refused, AnAbsurdSize) {
  const hsize_t chunk = 1024;
  const h5::Handle chunked(H5Pcreate(H5P_DATASET_CREATE));
  H5Pset_chunk(chunked.get(), 1, &chunk);
  {
    const SmallFile file(path);
    file.dataset("/spend", H5T_NATIVE_DOUBLE, {hsize_t{1} << 60U}, nullptr, chunked.get());
  }
  EXPECT_THAT(opening(), AllOf(input_error("'/spend': claims an absurd size"), HasSubstr("1152921504606846976")));
}

// What a damaged file says of its own storage, which HDF5 believes.
class Edited {
 public:
  explicit Edited(const std::filesystem::path& path) : path_(path) {
    std::ifstream stream(path, std::ios::binary);
    bytes_.assign(std::istreambuf_iterator<char>(stream), {});
  }
  /// Replaces the only place where `before` is.
  void replace(const std::string& before, const std::string& after) {
    const std::size_t place = bytes_.find(before);
    ASSERT_NE(place, std::string::npos);
    ASSERT_EQ(bytes_.find(before, place + 1), std::string::npos);
    bytes_.replace(place, before.size(), after);
    std::ofstream(path_, std::ios::binary) << bytes_;
  }

 private:
  std::filesystem::path path_;
  std::string bytes_;
};

std::string little_endian(std::uint32_t value) {
  std::string bytes;
  for (unsigned i = 0; i < 4; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xffU);
  return bytes;
}

TEST_F(Refused, AMemberOutsideItsRow) {
  const h5::Handle row(H5Tcreate(H5T_COMPOUND, 16));
  H5Tinsert(row.get(), "first_one", 0, H5T_NATIVE_DOUBLE);
  H5Tinsert(row.get(), "second_one", 8, H5T_NATIVE_DOUBLE);
  {
    const SmallFile file(path);
    const double values[] = {1, 2, 3, 4};
    file.dataset("/t", row.get(), {2}, values);
  }
  // The offset of a member follows its name, which is padded to a multiple of 8.
  const std::string name("second_one\0\0\0\0\0\0", 16);
  Edited(path).replace(name + little_endian(8), name + little_endian(12));
  EXPECT_THAT(opening(), input_error("member 'second_one' lies outside its row"));
}

TEST_F(Refused, ChunksLargerThanTheDatasetCanBe) {
  {
    const SmallFile file(path);
    const h5::Handle chunked(H5Pcreate(H5P_DATASET_CREATE));
    const hsize_t rows = 1237;
    H5Pset_chunk(chunked.get(), 1, &rows);
    const std::vector<double> values(5000, 1);
    file.dataset("/spend", H5T_NATIVE_DOUBLE, {5000}, values.data(), chunked.get());
  }
  Edited(path).replace(little_endian(1237) + little_endian(8), little_endian(123701) + little_endian(8));
  EXPECT_THAT(opening(), AllOf(input_error("'/spend'"), HasSubstr("123701")));
}

TEST_F(Refused, FewerBytesThanItsShapeNeeds) {
  {
    const SmallFile file(path);
    const std::vector<double> values(1237, 1);
    file.dataset("/spend", H5T_NATIVE_DOUBLE, {1237}, values.data());
  }
  Edited(path).replace(little_endian(1237 * 8) + little_endian(0), little_endian(1237 * 4) + little_endian(0));
  EXPECT_THAT(opening(), AllOf(input_error("'/spend'"), HasSubstr("[1237] but 4948 bytes are stored")));
}

TEST_F(Refused, MoreColumnsThanCouldBeListedWhereThereAreNoRows) {
  {
    const SmallFile file(path);
    file.dataset("/X", H5T_NATIVE_DOUBLE, {0, hsize_t{1} << 40}, nullptr);
  }
  EXPECT_THAT(opening(), AllOf(input_error("'/X'"), HasSubstr("absurd size")));
}

TEST_F(Refused, ValuesThatNoFeatureCanHave) {
  const h5::Handle opaque(H5Tcreate(H5T_OPAQUE, 4));
  const h5::Handle variable(H5Tvlen_create(H5T_NATIVE_INT));
  const std::pair<hid_t, const char*> kinds[] = {{opaque.get(), "opaque"},
                                                 {H5T_STD_REF_OBJ, "reference"},
                                                 {variable.get(), "array of variable length"},
                                                 {H5T_NATIVE_LDOUBLE, "real number of 16 bytes"},
                                                 {H5T_STD_B16LE, "bit field"}};
  for (const auto& [type, kind] : kinds) {
    {
      const SmallFile file(path);
      file.numbers("/a", {1, 2});
      file.dataset("/b", type, {2}, nullptr);
    }
    EXPECT_THAT(opening(), AllOf(input_error("'/b'"), HasSubstr(kind), HasSubstr("convert it")));
  }
}

TEST_F(Refused, MembersOfACompoundThatNoFeatureCanHave) {
  const hsize_t two = 2;
  const h5::Handle array(H5Tarray_create2(H5T_NATIVE_DOUBLE, 1, &two));
  const h5::Handle inner(H5Tcreate(H5T_COMPOUND, 8));
  H5Tinsert(inner.get(), "x", 0, H5T_NATIVE_DOUBLE);
  for (const auto& [type, words] : {std::pair{array.get(), "'b' is an array"}, {inner.get(), "type is compound"}}) {
    const h5::Handle row(H5Tcreate(H5T_COMPOUND, 8 + H5Tget_size(type)));
    H5Tinsert(row.get(), "a", 0, H5T_NATIVE_DOUBLE);
    H5Tinsert(row.get(), "b", 8, type);
    {
      const SmallFile file(path);
      file.dataset("/t", row.get(), {2}, nullptr);
    }
    EXPECT_THAT(opening(), AllOf(input_error("'/t'"), HasSubstr("'b'"), HasSubstr(words)));
  }
}

TEST_F(Refused, ColumnsOfTheSameName) {
  const SmallFile file(path);
  const std::vector<double> values(4);
  const h5::Handle matrix = file.dataset("/x", H5T_NATIVE_DOUBLE, {2, 2}, values.data());
  const h5::Handle string(H5Tcopy(H5T_C_S1));
  const hsize_t two = 2;
  const h5::Handle space(H5Screate_simple(1, &two, nullptr));
  const h5::Handle names(H5Acreate2(matrix.get(), "columns", string.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT));
  H5Awrite(names.get(), string.get(), "aa");
  EXPECT_THAT(opening(), input_error("two columns named 'a'"));
}

TEST_F(Refused, FewerNamesThanColumns) {
  const SmallFile file(path);
  const std::vector<double> values(6);
  file.dataset("/x", H5T_NATIVE_DOUBLE, {2, 3}, values.data());
  const h5::Handle string(H5Tcopy(H5T_C_S1));
  file.dataset("/feature_names", string.get(), {2}, "ab");
  EXPECT_THAT(opening(), AllOf(input_error("'/feature_names': has 2 names"), HasSubstr("'/x' has 3 columns")));
}

// Stands for one that another program had: what it does to the bytes does not matter.
std::size_t pass_through(unsigned /*flags*/, std::size_t /*parameters*/, const unsigned* /*values*/, std::size_t bytes,
                         std::size_t* /*size*/, void** /*buffer*/) {
  return bytes;
}

TEST_F(Refused, AFilterThatIsNotInstalled) {
  constexpr H5Z_filter_t blosc = 32001, unknown = 511;
  for (const H5Z_filter_t id : {blosc, unknown}) {
    const H5Z_class2_t filter{H5Z_CLASS_T_VERS, id, 1, 1, "secret", nullptr, nullptr, pass_through};
    ASSERT_GE(H5Zregister(&filter), 0);
    {
      const SmallFile file(path);
      const hsize_t chunk = 2;
      const h5::Handle packed(H5Pcreate(H5P_DATASET_CREATE));
      H5Pset_chunk(packed.get(), 1, &chunk);
      H5Pset_filter(packed.get(), id, H5Z_FLAG_MANDATORY, 0, nullptr);
      const double values[] = {1, 2};
      file.dataset("/spend", H5T_NATIVE_DOUBLE, {2}, values, packed.get());
    }
    H5Zunregister(id);
    EXPECT_THAT(opening(), AllOf(input_error("'/spend'"), HasSubstr(id == blosc ? "blosc" : "secret"),
                                 HasSubstr("number " + std::to_string(id)), HasSubstr("HDF5_PLUGIN_PATH")));
  }
}

TEST_F(Refused, SourcesOfAVirtualDatasetThatAreNotThere) {
  {
    const SmallFile file(path);
    const hsize_t two = 2;
    const h5::Handle space(H5Screate_simple(1, &two, nullptr)), virtual_one(H5Pcreate(H5P_DATASET_CREATE));
    H5Pset_virtual(virtual_one.get(), space.get(), "part.h5", "/x", space.get());
    file.dataset("/spend", H5T_NATIVE_DOUBLE, {2}, nullptr, virtual_one.get());
  }
  EXPECT_THAT(opening(), AllOf(input_error("'/spend'"), HasSubstr("part.h5")));
}

TEST_F(Refused, AnExternalFileThatIsNotThere) {
  {
    const SmallFile file(path);
    const h5::Handle outside(H5Pcreate(H5P_DATASET_CREATE));
    H5Pset_external(outside.get(), "spend.raw", 0, 16);
    file.dataset("/spend", H5T_NATIVE_DOUBLE, {2}, nullptr, outside.get());
  }
  EXPECT_THAT(opening(), AllOf(input_error("'/spend'"), HasSubstr("spend.raw")));
}

TEST_F(Refused, ExternalFilesThatAreNotBeside) {
  for (const char* source : {"/etc/passwd", "../spend.raw", "a/../../spend.raw"}) {
    {
      const SmallFile file(path);
      const h5::Handle outside(H5Pcreate(H5P_DATASET_CREATE));
      H5Pset_external(outside.get(), source, 0, 16);
      file.dataset("/spend", H5T_NATIVE_DOUBLE, {2}, nullptr, outside.get());
    }
    EXPECT_THAT(opening(), AllOf(input_error("'/spend'"), HasSubstr(source), HasSubstr("not in the folder"),
                                 HasSubstr("--follow-links")));
  }
}

// A dataset of another folder, by a link and as part of a virtual one.
class Distant : public Refused {
 protected:
  void SetUp() override {
    elsewhere = folder / "elsewhere";
    std::filesystem::create_directory(elsewhere);
    SmallFile(elsewhere / "other.h5").numbers("/spend", {1, 2});
  }
  std::string reading(bool follow_links) {
    return refusal([&] {
      std::vector<double> values(2);
      const std::size_t column = 0;
      StoreOptions options;
      options.follow_links = follow_links;
      open_store(path, options)->read(std::span(&column, 1), 0, 2, values.data());
      if (values != std::vector<double>{1, 2}) throw std::runtime_error("other values");
    });
  }

  std::filesystem::path elsewhere;
};

TEST_F(Distant, LinksAreFollowedWhereAskedTo) {
  const std::string source = elsewhere / "other.h5";
  {
    const SmallFile file(path);
    H5Lcreate_external(source.c_str(), "/spend", file.id(), "/spend", H5P_DEFAULT, H5P_DEFAULT);
  }
  EXPECT_THAT(reading(false),
              AllOf(StartsWith("3: "), HasSubstr("'/spend'"), HasSubstr(source), HasSubstr("--follow-links")));
  EXPECT_EQ(reading(true), "no error");
}

TEST_F(Distant, VirtualDatasetsAreReadWhereAskedTo) {
  const std::string source = elsewhere / "other.h5";
  {
    const SmallFile file(path);
    const h5::Handle how(H5Pcreate(H5P_DATASET_CREATE));
    const hsize_t count = 2;
    const h5::Handle space(H5Screate_simple(1, &count, nullptr));
    H5Pset_virtual(how.get(), space.get(), source.c_str(), "/spend", space.get());
    file.dataset("/spend", H5T_NATIVE_DOUBLE, {2}, nullptr, how.get());
  }
  EXPECT_THAT(reading(false), AllOf(StartsWith("3: "), HasSubstr("'/spend'"), HasSubstr(source)));
  EXPECT_EQ(reading(true), "no error");
}

TEST_F(Distant, FilesInAFolderBelowAreNot) {
  {
    const SmallFile file(path);
    H5Lcreate_external("elsewhere/other.h5", "/spend", file.id(), "/spend", H5P_DEFAULT, H5P_DEFAULT);
  }
  EXPECT_EQ(reading(false), "no error");
}

TEST_F(Refused, PickledObjectsOfPandas) {
  {
    const SmallFile file(path);
    file.group("/df");
    const h5::Handle group(H5Gopen2(file.id(), "/df", H5P_DEFAULT)), text(H5Tcopy(H5T_C_S1));
    H5Tset_size(text.get(), 5);
    const h5::Handle one(H5Screate(H5S_SCALAR));
    const h5::Handle type(H5Acreate2(group.get(), "pandas_type", text.get(), one.get(), H5P_DEFAULT, H5P_DEFAULT));
    H5Awrite(type.get(), text.get(), "frame");
    const h5::Handle count(H5Acreate2(group.get(), "nblocks", H5T_NATIVE_INT, one.get(), H5P_DEFAULT, H5P_DEFAULT));
    const int blocks = 1;
    H5Awrite(count.get(), H5T_NATIVE_INT, &blocks);
    const h5::Handle variable(H5Tvlen_create(H5T_NATIVE_UINT8));
    file.dataset("/df/block0_values", variable.get(), {1}, nullptr);
  }
  EXPECT_THAT(opening(),
              AllOf(input_error("'/df/block0_values'"), HasSubstr("pickled"), HasSubstr("format=\"table\"")));
}

}  // namespace
}  // namespace segmenta
