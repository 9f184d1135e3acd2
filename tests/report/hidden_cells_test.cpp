// What somebody can work out of a table whose small cells are hidden: every table that agrees with what is shown is
// tried.

#include "report/hidden_cells.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <random>

namespace segmenta {
namespace {

struct Bounds {
  std::int64_t low = 1'000'000, high = -1;
};

// The least and most that each cell is in any table of these totals that has the cells that are shown.
class EveryTable {
 public:
  EveryTable(const CountTable& counts, const CellMask& hidden) : hidden_(hidden), table_(counts) {
    bounds_.assign(counts.size(), std::vector<Bounds>(counts.front().size()));
    rows_.assign(counts.size(), 0);
    columns_.assign(counts.front().size(), 0);
    for (std::size_t r = 0; r < counts.size(); ++r) {
      for (std::size_t c = 0; c < counts[r].size(); ++c) {
        if (!hidden[r][c]) continue;
        rows_[r] += counts[r][c];
        columns_[c] += counts[r][c];
        table_[r][c] = 0;
      }
    }
    fill(0, 0);
  }
  [[nodiscard]] Bounds of(std::size_t r, std::size_t c) const { return bounds_[r][c]; }

 private:
  void fill(std::size_t r, std::size_t c) {
    if (c == columns_.size()) {
      if (rows_[r] == 0) fill(r + 1, 0);
      return;
    }
    if (r == rows_.size()) return note();
    if (!hidden_[r][c]) return fill(r, c + 1);
    for (std::int64_t n = std::min(rows_[r], columns_[c]); n >= 0; --n) {
      take(r, c, n);
      fill(r, c + 1);
      take(r, c, -n);
    }
  }
  void take(std::size_t r, std::size_t c, std::int64_t n) {
    table_[r][c] += n;
    rows_[r] -= n;
    columns_[c] -= n;
  }
  void note() {
    if (std::ranges::any_of(columns_, [](std::int64_t left) { return left != 0; })) return;
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      for (std::size_t c = 0; c < columns_.size(); ++c) {
        bounds_[r][c].low = std::min(bounds_[r][c].low, table_[r][c]);
        bounds_[r][c].high = std::max(bounds_[r][c].high, table_[r][c]);
      }
    }
  }

  const CellMask& hidden_;
  CountTable table_;
  std::vector<std::int64_t> rows_, columns_;
  std::vector<std::vector<Bounds>> bounds_;
};

void expect_nothing_told(const CountTable& counts, const CellMask& hidden, std::int64_t least) {
  const EveryTable every(counts, hidden);
  for (std::size_t r = 0; r < counts.size(); ++r) {
    for (std::size_t c = 0; c < counts[r].size(); ++c) {
      if (counts[r][c] == 0 || counts[r][c] >= least) continue;
      EXPECT_TRUE(hidden[r][c]);
      EXPECT_EQ(every.of(r, c).low, 0) << r << ", " << c;
      EXPECT_GE(every.of(r, c).high, least) << r << ", " << c;
    }
  }
}

TEST(HiddenCells, AreNoneWhereNoneIsSmall) {
  EXPECT_EQ(hidden_cells({{10, 20}, {0, 30}}, 10), (CellMask{{false, false}, {false, false}}));
}

// By rows and columns alone 5 and 200 hide each other's totals, yet all of it follows from the totals.
TEST(HiddenCells, OfTwoByTwoAreAll) {
  const CountTable counts{{100, 5}, {200, 100}};
  EXPECT_EQ(hidden_cells(counts, 10), (CellMask{{true, true}, {true, true}}));
}

TEST(HiddenCells, TakeTheSmallestRectangleAlong) {
  const CountTable counts{{500, 5, 70}, {40, 90, 50}, {600, 30, 800}};
  EXPECT_EQ(hidden_cells(counts, 10), (CellMask{{false, true, true}, {false, true, true}, {false, false, false}}));
}

TEST(HiddenCells, AreNotFoundWhereTheTotalsTellThem) {
  EXPECT_FALSE(hidden_cells({{995, 0}, {5, 10}}, 10)) << "at least 5, for the second column has 10 alone";
  EXPECT_FALSE(hidden_cells({{5, 100}}, 10)) << "one row is its total";
}

TEST(HiddenCells, OfUnseenRowsAreHiddenToo) {
  const CountTable counts{{50, 60, 70}, {3, 50, 40}};
  const auto hidden = hidden_cells(counts, 10, {false, true});
  ASSERT_TRUE(hidden);
  expect_nothing_told(counts, *hidden, 10);
  EXPECT_TRUE((*hidden)[0][0]) << "its total less it would be 3";
}

TEST(HiddenCells, TellNothingOfRandomTables) {
  std::mt19937 random(4);
  int shown = 0, suppressed = 0;
  for (int i = 0; i < 400; ++i) {
    CountTable counts(2 + random() % 2, std::vector<std::int64_t>(2 + random() % 2));
    for (auto& row : counts) {
      for (std::int64_t& cell : row) cell = random() % 4 == 0 ? random() % 3 : random() % 12;
    }
    const auto hidden = hidden_cells(counts, 3);
    if (!hidden) continue;
    ++shown;
    suppressed += static_cast<int>(std::ranges::count((*hidden)[0], true));
    expect_nothing_told(counts, *hidden, 3);
  }
  EXPECT_GT(shown, 250);
  EXPECT_GT(suppressed, 100);
}

}  // namespace
}  // namespace segmenta
