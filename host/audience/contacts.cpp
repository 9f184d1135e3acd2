// Columns of a store as cells of text.

#include "audience/contacts.h"

#include <fmt/format.h>
#include <segmenta/store.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>

namespace segmenta {

struct StoredContacts::State {
  std::unique_ptr<Store> store;
  std::vector<std::size_t> columns;  // but the id
  std::vector<std::vector<std::string>> texts;
  std::int64_t first = 0, done = 0;
};

StoredContacts::StoredContacts(const std::filesystem::path& file, const std::vector<std::string>& columns)
    : state_(std::make_unique<State>()) {
  StoreOptions options;
  options.id = columns.front();
  state_->store = open_store(file, options);
  for (std::size_t i = 1; i < columns.size(); ++i) state_->columns.push_back(state_->store->column_index(columns[i]));
}

StoredContacts::~StoredContacts() = default;

ContactBlock StoredContacts::next() {
  constexpr std::int64_t block_rows = 65'536;
  State& state = *state_;
  state.first = state.done;
  const std::int64_t rows = std::min(block_rows, state.store->rows() - state.first);
  if (rows <= 0) return {};
  state.done += rows;
  state.texts.assign(1, {});
  const Ids ids = state.store->read_ids(state.first, rows);
  for (std::int64_t row = 0; row < rows; ++row) state.texts[0].push_back(to_string(ids, row));
  for (const std::size_t column : state.columns) {
    if (state.store->columns()[column].type == ColumnType::text) {
      state.texts.push_back(state.store->read_text(column, state.first, rows));
      continue;
    }
    std::vector<double> values(static_cast<std::size_t>(rows));
    state.store->read({&column, 1}, state.first, rows, values.data());
    auto& texts = state.texts.emplace_back();
    for (const double value : values) texts.push_back(std::isnan(value) ? std::string() : fmt::format("{}", value));
  }
  ContactBlock block;
  for (const auto& texts : state.texts) block.emplace_back(texts.begin(), texts.end());
  return block;
}

std::string StoredContacts::place(std::int64_t row) const {
  return fmt::format("{} row {}", state_->store->name(), state_->first + row);
}

bool is_store(const std::filesystem::path& file) {
  constexpr std::string_view mark = "\211HDF\r\n\032\n";
  std::array<char, mark.size()> bytes{};
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return false;
  std::ifstream(file, std::ios::binary).read(bytes.data(), bytes.size());
  return std::string_view(bytes.data(), bytes.size()) == mark;
}

}  // namespace segmenta
