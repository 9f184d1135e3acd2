// `segmenta fit STORE` with nothing said but the number of segments: works on real and realistic stores, says what it
// did, and makes no segment of a handful of customers.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <segmenta/store.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "cli/program.h"
#include "store/arrays.h"

namespace segmenta::testing {
namespace {

using nlohmann::json;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t rows = 2000;

// A store, column by column, of customers who are random but always the same.
class Customers {
 public:
  void add(const std::string& name, const std::function<double()>& value, ColumnType type = ColumnType::real) {
    StoreColumn& column = columns_.emplace_back();
    column.column = {name, type, type == ColumnType::integer ? "int64" : "float64", {}, {}, {}};
    for (std::size_t i = 0; i < rows; ++i) column.values.push_back(value());
  }
  void add_from(const std::string& name, const std::string& other, const std::function<double(double)>& value) {
    const auto from = std::ranges::find(columns_, other, [](const StoreColumn& one) { return one.column.name; });
    StoreColumn column = *from;
    column.column.name = name;
    std::ranges::transform(column.values, column.values.begin(), value);
    columns_.push_back(std::move(column));
  }

  double amount(double median, double spread) { return median * std::exp(spread * normal_(random_)); }
  double even(double from, double to) { return from + (to - from) * part_(random_); }
  double normal() { return normal_(random_); }
  bool once_in(int times) { return part_(random_) * times < 1; }

  void write(const std::filesystem::path& file) const {
    std::vector<std::int64_t> ids;
    for (std::size_t i = 0; i < rows; ++i) ids.push_back(static_cast<std::int64_t>(1000 + 3 * i));
    write_store(file, ids, columns_);
  }

 private:
  std::mt19937_64 random_{7};
  std::normal_distribution<> normal_;
  std::uniform_real_distribution<> part_;
  std::vector<StoreColumn> columns_;
};

// A shop whose customers send things back: a few are net receivers.
void write_refunds(const std::filesystem::path& file) {
  Customers made;
  made.add("recency_days", [&] { return std::floor(made.even(0, 365)); });
  made.add("frequency", [&] { return std::ceil(made.amount(2, 0.8)); });
  made.add("monetary", [&] { return made.once_in(300) ? -60 : made.amount(50, 1.2); });
  made.write(file);
}

// As an analyst exports it: ids, codes, outcomes, units twice, columns that never were filled.
void write_export(const std::filesystem::path& file) {
  Customers made;
  made.add(
      "Unnamed: 0", [at = 0.0]() mutable { return at++; }, ColumnType::integer);
  made.add(
      "household_id", [&] { return std::floor(made.even(1, 1e6)); }, ColumnType::integer);
  made.add("spend", [&] { return made.amount(80, 1); });
  made.add_from("spend_cents", "spend", [](double spend) { return 100 * spend; });
  made.add(
      "visits", [&] { return std::floor(made.amount(6, 0.9)); }, ColumnType::integer);
  made.add(
      "region", [&] { return std::ceil(made.even(0, 5)); }, ColumnType::integer);
  made.add(
      "birth_date", [&] { return 19700101 + std::floor(made.even(0, 28)); }, ColumnType::integer);
  made.add(
      "loyalty_card", [&] { return made.once_in(3); }, ColumnType::boolean);
  made.add(
      "churned", [&] { return made.once_in(5); }, ColumnType::boolean);
  made.add(
      "version", [] { return 3.0; }, ColumnType::integer);
  made.add("avg_price", [at = 0]() mutable { return 9.99 * (1 + 2e-16 * (at++ % 5)); });
  made.add("nps", [&] { return made.once_in(3) ? missing : std::floor(made.even(0, 11)); });
  made.write(file);
}

// A warehouse that writes -1 and 999999 for what it does not know, and zero for most.
void write_sentinels(const std::filesystem::path& file) {
  Customers made;
  made.add("days_since_visit", [&] { return made.once_in(150) ? 999999 : std::floor(made.even(0, 200)); });
  made.add("basket", [&] { return made.once_in(200) ? -1 : made.amount(30, 0.6); });
  made.add("returns", [&] { return made.once_in(12) ? made.amount(20, 1) : 0; });
  made.add("complaints", [&] { return made.once_in(400) ? 1 : 0; });
  made.write(file);
}

// Two-sided figures, one of them in millionths, and one mistake of a trillion.
void write_margins(const std::filesystem::path& file) {
  Customers made;
  made.add("margin", [&] { return made.amount(20, 1.5) - made.amount(10, 1.5); });
  made.add("trend", [&] { return 1e-6 * made.normal(); });
  made.add("score", [&] { return made.normal(); });
  made.add("balance", [&, at = 0]() mutable { return at++ == 77 ? 1e12 : made.normal(); });
  made.write(file);
}

// The columns of rfm.h5 that have a row a customer; its cut points have not.
void write_rfm_columns(const std::filesystem::path& file, const std::string& table) {
  const h5::File source = h5::open_file(SEGMENTA_TEST_DATA "/rfm.h5");
  std::vector<StoreColumn> columns;
  std::vector<std::int64_t> ids;
  for (const char* name : {"recency_days", "frequency", "monetary"}) {
    const std::string path = table + "/" + name;
    StoreColumn& column = columns.emplace_back();
    column.column = {name, ColumnType::real, "float64", {}, {}, {}};
    const h5::Handle dataset = h5::open_dataset(source, path);
    column.values = h5::read_array<double>(source, path, h5::shape_of(source, dataset, path));
    ids.resize(column.values.size());
  }
  std::iota(ids.begin(), ids.end(), 1);
  write_store(file, ids, columns);
}

class FitDefaults : public ::testing::Test {
 protected:
  FitDefaults() { std::filesystem::create_symlink(SEGMENTA_TEST_DATA "/classics.h5", here_.path("classics.h5")); }

  json fit(const std::string& arguments) const {
    const Outcome outcome = here_.segmenta("fit " + arguments + " -o model.h5 --json --quiet");
    EXPECT_EQ(outcome.exit_code, 0) << arguments << "\n" << outcome.err;
    return json::parse(outcome.out);
  }

  void expect_no_handful(const std::string& store) const {
    const json result = fit(store + " --k 4");
    const double smallest = std::ranges::min(result["sizes"].get<std::vector<double>>());
    EXPECT_GE(smallest, 0.01 * result["rows"].get<double>()) << store << " " << result["sizes"];
    EXPECT_EQ(result["preparation"].size(), result["features"]) << store;
  }

  static std::string reason(const json& result, const std::string& column) {
    for (const json& one : result["left_out"]) {
      if (one["column"] == column) return one["reason"];
    }
    return "not left out";
  }

  Workplace here_;
};

TEST_F(FitDefaults, MakeNoHandfulOfRealCustomers) {
  const Outcome made = here_.segmenta(
      "features --orders " SEGMENTA_TEST_DATA
      "/online_retail.csv.gz --customer CustomerID --date InvoiceDate --quantity Quantity --price UnitPrice --order "
      "InvoiceNo --product StockCode --keep Country --currency GBP -o customers.h5 --quiet");
  ASSERT_EQ(made.exit_code, 0) << made.err;
  expect_no_handful("customers.h5");
  const json result = fit("customers.h5 --k 5");
  EXPECT_EQ(result["feature_names"], json({"recency_days", "frequency", "monetary"}));
  EXPECT_THAT(reason(result, "mean_days_between_orders"), HasSubstr("does not mark it"));
}

TEST_F(FitDefaults, MakeNoHandfulOfOtherData) {
  for (const char* table : {"iris", "wine", "breast_cancer", "digits", "diabetes"}) {
    expect_no_handful(fmt::format("classics.h5 --table {}/data", table));
  }
  for (const char* table : {"/online_retail", "/complete_journey"}) {
    write_rfm_columns(here_.path("rfm.h5"), table);
    expect_no_handful("rfm.h5");
  }
}

TEST_F(FitDefaults, WorkInEveryLayout) {
  const json expected = json::parse(std::ifstream(SEGMENTA_TEST_DATA "/stores/expected.json"));
  ASSERT_GT(expected["files"].size(), 10U);
  for (const auto& [file, store] : expected["files"].items()) {
    expect_no_handful(fmt::format(SEGMENTA_TEST_DATA "/stores/{} --table {}", file, store["table"].get<std::string>()));
  }
}

TEST_F(FitDefaults, MakeNoHandfulOfRefundsSentinelsOrMistakes) {
  write_refunds(here_.path("refunds.h5"));
  write_export(here_.path("export.h5"));
  write_sentinels(here_.path("sentinels.h5"));
  write_margins(here_.path("margins.h5"));
  for (const char* store : {"refunds.h5", "export.h5", "sentinels.h5", "margins.h5"}) expect_no_handful(store);
}

TEST_F(FitDefaults, TakeTheLogOfWhatAFewRefundsGoBelow) {
  write_refunds(here_.path("refunds.h5"));
  const json monetary = fit("refunds.h5 --k 4")["preparation"][2];
  EXPECT_EQ(monetary["feature"], "monetary");
  EXPECT_EQ(monetary["transform"], "signed_log1p");
  EXPECT_GT(monetary["clip"]["rows"], 0);
  EXPECT_GT(monetary["clip"]["lower"], -60);
}

TEST_F(FitDefaults, NameEveryColumnThatIsLeftOut) {
  write_export(here_.path("export.h5"));
  const json result = fit("export.h5 --k 4");
  EXPECT_EQ(result["feature_names"], json({"spend", "visits", "loyalty_card"}));
  EXPECT_EQ(reason(result, "Unnamed: 0"), "it numbers the rows");
  EXPECT_EQ(reason(result, "household_id"), "an id by its name");
  EXPECT_THAT(reason(result, "spend_cents"), HasSubstr("follows spend"));
  EXPECT_THAT(reason(result, "region"), HasSubstr("--category"));
  EXPECT_THAT(reason(result, "birth_date"), HasSubstr("date"));
  EXPECT_EQ(reason(result, "churned"), "an outcome by its name");
  EXPECT_EQ(reason(result, "version"), "constant");
  EXPECT_EQ(reason(result, "avg_price"), "constant");
  EXPECT_THAT(reason(result, "nps"), HasSubstr("missing for"));
  const Outcome text = here_.segmenta("fit export.h5 --k 4 -o model.h5");
  EXPECT_THAT(text.err, HasSubstr("left out: churned (an outcome by its name)"));
  EXPECT_THAT(text.err, HasSubstr("two values"));
}

TEST_F(FitDefaults, TakeWhatIsNamed) {
  write_export(here_.path("export.h5"));
  EXPECT_EQ(fit("export.h5 --k 4 --features churned,region,nps")["feature_names"],
            json({"churned", "region", "nps", "nps_missing"}));
  const json names = fit("export.h5 --k 4 --features spend --category region")["feature_names"];
  EXPECT_EQ(names, json({"spend", "region=1", "region=2", "region=3", "region=4", "region=5"}));
  EXPECT_THAT(fit("export.h5 --k 4 --category region")["feature_names"], Contains("region=3"));
}

TEST_F(FitDefaults, GiveWayToWhatIsSaid) {
  write_refunds(here_.path("refunds.h5"));
  for (const char* clip : {"--clip none", "--clip 0"}) {
    const json preparation = fit(std::string("refunds.h5 --k 4 ") + clip)["preparation"];
    for (const json& one : preparation) EXPECT_EQ(one["clip"]["rows"], 0);
  }
  const json preparation = fit("refunds.h5 --k 4 --log none")["preparation"];
  for (const json& one : preparation) {
    EXPECT_EQ(one["transform"], "none");
    EXPECT_EQ(one["clip"]["rows"], 0);
  }
  EXPECT_EQ(here_.segmenta("fit refunds.h5 --k 4 -o model.h5 --clip 50").exit_code, 2);
  EXPECT_EQ(here_.segmenta("fit refunds.h5 --k 4 -o model.h5 --clip some").exit_code, 2);
}

TEST_F(FitDefaults, AssignNextMonthsRefunds) {
  Customers january, february;
  for (Customers* month : {&january, &february}) {
    const bool is_later = month == &february;
    month->add("recency_days", [=] { return std::floor(month->even(0, 99)); });
    month->add("monetary", [=, at = 0]() mutable {
      const double spend = month->amount(50, 1);
      return is_later && at++ == 3 ? -50 : spend;
    });
  }
  january.write(here_.path("january.h5"));
  february.write(here_.path("february.h5"));
  fit("january.h5 --k 3");
  const Outcome outcome = here_.segmenta("assign february.h5 --model model.h5 -o out.h5");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("1 rows have a 'monetary' below 0"));
}

TEST_F(FitDefaults, SayWhatIsLostWhereNothingIsLimited) {
  write_margins(here_.path("margins.h5"));
  const Outcome as_it_is = here_.segmenta("fit margins.h5 --k 3 --features balance --log none -o model.h5");
  EXPECT_THAT(as_it_is.err, HasSubstr("'balance' lie too close together"));
  const Outcome limited = here_.segmenta("fit margins.h5 --k 3 -o model.h5");
  EXPECT_THAT(limited.err, Not(HasSubstr("too close together")));
}

}  // namespace
}  // namespace segmenta::testing
