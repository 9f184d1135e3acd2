// Texts of variable length: the same as HDF5 reads, from every place that may hold them, and within bounds where what a
// file says of them is damaged.

#include <gmock/gmock.h>
#include <segmenta/store.h>

#include <cstring>
#include <fstream>
#include <iterator>

#include "store/arrays.h"
#include "store/refusal.h"
#include "store/small_file.h"
#include "store/temporary_folder.h"
#include "store/text.h"

namespace segmenta {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using Texts = std::vector<std::string>;

constexpr hsize_t rows = 1000;

// Of lengths 0 to 600 and one longer, so that they take several collections.
Texts made_texts() {
  Texts texts;
  for (std::size_t i = 0; i < rows; ++i)
    texts.push_back(std::string(i == 7 ? 3000 : i * i % 601, static_cast<char>('a' + i % 26)));
  return texts;
}

std::vector<const char*> pointers_to(const Texts& texts) {
  std::vector<const char*> pointers;
  for (const std::string& text : texts) pointers.push_back(text.c_str());
  return pointers;
}

class VariableTexts : public testing::Test {
 protected:
  void write(hid_t creation_of_file = H5P_DEFAULT) const {
    const h5::Handle file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation_of_file, H5P_DEFAULT));
    const h5::Handle type = h5::variable_string(), packed(H5Pcreate(H5P_DATASET_CREATE));
    const hsize_t chunk = 100;
    H5Pset_chunk(packed.get(), 1, &chunk);
    H5Pset_deflate(packed.get(), 1);
    const h5::Handle space(H5Screate_simple(1, &rows, nullptr));
    for (const auto& [name, how] : {std::pair{"stretch", hid_t{H5P_DEFAULT}}, std::pair{"chunks", packed.get()}}) {
      const h5::Handle made(H5Dcreate2(file.get(), name, type.get(), space.get(), H5P_DEFAULT, how, H5P_DEFAULT));
      H5Dwrite(made.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers_to(texts).data());
    }
    const h5::Handle gaps(
        H5Dcreate2(file.get(), "gaps", type.get(), space.get(), H5P_DEFAULT, packed.get(), H5P_DEFAULT));
    const hsize_t three = 3;
    const h5::Handle some(H5Screate_simple(1, &three, nullptr));
    const h5::Handle attribute(H5Acreate2(file.get(), "note", type.get(), some.get(), H5P_DEFAULT, H5P_DEFAULT));
    const std::array<const char*, 3> notes{"one", nullptr, "three"};
    H5Awrite(attribute.get(), type.get(), notes.data());
  }

  [[nodiscard]] Texts read(const std::string& name) const { return h5::read_strings(h5::open_file(path), "/" + name); }
  [[nodiscard]] Texts notes() const {
    const h5::File file = h5::open_file(path);
    const h5::Handle attribute(H5Aopen(file.id(), "note", H5P_DEFAULT));
    return h5::read_text_attribute(attribute.get(), file.subject);
  }

  // Changes a reference, or the collection that it leads to. Both are found by the text of a row.
  void change(std::size_t place, std::uint64_t value, std::size_t size) const {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(place));
    file.write(reinterpret_cast<const char*>(&value), static_cast<std::streamsize>(size));
  }
  [[nodiscard]] std::string bytes() const {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  [[nodiscard]] std::size_t references_of(const std::string& name) const {
    const h5::Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT));
    const h5::Handle dataset(H5Dopen2(file.get(), name.c_str(), H5P_DEFAULT));
    return H5Dget_offset(dataset.get());
  }

  TemporaryFolder folder;
  std::filesystem::path path = folder / "texts.h5";
  Texts texts = made_texts();
};

TEST_F(VariableTexts, AreReadFromDatasetsAndAttributes) {
  write();
  EXPECT_EQ(read("stretch"), texts);
  EXPECT_EQ(read("chunks"), texts);
  EXPECT_THAT(read("gaps"), Each(""));
  EXPECT_THAT(notes(), ElementsAre("one", "", "three"));
}

TEST_F(VariableTexts, AreFoundBehindAUserBlock) {
  const h5::Handle creation(H5Pcreate(H5P_FILE_CREATE));
  H5Pset_userblock(creation.get(), 4096);
  write(creation.get());
  EXPECT_EQ(read("stretch"), texts);
  EXPECT_EQ(read("chunks"), texts);
  EXPECT_THAT(notes(), ElementsAre("one", "", "three"));
}

TEST_F(VariableTexts, OfAVirtualDatasetComeFromItsSources) {
  write();
  const std::filesystem::path whole = folder / "whole.h5";
  {
    const SmallFile file(whole);
    const h5::Handle creation(H5Pcreate(H5P_DATASET_CREATE)), space(H5Screate_simple(1, &rows, nullptr));
    H5Pset_virtual(creation.get(), space.get(), "texts.h5", "/stretch", space.get());
    file.dataset("/all", h5::variable_string().get(), {rows}, nullptr, creation.get());
  }
  EXPECT_EQ(h5::read_strings(h5::open_file(whole), "/all"), texts);
}

TEST_F(VariableTexts, ThatFillGapsAreRead) {
  {
    const SmallFile file(path);
    const h5::Handle creation(H5Pcreate(H5P_DATASET_CREATE)), type = h5::variable_string();
    const hsize_t chunk = 100;
    H5Pset_chunk(creation.get(), 1, &chunk);
    const char* const filler = "none";
    H5Pset_fill_value(creation.get(), type.get(), static_cast<const void*>(&filler));
    file.dataset("/gaps", type.get(), {rows}, nullptr, creation.get());
  }
  EXPECT_EQ(read("gaps"), Texts(rows, "none"));
}

TEST_F(VariableTexts, OfNoPlaceInTheFileAreRefused) {
  write();
  const std::size_t first = references_of("stretch") + 16 * 5;  // of row 5, which has 25 letters
  std::uint64_t collection = 0;
  std::memcpy(&collection, bytes().data() + first + 4, 8);
  struct Damage {
    const char* what;
    std::size_t place;
    std::uint64_t value;
    std::size_t size;
  };
  const Damage all[] = {{"a length beyond the text", first, 601, 4},
                        {"a length beyond everything", first, ~std::uint64_t{0}, 4},
                        {"a place beyond the file", first + 4, std::uint64_t{1} << 40, 8},
                        {"a place beyond all files", first + 4, ~std::uint64_t{0}, 8},
                        {"a place that is no collection", first + 4, 8, 8},
                        {"a number that is not there", first + 12, 60'000, 4},
                        {"a number beyond 16 bits", first + 12, ~std::uint64_t{0}, 4},
                        {"a collection beyond the file", collection + 8, std::uint64_t{1} << 40, 8},
                        {"a collection of nothing", collection + 8, 0, 8},
                        {"another version", collection + 4, 2, 1},
                        {"an object beyond its collection", collection + 16 + 8, std::uint64_t{1} << 33, 8},
                        {"an object beyond all numbers", collection + 16 + 8, ~std::uint64_t{0}, 8}};
  for (const Damage& damage : all) {
    write();
    change(damage.place, damage.value, damage.size);
    EXPECT_THAT(refusal([&] { static_cast<void>(read("stretch")); }),
                AllOf(StartsWith("3: "), HasSubstr("'/stretch'"), HasSubstr("damaged"), HasSubstr("lies outside")))
        << damage.what;
  }
}

// By which a small file would fill any memory.
TEST_F(VariableTexts, ThatAreAllOneAreRefused) {
  write();
  const std::size_t first = references_of("stretch");
  const std::string longest = bytes().substr(first + 16 * 7, 16);
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(first));
    for (std::size_t row = 0; row < rows; ++row) file << longest;
  }
  ASSERT_GT(texts[7].size() * rows, std::filesystem::file_size(path));
  EXPECT_THAT(refusal([&] { static_cast<void>(read("stretch")); }), HasSubstr("damaged"));
}

}  // namespace
}  // namespace segmenta
