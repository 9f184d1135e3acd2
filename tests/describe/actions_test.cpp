// What is suggested for a segment, and the words for it.

#include <gmock/gmock.h>
#include <segmenta/actions.h>

#include <limits>

namespace segmenta {
namespace {

using testing::IsEmpty;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

ActionFigures figures(double recency, double value, double frequency = unknown, double products = unknown,
                      double reach = unknown, double margin = unknown, double churn = unknown) {
  ActionFigures made;
  made.of = {recency, frequency, value, products, unknown, unknown, margin, reach, churn};
  made.labels = {"days since last order", "orders", "spend", "products", "", "", "margin", "consent", "risk"};
  return made;
}

std::string objective(const ActionFigures& of) { return suggest_action(of, usual_actions()).objective; }

TEST(AnAction, FollowsWhatIsKnownOfASegment) {
  EXPECT_EQ(objective(figures(2, 1)), "win back");
  EXPECT_EQ(objective(figures(2, 0.5)), "leave alone");
  EXPECT_EQ(objective(figures(1.2, 1.2)), "retain");
  EXPECT_EQ(objective(figures(0.5, 2)), "reward");
  EXPECT_EQ(objective(figures(0.8, 1.1, 1.2, 0.8)), "cross-sell");
  EXPECT_EQ(objective(figures(0.8, 0.6)), "grow");
  EXPECT_EQ(objective(figures(0.5, 2, unknown, unknown, 0.01)), "leave alone");
  EXPECT_EQ(objective(figures(0.5, 2, unknown, unknown, 0.9, -0.1)), "leave alone");
  EXPECT_EQ(objective(figures(0.5, 2, unknown, unknown, 0.9, 0.3, 0.6)), "retain");
}

TEST(AnAction, NeedsSomethingToGoBy) {
  EXPECT_THAT(objective(figures(unknown, unknown)), IsEmpty());
  EXPECT_EQ(objective(figures(unknown, 2)), "reward");
}

TEST(AnAction, SaysWhyWithoutFigures) {
  EXPECT_EQ(suggest_action(figures(2.5, 0.85), usual_actions()).evidence,
            "days since last order far above the average, spend below the average");
  EXPECT_EQ(suggest_action(figures(0.5, 2, unknown, unknown, 0.01), usual_actions()).evidence,
            "hardly any of them may be contacted");
}

TEST(AnAction, ComesFromATableOfYourOwn) {
  const std::vector<ActionRule> rules{{"call", {{.measure = ActionMeasure::value, .at_least = 3}}}};
  EXPECT_EQ(suggest_action(figures(1, 4), rules).objective, "call");
  EXPECT_THAT(suggest_action(figures(1, 2), rules).objective, IsEmpty());
}

}  // namespace
}  // namespace segmenta
