// Follows quotes and line breaks as Arrow's parser does.

#include "features/line_count.h"

#include <algorithm>

namespace segmenta::features {
namespace {

class RowFinder {
 public:
  RowFinder(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {}

  RowLines find() {
    while (at_ < text_.size()) {
      if (is_break()) {
        pass_break();
      } else {
        rows_.first_lines.push_back(line_);
        pass_row();
      }
    }
    return std::move(rows_);
  }

 private:
  [[nodiscard]] bool is_break() const { return text_[at_] == '\n' || text_[at_] == '\r'; }

  void pass_break() {
    const bool two = text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n';
    at_ += two ? 2 : 1;
    ++line_;
  }

  void pass_row() {
    bool value_starts = true;
    while (at_ < text_.size() && !is_break()) {
      if (value_starts && text_[at_] == '"') {
        pass_quotes();
        value_starts = false;
      } else {
        value_starts = text_[at_++] == delimiter_;
      }
    }
    if (at_ < text_.size()) pass_break();
  }

  void pass_quotes() {
    const std::int64_t opened = line_;
    ++at_;
    while (at_ < text_.size()) {
      if (text_[at_] == '"') {
        ++at_;
        if (at_ == text_.size() || text_[at_] != '"') return;
        ++at_;
      } else if (is_break()) {
        pass_break();
      } else {
        ++at_;
      }
    }
    rows_.open_quote = opened;
  }

  std::string_view text_;
  char delimiter_;
  std::size_t at_ = 0;
  std::int64_t line_ = 0;
  RowLines rows_;
};

}  // namespace

std::int64_t count_line_breaks(std::string_view text, char& previous) {
  if (text.empty()) return 0;
  std::int64_t breaks = std::count(text.begin(), text.end(), '\n');
  if (text.find('\r') != std::string_view::npos || previous == '\r') {
    char before = previous;
    for (const char c : text) {
      if (c == '\r') ++breaks;
      if (c == '\n' && before == '\r') --breaks;
      before = c;
    }
  }
  previous = text.back();
  return breaks;
}

RowLines find_rows(std::string_view text, char delimiter) { return RowFinder(text, delimiter).find(); }

}  // namespace segmenta::features
