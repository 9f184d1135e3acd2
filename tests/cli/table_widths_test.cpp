// Tables keep to 80 columns whatever segments and columns are called, and however many there are.

#include <gmock/gmock.h>

#include <sstream>

#include "evaluate_text.h"
#include "rfm_text.h"
#include "text.h"

namespace segmenta {
namespace {

using ::testing::HasSubstr;

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) widest = std::max(widest, text_width(line));
  return widest;
}

TEST(EvaluationText, WrapsNamesBesideTheirFigures) {
  Evaluation evaluation;
  evaluation.value = evaluation.value_label = "monetary_value_of_the_last_twelve_months";
  evaluation.at_stake = evaluation.value + " so far, a year, of those that may_be_contacted_by_mail allows to contact";
  evaluation.criteria = {{"value", "total of " + evaluation.value + ", net of returns and of all that was credited"}};
  evaluation.not_measured = {"profitability (no margin column, whatever its name is, was found in this store)"};
  evaluation.segments.resize(2);
  evaluation.segments[0].at_stake = 12345678;
  evaluation.segments[1].segment = 1;
  const std::string text =
      evaluation_text(evaluation, "customers.h5", {"Very frequent, very high distinct products", std::string(60, 'x')});
  EXPECT_LE(widest_line(text), 80U) << text;
  EXPECT_THAT(text, HasSubstr("  Very frequent, very high distinct\n" + std::string(45, ' ') + "products\n"));
  EXPECT_THAT(text, HasSubstr("  " + std::string(32, 'x') + "...\n"));
}

Rfm rfm_of(const std::vector<std::string>& names) {
  Rfm rfm;
  rfm.names = names;
  rfm.columns = {"days_since_the_last_order", "orders_of_the_last_twelve_months", "value_of_the_last_twelve_months"};
  for (CutPoints* cuts : {&rfm.cuts.recency, &rfm.cuts.frequency, &rfm.cuts.monetary}) {
    *cuts = {1234.56, 2345.67, 3456.78, 45678.9};
  }
  return rfm;
}

TEST(RfmText, CutsNamesThatAreLong) {
  const Rfm rfm = rfm_of({"Champions", "Customers whom we would hate to lose to anybody"});
  Profile profile;
  profile.value_feature = rfm.columns.monetary;
  profile.segments.resize(2);
  for (SegmentProfile& segment : profile.segments) segment.features.resize(3);
  profile.segments[1].segment = 1;
  const std::string text = rfm_text(rfm, profile);
  EXPECT_LE(widest_line(text), 80U) << text;
  EXPECT_THAT(text, HasSubstr("\nCustomers whom we wo... "));
  EXPECT_THAT(text, HasSubstr("monetary 1234.56, 2345.67, 3456.78, 45678.9"));
}

TEST(CrossTableText, GoesOnBelowWhereSegmentsAreMany) {
  const Rfm rfm = rfm_of({"Champions", "Potential Loyalist"});
  const std::vector<std::int64_t> counts{1, 2, 3, 4, 5, 6, 7, 1234567, 9};
  const std::string text = cross_table_text(rfm, {counts, counts}, "segments.h5");
  EXPECT_LE(widest_line(text), 80U) << text;
  EXPECT_THAT(text, HasSubstr("customers by segment of segments.h5\n" + std::string(18, ' ') + "          0"));
  EXPECT_THAT(text, HasSubstr("          4\nChampions                   1"));
  EXPECT_THAT(text, HasSubstr("\n\n" + std::string(18, ' ') + "          5"));
  EXPECT_THAT(text, HasSubstr("  1,234,567          9"));
}

}  // namespace
}  // namespace segmenta
