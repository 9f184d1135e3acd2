// Every layout gives the ids, columns and values that its own program wrote.

#include <gmock/gmock.h>
#include <segmenta/store.h>

#include <cmath>

#include "store/expected.h"
#include "store/refusal.h"
#include "store/small_file.h"
#include "store/temporary_folder.h"

namespace segmenta {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

std::vector<double> read_column(const Table& table, std::size_t column) {
  std::vector<double> values(static_cast<std::size_t>(table.rows()));
  table.read({&column, 1}, 0, table.rows(), values.data());
  return values;
}

std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns()) names.push_back(column.name);
  return names;
}

// NaN equals NaN. A float32 column holds the nearest float32.
void expect_values(const std::vector<double>& values, const json& wanted, bool single, const std::string& what) {
  ASSERT_EQ(values.size(), wanted.size()) << what;
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (wanted[row].is_null()) {
      EXPECT_TRUE(std::isnan(values[row])) << what << " row " << row;
    } else {
      const double value = wanted[row].get<double>();
      EXPECT_EQ(values[row], single ? static_cast<double>(static_cast<float>(value)) : value) << what << " row " << row;
    }
  }
}

class Layout : public testing::TestWithParam<std::string> {
 protected:
  const json& wanted = expected()["files"][GetParam()];
  std::unique_ptr<Store> store = open_store(store_path(GetParam()));
};

TEST_P(Layout, IsRecognised) {
  EXPECT_EQ(store->layout().layout, wanted["layout"]);
  EXPECT_EQ(store->layout().table, wanted["table"]);
  EXPECT_EQ(store->rows(), 7);
}

TEST_P(Layout, HasItsIds) {
  EXPECT_EQ(store->id_name(), wanted["id_name"]);
  EXPECT_EQ(store->layout().id_type, wanted["id_type"]);
  const Ids ids = store->read_ids(0, 7);
  for (std::int64_t row = 0; row < 7; ++row) {
    EXPECT_EQ(to_string(ids, row), wanted["ids"][static_cast<std::size_t>(row)]);
    EXPECT_EQ(to_string(store->read_ids(row, 1), 0), to_string(ids, row));
  }
}

TEST_P(Layout, HasItsColumnsInOrder) {
  EXPECT_EQ(json(names_of(*store)), wanted["columns"]);
  for (std::size_t j = 0; j < store->columns().size(); ++j) {
    EXPECT_EQ(store->columns()[j].type_name, wanted["types"][j]) << store->columns()[j].name;
  }
}

TEST_P(Layout, HasItsValues) {
  for (std::size_t j = 0; j < store->columns().size(); ++j) {
    const Column& column = store->columns()[j];
    if (!expected()["columns"].contains(column.name)) continue;
    const json& values = expected()["columns"][column.name];
    if (column.type == ColumnType::text) {
      EXPECT_EQ(json(store->read_text(j, 0, 7)), values["text"]);
      EXPECT_EQ(json(store->read_text(j, 2, 3)[1]), values["text"][3]);
    } else {
      expect_values(read_column(*store, j), values["values"], column.type_name == "float32", column.name);
    }
  }
}

TEST_P(Layout, ReadsAnyRowsOfAnyColumnsInAnyOrder) {
  std::vector<std::size_t> columns;
  for (std::size_t j = store->columns().size(); j-- > 0;) {
    if (store->columns()[j].type != ColumnType::text) columns.push_back(j);
  }
  columns.push_back(columns[0]);
  std::vector<double> values(columns.size() * 3);
  store->read(columns, 3, 3, values.data());
  for (std::size_t j = 0; j < columns.size(); ++j) {
    const auto whole = read_column(*store, columns[j]);
    for (std::size_t row = 0; row < 3; ++row) {
      const double value = values[j * 3 + row];
      EXPECT_TRUE(value == whole[row + 3] || (std::isnan(value) && std::isnan(whole[row + 3]))) << j << " " << row;
    }
  }
}

std::vector<std::string> files() {
  std::vector<std::string> names;
  for (const auto& [name, file] : expected()["files"].items()) names.push_back(name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Stores, Layout, testing::ValuesIn(files()), [](const auto& file) {
  std::string name = file.param;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
});

TEST(SparseAnnData, HasZerosWhereNothingIsStored) {
  const auto store = open_store(store_path("sparse.h5ad"));
  EXPECT_THAT(names_of(*store), ElementsAre("spend", "recency_days", "basket", "vip", "age"));
  EXPECT_THAT(read_column(*store, 0), ElementsAre(0, 0, 3, 0, 5, 0, 0.5));
  EXPECT_THAT(read_column(*store, 3), ElementsAre(2, 0, 0, 0, 8, 9, 0));
  std::vector<double> values(4);
  store->read(std::vector<std::size_t>{3, 1}, 4, 2, values.data());
  EXPECT_THAT(values, ElementsAre(8, 9, 6, 0));
}

TEST(SparseAnnData, ByColumnsIsRefusedWithAWayOut) {
  EXPECT_THAT(refusal([] { open_store(store_path("by_columns.h5ad")); }),
              AllOf(StartsWith("3: "), HasSubstr("csc_matrix"), HasSubstr("tocsr()")));
}

TEST(SeveralTables, AreRefusedAndListed) {
  EXPECT_THAT(refusal([] { open_store(store_path("several.h5")); }),
              AllOf(StartsWith("3: "), HasSubstr("/a (group)"), HasSubstr("/b (group)"), HasSubstr("/c (matrix)"),
                    HasSubstr("--table")));
}

TEST(SeveralTables, AreChosenFromByPath) {
  EXPECT_EQ(open_store(store_path("several.h5"), {"/b", ""})->columns()[0].name, "y");
  EXPECT_EQ(open_store(store_path("several.h5"), {"a/", ""})->columns()[0].name, "x");
  EXPECT_EQ(open_store(store_path("several.h5"), {"c", ""})->layout().layout, "matrix");
  EXPECT_THAT(refusal([] {
                open_store(store_path("several.h5"), {"d", ""});
              }),
              AllOf(StartsWith("3: "), HasSubstr("'/d'"), HasSubstr("/a, /b")));
  EXPECT_THAT(refusal([] { open_store(store_path("several.h5"), {"a/x", ""}); }), HasSubstr("--table /a"));
}

TEST(TheId, IsNoColumn) {
  const auto store = open_store(store_path("group.h5"), {"", "recency_days"});
  EXPECT_EQ(store->id_name(), "recency_days");
  EXPECT_THAT(names_of(*store), ElementsAre("id", "spend", "basket", "vip", "country"));
  EXPECT_EQ(to_string(store->read_ids(6, 1), 0), "365");
}

TEST(TheId, MayBeText) {
  const auto store = open_store(store_path("group.h5"), {"", "country"});
  EXPECT_EQ(std::get<std::vector<std::string>>(store->read_ids(1, 2))[0], "Österreich");
}

TEST(TheId, ThatIsNotThereIsRefusedWithTheNamesThatAre) {
  EXPECT_THAT(refusal([] {
                open_store(store_path("group.h5"), {"", "kunde"});
              }),
              AllOf(StartsWith("3: "), HasSubstr("'kunde'"), HasSubstr("recency_days")));
}

TEST(TheId, OfAnnDataMayBeAColumnOfObs) {
  const auto store = open_store(store_path("dense.h5ad"), {"", "age"});
  EXPECT_EQ(to_string(store->read_ids(6, 1), 0), "6");
  EXPECT_EQ(store->columns().size(), 4U);
}

TEST(TheId, MayBeAWholeNumberStoredAsARealOne) {
  const TemporaryFolder folder;
  const SmallFile file(folder / "a.h5");
  file.numbers("/customer", {17850, 0, -3});
  file.numbers("/spend", {1, 2, 3});
  const Ids ids = open_store(folder / "a.h5")->read_ids(0, 3);
  EXPECT_EQ(ids, Ids(std::vector<std::int64_t>{17850, 0, -3}));
}

TEST(TheId, ThatIsAFractionOrMissingIsRefused) {
  const TemporaryFolder folder;
  const SmallFile file(folder / "a.h5");
  file.numbers("/customer", {17850, 0.5, std::nan("")});
  file.numbers("/spend", {1, 2, 3});
  const auto store = open_store(folder / "a.h5");
  EXPECT_THAT(refusal([&] { (void)store->read_ids(0, 3); }),
              AllOf(StartsWith("3: "), HasSubstr("'/customer'"), HasSubstr("0.5 in row 1")));
  EXPECT_THAT(refusal([&] { (void)store->read_ids(2, 1); }), HasSubstr("nan in row 2"));
}

TEST(TheId, IsTheMostUsualNameOfSeveral) {
  const TemporaryFolder folder;
  const SmallFile file(folder / "a.h5");
  file.whole("/index", {0, 1});
  file.whole("/Customer_ID", {7, 8});
  file.numbers("/spend", {1, 2});
  EXPECT_EQ(open_store(folder / "a.h5")->id_name(), "Customer_ID");
}

TEST(AColumn, CarriesItsUnitsDefinitionAndSource) {
  const auto store = open_store(store_path("group.h5"));
  const Column& spend = store->columns()[store->column_index("spend")];
  EXPECT_EQ(spend.units, "GBP");
  EXPECT_EQ(spend.definition, "sum of amounts");
  EXPECT_EQ(spend.source, "orders");
}

TEST(AColumnOfText, IsRefusedAsNumbers) {
  const auto store = open_store(store_path("group.h5"));
  const std::size_t country = store->column_index("country");
  double value = 0;
  EXPECT_THAT(refusal([&] {
                store->read({&country, 1}, 0, 1, &value);
              }),
              AllOf(StartsWith("3: "), HasSubstr("'country' is text")));
}

TEST(EveryTypeOfNumber, ComesBackInEitherByteOrder) {
  const auto store = open_store(store_path("types.h5"));
  ASSERT_EQ(store->columns().size(), expected()["types"].size());
  for (const auto& [name, wanted] : expected()["types"].items()) {
    const auto values = read_column(*store, store->column_index(name));
    for (std::size_t row = 0; row < 3; ++row) {
      const double value = std::strtod(wanted[row].get<std::string>().c_str(), nullptr);
      EXPECT_TRUE(std::isnan(value) ? std::isnan(values[row]) : values[row] == value) << name << " row " << row;
      EXPECT_EQ(std::signbit(value), std::signbit(values[row]) && !std::isnan(value)) << name << " row " << row;
    }
  }
}

TEST(IntegerIds, ComeBackInEitherByteOrderWithAllTheirBits) {
  const auto id = [](const char* name) {
    return to_string(open_store(store_path("types.h5"), {"", name})->read_ids(1, 1), 0);
  };
  EXPECT_EQ(id("little_i8"), "9223372036854775807");
  EXPECT_EQ(id("big_i8"), "9223372036854775807");
  EXPECT_EQ(id("little_u8"), "18446744073709551615");
  EXPECT_EQ(id("big_u8"), "18446744073709551615");
  EXPECT_EQ(id("big_u4"), "4294967295");
  EXPECT_EQ(id("little_i1"), "127");
}

}  // namespace
}  // namespace segmenta
