// The query of a warehouse. What it selects is compared with the lists by tests/audience/query.py, where DuckDB is.

#include <gmock/gmock.h>
#include <segmenta/audience.h>

#include "store/refusal.h"

namespace segmenta {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

AudienceOptions usual() {
  AudienceOptions options;
  options.columns = {.id = "customer", .email = "e\"mail", .consent = "ok"};
  options.targets = {"google"};
  return options;
}

TEST(AQuery, QuotesNamesAndValues) {
  AudienceOptions options = usual();
  options.columns.consent_value = "Can't say";
  options.only = {2, 5};
  const std::string query = audience_query(options, {"crm.segments", "contacts"}, "duckdb");
  EXPECT_THAT(query,
              AllOf(HasSubstr("FROM \"crm\".\"segments\""), HasSubstr("\"e\"\"mail\""), HasSubstr("'can''t say'"),
                    HasSubstr("IN (2, 5)"), HasSubstr("in_segment >= 100"), HasSubstr("google_email")));
}

TEST(AQuery, IsOfItsDialect) {
  for (const std::string_view dialect : warehouse_dialects()) {
    const std::string query = audience_query(usual(), {"s", "c", "arms", {"stop"}}, std::string(dialect));
    EXPECT_THAT(query, AllOf(HasSubstr("holdout"), HasSubstr("suppressed"), Not(HasSubstr("{}")))) << dialect;
  }
  EXPECT_THAT(audience_query(usual(), {"s", "c"}, "bigquery"), HasSubstr("TO_HEX(SHA256("));
  EXPECT_THAT(audience_query(usual(), {"s", "c"}, "postgres"), HasSubstr("ENCODE(SHA256("));
}

TEST(AQuery, OfAnUnknownDialectIsRefused) {
  EXPECT_THAT(refusal([] {
                static_cast<void>(audience_query(usual(), {"s", "c"}, "dbase"));
              }),
              AllOf(StartsWith("2: "), HasSubstr("snowflake")));
}

}  // namespace
}  // namespace segmenta
