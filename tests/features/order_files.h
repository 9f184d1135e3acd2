#pragma once
// Small files of order lines, and what comes of them.

#include <segmenta/features.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "store/refusal.h"
#include "store/temporary_folder.h"

namespace segmenta {

inline std::filesystem::path write_file(const TemporaryFolder& folder, const std::string& name,
                                        const std::string& bytes) {
  std::ofstream(folder / name, std::ios::binary) << bytes;
  return folder / name;
}

/// Columns id, day, amount, and nothing else named. Of so few lines most may be lost.
inline FeatureOptions amount_options(const std::filesystem::path& file) {
  FeatureOptions options;
  options.orders = {file};
  options.customer = "id";
  options.date = "day";
  options.amount = "amount";
  options.max_unreadable = options.max_dropped = 1;
  return options;
}

/// Columns id, day, order, product, quantity, price.
inline FeatureOptions shop_options(const std::filesystem::path& file) {
  FeatureOptions options = amount_options(file);
  options.amount = "";
  options.order = "order";
  options.product = "product";
  options.quantity = "quantity";
  options.price = "price";
  return options;
}

inline FeatureTable collect(const FeatureOptions& options, int threads = 2) {
  Context context;
  context.threads = threads;
  return collect_features(options, context);
}

/// What is noted while features are collected.
inline std::vector<std::string> notes_of(const FeatureOptions& options) {
  std::vector<std::string> notes;
  Context context;
  context.on_note = [&](const std::string& note) { notes.push_back(note); };
  collect_features(options, context);
  return notes;
}

inline FeatureTable collect_amounts(const std::string& lines) {
  const TemporaryFolder folder;
  return collect(amount_options(write_file(folder, "orders.csv", "id,day,amount\n" + lines)));
}

inline FeatureTable collect_shop(const std::string& lines) {
  const TemporaryFolder folder;
  return collect(shop_options(write_file(folder, "orders.csv", "id,day,order,product,quantity,price\n" + lines)));
}

inline std::string refusal_of(const FeatureOptions& options) {
  return refusal([&] { collect(options); });
}

inline const StoreColumn& column(const FeatureTable& table, const std::string& name) {
  for (const StoreColumn& column : table.columns) {
    if (column.column.name == name) return column;
  }
  throw std::out_of_range("no column " + name);
}

inline std::vector<std::string> names(const FeatureTable& table) {
  std::vector<std::string> names;
  for (const StoreColumn& column : table.columns) names.push_back(column.column.name);
  return names;
}

inline std::vector<double> values(const FeatureTable& table, const std::string& name) {
  return column(table, name).values;
}

inline std::vector<std::string> texts(const FeatureTable& table, const std::string& name) {
  return column(table, name).text;
}

/// What the account says of one reason; no lines where it does not name it.
inline AccountEntry account(const FeatureTable& table, const std::string& reason) {
  for (const AccountEntry& entry : table.account) {
    if (entry.reason == reason) return entry;
  }
  return {};
}

}  // namespace segmenta
