// The examples of headers that need no files do what they say.

#include <gtest/gtest.h>

void fit_example();
void kmeans_example();

TEST(HeaderExamples, OfFitRuns) { EXPECT_NO_THROW(fit_example()); }
TEST(HeaderExamples, OfKMeansRuns) { EXPECT_NO_THROW(kmeans_example()); }
