// Widths, padding and wrapping of text.

#include "text.h"

#include <gtest/gtest.h>

namespace segmenta {
namespace {

TEST(Joined, BreaksLinesBetweenParts) {
  EXPECT_EQ(joined("a  ", {"one", "two", "three"}, ",", 12), "a  one, two,\n   three");
  EXPECT_EQ(joined("a  ", {"one", "two", "three"}, ",", 1), "a  one,\n   two,\n   three");
  EXPECT_EQ(joined("a  ", {"one"}, ","), "a  one");
  EXPECT_EQ(joined("ä  ", {"öne", "two", "three"}, ",", 12), "ä  öne, two,\n   three");
}

TEST(Beside, KeepsWordsToTheRoomThatIsThere) {
  EXPECT_EQ(beside("1  ", "one two three", 10), "1  one two\n   three");
  EXPECT_EQ(beside("1  ", "unbreakable", 10), "1  unbr...");
}

TEST(Text, IsShownWithoutWhatSteersATerminal) {
  EXPECT_EQ(shown("a\x1b[31mb\x07"), "a\\x1b[31mb\\x07");
  EXPECT_EQ(shown("a\xc2\x9b"
                  "31m"),
            "a\\x9b31m");
  EXPECT_EQ(shown("Größe\n\t1 €"), "Größe\n\t1 €");
}

TEST(Text, IsAsWideAsItsCharacters) {
  EXPECT_EQ(text_width("Österreich"), 10U);
  EXPECT_EQ(padded("Öl", 4), "Öl  ");
  EXPECT_EQ(padded("longer", 4), "longer");
  EXPECT_EQ(fitted("Österreich", 8), "Öster...");
  EXPECT_EQ(fitted("Öl", 8), "Öl");
  EXPECT_EQ(fitted("a\nb\x1b[31m", 20), "a b\\x1b[31m");
}

}  // namespace
}  // namespace segmenta
