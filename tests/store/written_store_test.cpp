// A store that was written keeps order, types, values and attributes.

#include <gmock/gmock.h>
#include <segmenta/store.h>

#include <cmath>

#include "store/arrays.h"
#include "store/refusal.h"
#include "store/temporary_folder.h"

namespace segmenta {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

StoreColumn numbers(const std::string& name, ColumnType type, const std::string& type_name,
                    std::vector<double> values) {
  return {{name, type, type_name, "days", "of " + name, "orders.csv"}, std::move(values), {}};
}

class AWrittenStore : public testing::Test {
 protected:
  std::unique_ptr<Store> written(const Ids& ids, const std::vector<StoreColumn>& columns) {
    write_store(file, ids, columns);
    return open_store(file);
  }

  TemporaryFolder folder;
  std::filesystem::path file = folder / "store.h5";
};

TEST_F(AWrittenStore, KeepsTheOrderOfItsColumns) {
  const auto store = written(std::vector<std::int64_t>{1}, {numbers("z", ColumnType::real, "float64", {1}),
                                                            numbers("a", ColumnType::real, "float64", {2})});
  EXPECT_EQ(store->columns()[0].name, "z");
  EXPECT_EQ(store->columns()[1].name, "a");
  EXPECT_EQ(store->layout().table, "/features");
  EXPECT_EQ(store->id_name(), "id");
}

TEST_F(AWrittenStore, HasItsIdsBesideAColumnOfTheSameName) {
  for (const std::string name : {"id", "ID"}) {
    const auto store =
        written(std::vector<std::string>{"x", "y"}, {numbers(name, ColumnType::integer, "int64", {7, 8})});
    EXPECT_EQ(store->read_ids(0, 2), Ids(std::vector<std::string>{"x", "y"}));
    ASSERT_EQ(store->columns().size(), 1U);
    EXPECT_EQ(store->columns()[0].name, name);
  }
}

TEST_F(AWrittenStore, KeepsTypesValuesAndAttributes) {
  const auto store = written(std::vector<std::string>{"x", "Zoë"},
                             {numbers("real", ColumnType::real, "float64", {0.1, nan}),
                              numbers("single", ColumnType::real, "float32", {0.1, 2}),
                              numbers("whole", ColumnType::integer, "int64", {-4503599627370497, 2}),
                              numbers("flag", ColumnType::boolean, "bool", {1, 0}),
                              {{"country", ColumnType::text, "string", "", "", ""}, {}, {"Österreich", ""}}});
  const std::vector<std::size_t> columns{0, 1, 2, 3};
  std::vector<double> values(8);
  store->read(columns, 0, 2, values.data());
  EXPECT_EQ(values[0], 0.1);
  EXPECT_TRUE(std::isnan(values[1]));
  EXPECT_EQ(values[2], 0.1F);
  EXPECT_EQ(values[4], -4503599627370497);
  EXPECT_EQ(values[6], 1);
  EXPECT_EQ(values[7], 0);
  EXPECT_EQ(store->read_text(4, 0, 2)[0], "Österreich");
  EXPECT_EQ(store->columns()[1].type_name, "float32");
  EXPECT_EQ(store->columns()[2].type_name, "int64");
  EXPECT_EQ(store->columns()[3].type_name, "bool");
  EXPECT_EQ(store->columns()[2].units, "days");
  EXPECT_EQ(store->columns()[2].definition, "of whole");
  EXPECT_EQ(store->columns()[2].source, "orders.csv");
  EXPECT_EQ(store->read_ids(1, 1), Ids(std::vector<std::string>{"Zoë"}));
}

TEST_F(AWrittenStore, SaysOfItselfWhatItWasTold) {
  write_store(file, std::vector<std::int64_t>{1}, {numbers("a", ColumnType::real, "float64", {2})},
              {{"as_of", "2020-01-31"}, {"account", ""}});
  const auto store = open_store(file);
  EXPECT_EQ(store->attribute("as_of"), "2020-01-31");
  EXPECT_EQ(store->attribute("account"), "") << "nothing is not written";
  EXPECT_EQ(store->attribute("format"), "segmenta-store");
}

TEST_F(AWrittenStore, HoldsWholeNumbersThatAreMissingAsRealOnes) {
  const auto store = written(std::vector<std::int64_t>{1, 2}, {numbers("n", ColumnType::integer, "int64", {nan, 2})});
  EXPECT_EQ(store->columns()[0].type_name, "float64");
}

TEST_F(AWrittenStore, IsInChunksOfWholeBlocks) {
  const std::size_t rows = 200'000;
  std::vector<std::int64_t> ids(rows);
  std::vector<double> values(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    ids[i] = static_cast<std::int64_t>(3 * i);
    values[i] = static_cast<double>(i);
  }
  const auto store = written(ids, {numbers("v", ColumnType::real, "float64", values)});
  const std::size_t column = 0;
  std::vector<double> some(70'000);
  store->read({&column, 1}, 65'000, 70'000, some.data());
  EXPECT_EQ(some.front(), 65'000);
  EXPECT_EQ(some.back(), 134'999);
  const h5::File opened = h5::open_file(file);
  const h5::Handle how(H5Dget_create_plist(h5::open_dataset(opened, "/features/v").get()));
  hsize_t chunk = 0;
  ASSERT_EQ(H5Pget_chunk(how.get(), 1, &chunk), 1);
  EXPECT_EQ(chunk, 65536U);
}

TEST_F(AWrittenStore, SaysWhatItIs) {
  written(std::vector<std::int64_t>{1}, {numbers("a", ColumnType::real, "float64", {2})});
  const h5::File opened = h5::open_file(file);
  EXPECT_EQ(h5::read_attribute<std::string>(opened, "/", "format"), "segmenta-store");
  EXPECT_EQ(h5::read_attribute<std::int32_t>(opened, "/", "format_version"), 1);
}

TEST_F(AWrittenStore, RefusesANameThatIsAPath) {
  EXPECT_THAT(refusal([&] { written(std::vector<std::int64_t>{1}, {numbers("a/b", ColumnType::real, "", {2})}); }),
              testing::AllOf(StartsWith("3: "), HasSubstr("'a/b'")));
}

TEST_F(AWrittenStore, RefusesAColumnOfAnotherLength) {
  EXPECT_THAT(refusal([&] {
                written(std::vector<std::int64_t>{1}, {numbers("a", ColumnType::real, "", {2, 3})});
              }),
              StartsWith("1: "));
}

TEST_F(AWrittenStore, IsRefusedWhereItsIdsAreFewer) {
  written(std::vector<std::int64_t>{1, 2}, {numbers("a", ColumnType::real, "float64", {2, 3})});
  {
    const h5::File edited{h5::Handle(H5Fopen(file.c_str(), H5F_ACC_RDWR, H5P_DEFAULT)),
                          {file.string(), {}, h5::Access::writing, {}}};
    H5Ldelete(edited.id(), "/id", H5P_DEFAULT);
    h5::write_ids(edited, "/id", std::vector<std::int64_t>{1});
  }
  EXPECT_THAT(refusal([&] { open_store(file); }),
              testing::AllOf(StartsWith("3: "), HasSubstr("'/id'"), HasSubstr("has 1 rows"), HasSubstr("have 2")));
}

}  // namespace
}  // namespace segmenta
