#pragma once
// Columns whose values take more than one dataset: with a mask, of categories, of sparse rows, of packed text.

#include <memory>
#include <string>
#include <vector>

#include "store/column_set.h"
#include "store/stored_rows.h"

namespace segmenta {

/// A column and a dataset beside it that says which of its rows are missing.
class MaskedColumn : public ColumnSet {
 public:
  enum class Mask {
    bytes,  ///< one a row, not 0 where the value is missing
    bits,   ///< one a row, lowest first, 0 where the value is missing (Arrow)
  };
  MaskedColumn(std::shared_ptr<StoredRows> values, std::shared_ptr<StoredRows> mask, Mask kind);

  [[nodiscard]] std::int64_t rows() const override { return values_->rows(); }
  void read(std::span<const Wanted> wanted, std::int64_t first, std::int64_t count) override;
  std::vector<std::string> read_text(std::size_t member, std::int64_t first, std::int64_t count) override;
  Ids read_ids(std::size_t member, std::int64_t first, std::int64_t count) override;

 private:
  [[nodiscard]] std::vector<char> missing(std::int64_t first, std::int64_t count) const;

  std::shared_ptr<StoredRows> values_, mask_;
  Mask kind_;
};

/// Text of a member of codes into a list of categories; a code outside it is missing.
class CategoryColumn : public ColumnSet {
 public:
  CategoryColumn(std::shared_ptr<StoredRows> codes, std::size_t member, std::vector<std::string> categories);

  [[nodiscard]] std::int64_t rows() const override { return codes_->rows(); }
  void read(std::span<const Wanted> wanted, std::int64_t first, std::int64_t count) override;
  std::vector<std::string> read_text(std::size_t member, std::int64_t first, std::int64_t count) override;
  Ids read_ids(std::size_t member, std::int64_t first, std::int64_t count) override;

 private:
  std::shared_ptr<StoredRows> codes_;
  std::size_t member_;
  std::vector<std::string> categories_;
};

/// A list of values, and where in it the value of each row is; a place outside it is missing.
class IndexedColumn : public ColumnSet {
 public:
  /// `list` has one member.
  IndexedColumn(std::shared_ptr<StoredRows> places, std::shared_ptr<ColumnSet> list)
      : places_(std::move(places)), list_(std::move(list)) {}

  [[nodiscard]] std::int64_t rows() const override { return places_->rows(); }
  void read(std::span<const Wanted> wanted, std::int64_t first, std::int64_t count) override;
  std::vector<std::string> read_text(std::size_t member, std::int64_t first, std::int64_t count) override;
  Ids read_ids(std::size_t member, std::int64_t first, std::int64_t count) override;

 private:
  std::shared_ptr<StoredRows> places_;
  std::shared_ptr<ColumnSet> list_;
};

/// Text as Arrow keeps it: all bytes in a row, and where each text begins.
class PackedText : public ColumnSet {
 public:
  /// `begins` has one entry more than there are rows.
  PackedText(std::shared_ptr<StoredRows> bytes, std::shared_ptr<StoredRows> begins);

  [[nodiscard]] std::int64_t rows() const override { return begins_->rows() - 1; }
  void read(std::span<const Wanted> wanted, std::int64_t first, std::int64_t count) override;
  std::vector<std::string> read_text(std::size_t member, std::int64_t first, std::int64_t count) override;
  Ids read_ids(std::size_t member, std::int64_t first, std::int64_t count) override;

 private:
  std::shared_ptr<StoredRows> bytes_, begins_;
};

/// A sparse matrix by rows (CSR): values, their columns, and where each row begins. What is not stored is 0.
class SparseRows : public ColumnSet {
 public:
  SparseRows(std::shared_ptr<StoredRows> values, std::shared_ptr<StoredRows> columns,
             std::shared_ptr<StoredRows> begins, std::size_t width);

  [[nodiscard]] std::int64_t rows() const override { return begins_->rows() - 1; }
  void read(std::span<const Wanted> wanted, std::int64_t first, std::int64_t count) override;
  std::vector<std::string> read_text(std::size_t member, std::int64_t first, std::int64_t count) override;
  Ids read_ids(std::size_t member, std::int64_t first, std::int64_t count) override;

 private:
  std::shared_ptr<StoredRows> values_, columns_, begins_;
  std::size_t width_;
};

}  // namespace segmenta
