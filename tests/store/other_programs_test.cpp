// Tables as other programs write them: turned round, one column wide, with names for numbers, dates by an attribute.

#include <gmock/gmock.h>
#include <segmenta/store.h>

#include <cmath>

#include "store/expected.h"
#include "store/refusal.h"
#include "store/small_file.h"
#include "store/temporary_folder.h"

namespace segmenta {
namespace {

using testing::ElementsAre;
using testing::IsNan;

std::vector<double> values_of(const Table& table, const std::string& name) {
  const std::size_t column = table.column_index(name);
  std::vector<double> values(static_cast<std::size_t>(table.rows()));
  table.read({&column, 1}, 0, table.rows(), values.data());
  return values;
}

std::vector<std::string> texts_of(const Table& table, const std::string& name) {
  return table.read_text(table.column_index(name), 0, table.rows());
}

std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns()) names.push_back(column.name);
  return names;
}

class OtherPrograms : public testing::Test {
 protected:
  TemporaryFolder folder;
  std::filesystem::path path = folder / "a.h5";
};

TEST_F(OtherPrograms, AMatrixIsReadAlongItsIds) {
  {
    const SmallFile file(path);
    const std::vector<double> values{1, 2, 3, 10, 20, 30};
    file.dataset("/data", H5T_NATIVE_DOUBLE, {2, 3}, values.data());
    file.whole("/customer_id", {7, 8, 9});
  }
  const auto store = open_store(path);
  EXPECT_EQ(store->rows(), 3);
  EXPECT_EQ(store->id_name(), "customer_id");
  EXPECT_THAT(values_of(*store, "f0"), ElementsAre(1, 2, 3));
  EXPECT_THAT(values_of(*store, "f1"), ElementsAre(10, 20, 30));
}

TEST_F(OtherPrograms, IdsOfTheFirstDimensionComeFirst) {
  {
    const SmallFile file(path);
    const std::vector<double> values{1, 2, 3, 10, 20, 30};
    file.dataset("/data", H5T_NATIVE_DOUBLE, {2, 3}, values.data());
    file.whole("/customer_id", {7, 8});
    file.whole("/product_id", {7, 8, 9});
  }
  EXPECT_EQ(open_store(path)->rows(), 2);
}

TEST_F(OtherPrograms, ColumnsMayBeOfTwoDimensions) {
  {
    const SmallFile file(path);
    const std::vector<double> spend{1, 2, 3}, visits{4, 5, 6}, version{2};
    const std::vector<std::int64_t> ids{7, 8, 9};
    file.dataset("/spend", H5T_NATIVE_DOUBLE, {1, 3}, spend.data());
    file.dataset("/visits", H5T_NATIVE_DOUBLE, {3, 1}, visits.data());
    file.dataset("/customer_id", H5T_NATIVE_INT64, {1, 3}, ids.data());
    file.dataset("/version", H5T_NATIVE_DOUBLE, {1, 1}, version.data());
  }
  const auto store = open_store(path);
  EXPECT_EQ(store->layout().layout, "group");
  EXPECT_EQ(to_string(store->read_ids(2, 1), 0), "9");
  EXPECT_THAT(values_of(*store, "spend"), ElementsAre(1, 2, 3));
  EXPECT_THAT(values_of(*store, "visits"), ElementsAre(4, 5, 6));
}

TEST_F(OtherPrograms, IdsBesideAMatrixMayBeOfTwoDimensions) {
  {
    const SmallFile file(path);
    const std::vector<double> values{1, 2, 3, 10, 20, 30};
    const std::vector<std::int64_t> ids{7, 8, 9};
    file.dataset("/X", H5T_NATIVE_DOUBLE, {3, 2}, values.data());
    file.dataset("/id", H5T_NATIVE_INT64, {3, 1}, ids.data());
  }
  EXPECT_EQ(to_string(open_store(path)->read_ids(1, 1), 0), "8");
}

TEST_F(OtherPrograms, ASingleValueBesideColumnsIsARemark) {
  {
    const SmallFile file(path);
    const double version = 2;
    file.dataset("/version", H5T_NATIVE_DOUBLE, {}, &version);
    file.numbers("/spend", {1, 2});
  }
  EXPECT_THAT(names_of(*open_store(path)), ElementsAre("spend"));
}

TEST_F(OtherPrograms, NumbersOfAnEnumerationAreItsNames) {
  for (const hid_t number : {H5T_STD_I32LE, H5T_STD_I32BE, H5T_STD_U8LE}) {
    {
      const SmallFile file(path);
      const h5::Handle plan(H5Tenum_create(number));
      const h5::Handle in_memory(H5Tenum_create(H5T_NATIVE_INT));
      for (const auto& [name, value] : {std::pair{"free", 10}, {"pro", 200}}) {
        H5Tenum_insert(in_memory.get(), name, &value);
        int stored = value;
        H5Tconvert(H5T_NATIVE_INT, number, 1, &stored, nullptr, H5P_DEFAULT);
        H5Tenum_insert(plan.get(), name, &stored);
      }
      const h5::Handle column = file.dataset("/plan", plan.get(), {3}, nullptr);
      const int values[] = {200, 10, 200};
      H5Dwrite(column.get(), in_memory.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
      file.numbers("/spend", {1, 2, 3});
    }
    EXPECT_THAT(texts_of(*open_store(path), "plan"), ElementsAre("pro", "free", "pro"));
  }
}

void write_attribute(const h5::Handle& dataset, const char* name, const std::string& text) {
  const h5::Handle type(H5Tcopy(H5T_C_S1)), space(H5Screate(H5S_SCALAR));
  H5Tset_size(type.get(), text.size());
  const h5::Handle attribute(H5Acreate2(dataset.get(), name, type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT));
  H5Awrite(attribute.get(), type.get(), text.data());
}

TEST_F(OtherPrograms, NumbersThatAreDatesByAnAttributeAreDates) {
  {
    const SmallFile file(path);
    const std::vector<std::int64_t> days{19000, 19001, 19002};
    const auto column = [&](const char* name) { return file.dataset(name, H5T_NATIVE_INT64, {3}, days.data()); };
    write_attribute(column("/joined"), "units", "days since 1970-01-01");
    write_attribute(column("/left"), "dtype", "datetime64[ns]");
    write_attribute(column("/seen"), "dtype", "<M8[us]");
    write_attribute(column("/spend"), "units", "EUR");
  }
  const auto store = open_store(path);
  const auto type = [&](const char* name) { return store->columns()[store->column_index(name)].type_name; };
  EXPECT_EQ(type("joined"), "datetime64[days]");
  EXPECT_EQ(type("left"), "datetime64[ns]");
  EXPECT_EQ(type("seen"), "datetime64[us]");
  EXPECT_EQ(type("spend"), "int64");
}

TEST(Pandas3, MissingTextIsMissing) {
  const auto store = open_store(store_path("pandas3_missing.h5"));
  EXPECT_THAT(texts_of(*store, "nick"), ElementsAre("ann", "", "nan"));
  EXPECT_THAT(texts_of(*store, "country"), ElementsAre("NL", "", "BE"));
}

TEST(PandasFixed, LevelsOfAnIndexAreColumns) {
  const auto store = open_store(store_path("pandas_levels.h5"));
  EXPECT_EQ(store->id_name(), "customer_id");
  EXPECT_EQ(store->read_ids(0, 3), Ids(std::vector<std::int64_t>{103, 101, 102}));
  EXPECT_THAT(names_of(*store), ElementsAre("region", "level_2", "spend"));
  EXPECT_THAT(texts_of(*store, "region"), ElementsAre("south", "north", "south"));
  EXPECT_THAT(values_of(*store, "level_2"), ElementsAre(2.5, IsNan(), 2.5));
  EXPECT_THAT(values_of(*store, "spend"), ElementsAre(1.5, 2, 3));
}

TEST(AnnData, ColumnsOfObsAreThereAndMarkedAsNoFeatures) {
  const auto store = open_store(store_path("dense.h5ad"));
  EXPECT_THAT(values_of(*store, "age"), ElementsAre(0, 1, 2, 3, 4, 5, 6));
  EXPECT_NE(store->columns()[store->column_index("age")].role, behaviour_role);
  EXPECT_EQ(store->columns()[store->column_index("spend")].role, behaviour_role);
}

}  // namespace
}  // namespace segmenta
