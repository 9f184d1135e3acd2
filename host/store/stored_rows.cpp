// Reads rows piece by piece, and splits each piece into columns while the cache holds it.

#include "store/stored_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <segmenta/error.h>

#include <algorithm>

#include "store/ids.h"

namespace segmenta {
namespace {

using h5::Handle;

constexpr std::int64_t piece_bytes = 4 << 20;  // read at once
constexpr std::size_t tile_bytes = 256 << 10;  // split into columns at once, while the cache holds it

ValueType supported(hid_t type, const h5::Subject& subject, const std::string& member) {
  if (const auto known = value_type(type)) return *known;
  subject.fail(member.empty() ? "holds values that no feature can have"
                              : fmt::format("member '{}' holds values that no feature can have", member),
               fmt::format("their type is {}", kind_of(type)),
               "Features are integers, float16, float32, float64, bool or strings: convert it, or leave it out");
}

void refuse_rank(const Dataset& data) {
  const auto rank = data.shape().size();
  if (rank == 1 || rank == 2) return;
  data.subject().fail(
      rank == 0 ? "is a single value" : fmt::format("has {} dimensions [{}]", rank, fmt::join(data.shape(), " x ")),
      "a column has one dimension, a matrix two", "Reshape it to one row a customer");
}

}  // namespace

StoredRows::StoredRows(const h5::File& file, const std::string& path, std::size_t row_axis)
    : data_(file, path), row_axis_(row_axis), matrix_(data_.shape().size() == 2) {
  refuse_rank(data_);
  element_bytes_ = H5Tget_size(data_.type());
  memory_type_ = h5::own(H5Tcopy(data_.type()), data_.subject(), "cannot be read");
  if (H5Tget_class(data_.type()) == H5T_COMPOUND && !matrix_) {
    describe_compound();
  } else {
    describe_columns();
  }
}

void StoredRows::describe_columns() {
  const ValueType type = supported(data_.type(), data_.subject(), {});
  const std::size_t columns = matrix_ ? static_cast<std::size_t>(data_.shape()[1 - row_axis_]) : 1;
  if (matrix_ && type.coding == Coding::variable_text) {
    data_.subject().fail("is a matrix of strings", "features are numbers", "Write strings as columns of their own");
  }
  for (std::size_t j = 0; j < columns; ++j) members_.push_back({{}, type, j * type.size, j});
}

// Variable strings are left out of the rows: HDF5 would allocate each of them.
void StoredRows::describe_compound() {
  const int members = H5Tget_nmembers(data_.type());
  for (int i = 0; i < members; ++i) describe_elements(static_cast<unsigned>(i));
  if (std::none_of(members_.begin(), members_.end(),
                   [](const Member& member) { return member.type.coding == Coding::variable_text; })) {
    return;
  }
  memory_type_ = h5::own(H5Tcreate(H5T_COMPOUND, element_bytes_), data_.subject(), "cannot be read");
  for (const Member& member : members_) {
    if (member.type.coding == Coding::variable_text || member.place > 0) continue;
    const int i = H5Tget_member_index(data_.type(), member.name.c_str());
    const Handle type =
        h5::own(H5Tget_member_type(data_.type(), static_cast<unsigned>(i)), data_.subject(), "cannot be read");
    h5::check(H5Tinsert(memory_type_.get(), member.name.c_str(), member.offset, type.get()), data_.subject(),
              "cannot be read");
  }
}

void StoredRows::describe_elements(unsigned i) {
  const h5::Subject& subject = data_.subject();
  char* raw_name = H5Tget_member_name(data_.type(), i);
  const std::string name = raw_name == nullptr ? "" : raw_name;
  H5free_memory(raw_name);
  Handle type = h5::own(H5Tget_member_type(data_.type(), i), subject, "cannot be read");
  const std::size_t offset = H5Tget_member_offset(data_.type(), i);
  std::size_t elements = 1;
  if (H5Tget_class(type.get()) == H5T_ARRAY && H5Tget_array_ndims(type.get()) == 1) {
    hsize_t extent = 0;
    h5::check(H5Tget_array_dims2(type.get(), &extent), subject, "cannot be read");
    elements = static_cast<std::size_t>(extent);
    type = h5::own(H5Tget_super(type.get()), subject, "cannot be read");
    if (H5Tis_variable_str(type.get()) > 0) supported(H5T_STD_REF_OBJ, subject, name);
  }
  const ValueType value = supported(type.get(), subject, name);
  // HDF5 does not hold the type of a damaged file against itself.
  if (value.size == 0 || offset > element_bytes_ || elements > (element_bytes_ - offset) / value.size) {
    subject.fail(fmt::format("member '{}' lies outside its row", name), "the file is damaged", "Write it again");
  }
  for (std::size_t j = 0; j < elements; ++j) members_.push_back({name, value, offset + j * value.size, j});
}

// The columns of a matrix from the first to the last that is wanted; the whole row of anything else.
StoredRows::Columns StoredRows::hull(std::span<const Wanted> wanted) const {
  if (!matrix_) return {0, 1};
  const auto [low, high] = std::minmax_element(wanted.begin(), wanted.end(),
                                               [](const Wanted& a, const Wanted& b) { return a.member < b.member; });
  return {low->member, high->member - low->member + 1};
}

Dataset::Part StoredRows::part(const Columns& columns, std::int64_t first, std::int64_t count) const {
  Dataset::Part part{{static_cast<hsize_t>(first)}, {static_cast<hsize_t>(count)}};
  if (!matrix_) return part;
  const auto at = static_cast<std::ptrdiff_t>(1 - row_axis_);
  part.offset.insert(part.offset.begin() + at, columns.first);
  part.extent.insert(part.extent.begin() + at, columns.count);
  return part;
}

Cells StoredRows::cells(const Member& member, const Columns& columns, std::size_t count) const {
  if (!matrix_) return {buffer_.data() + member.offset, element_bytes_, count};
  const std::size_t column = member.place - columns.first;
  if (row_axis_ == 1) return {buffer_.data() + column * count * element_bytes_, element_bytes_, count};
  return {buffer_.data() + column * element_bytes_, columns.count * element_bytes_, count};
}

// Stored as it is wanted: no copy between.
bool StoredRows::is_float64_column() const {
  const ValueType& type = members_[0].type;
  return data_.shape().size() == 1 && H5Tget_class(data_.type()) == H5T_FLOAT && type.size == 8 && !type.swapped;
}

void StoredRows::load(const Columns& columns, std::int64_t first, std::int64_t count) {
  buffer_.resize(static_cast<std::size_t>(count) * columns.count * element_bytes_);
  data_.read(part(columns, first, count), memory_type_.get(), buffer_.data(), matrix_ ? row_axis_ : 0);
}

void StoredRows::load_member(std::size_t member, std::int64_t first, std::int64_t count) {
  const Wanted only{member, nullptr};
  load(hull({&only, 1}), first, count);
}

bool StoredRows::unpack(std::span<const Wanted> wanted, std::int64_t first, std::int64_t count, Unpacking& unpacking) {
  if (wanted.empty() || count == 0) return true;
  return data_.unpack(part(hull(wanted), first, count), matrix_ ? row_axis_ : 0, unpacking,
                      [this, wanted, first](const ChunkPart& chunk) { decode_chunk(chunk, wanted, first); });
}

// Where its dimension 0 counts columns, a value's neighbour in the chunk is of the next row.
void StoredRows::decode_chunk(const ChunkPart& chunk, std::span<const Wanted> wanted, std::int64_t first) const {
  const std::size_t axis = matrix_ ? row_axis_ : 0;
  const std::size_t row_bytes = axis == 0 ? chunk.line_bytes : element_bytes_;
  const std::size_t column_bytes = axis == 0 ? element_bytes_ : chunk.line_bytes;
  const auto rows = static_cast<std::size_t>(chunk.part.extent[axis]);
  const auto done = static_cast<std::int64_t>(chunk.part.offset[axis]) - first;
  const std::size_t tile = std::max<std::size_t>(1, tile_bytes / row_bytes);
  for (std::size_t row = 0; row < rows; row += tile) {
    for (const Wanted& want : wanted) {
      const Member& member = members_[want.member];
      std::size_t place = member.offset;
      if (matrix_) {
        const hsize_t column = member.place - chunk.part.offset[1 - axis];  // before it: wraps round, and is behind it
        if (column >= chunk.part.extent[1 - axis]) continue;
        place = column * column_bytes;
      }
      const Cells cells{chunk.first + place + row * row_bytes, row_bytes, std::min(tile, rows - row)};
      decode(cells, member.type, want.values + done + static_cast<std::int64_t>(row));
    }
  }
}

void StoredRows::read(std::span<const Wanted> wanted, std::int64_t first, std::int64_t count) {
  if (wanted.empty() || count == 0) return;
  Unpacking unpacking(data_.threads());
  if (unpack(wanted, first, count, unpacking)) return unpacking.finish();
  if (is_float64_column() && wanted.size() == 1) {
    return data_.read(part({0, 1}, first, count), data_.type(), wanted[0].values);
  }
  const Columns columns = hull(wanted);
  const std::size_t row_bytes = columns.count * element_bytes_;
  const auto rows_at_once = std::max<std::int64_t>(1, piece_bytes / static_cast<std::int64_t>(row_bytes));
  const std::size_t tile = std::max<std::size_t>(1, tile_bytes / row_bytes);
  for (std::int64_t done = 0; done < count; done += rows_at_once) {
    const auto rows = static_cast<std::size_t>(std::min(rows_at_once, count - done));
    load(columns, first + done, static_cast<std::int64_t>(rows));
    for (std::size_t row = 0; row < rows; row += tile) {
      for (const Wanted& want : wanted) {
        Cells all = cells(members_[want.member], columns, rows);
        const Cells some{all.first + row * all.stride, all.stride, std::min(tile, rows - row)};
        decode(some, members_[want.member].type, want.values + done + static_cast<std::int64_t>(row));
      }
    }
  }
}

std::vector<std::string> StoredRows::read_variable(const Member& member, std::int64_t first, std::int64_t count) const {
  // Read as the file's own type: HDF5 does not convert one character set into another.
  const Dataset::Part rows = part({0, 1}, first, count);
  if (member.name.empty()) return data_.read_text(rows, data_.type());
  const int i = H5Tget_member_index(data_.type(), member.name.c_str());
  const Handle type =
      h5::own(H5Tget_member_type(data_.type(), static_cast<unsigned>(i)), data_.subject(), "cannot be read");
  return data_.read_text(rows, type.get(), member.name);
}

std::vector<std::string> StoredRows::read_text(std::size_t member, std::int64_t first, std::int64_t count) {
  const Member& text = members_[member];
  if (count == 0) return {};
  if (text.type.coding == Coding::variable_text) return read_variable(text, first, count);
  load_member(member, first, count);
  return decode_text(cells(text, {text.place, 1}, static_cast<std::size_t>(count)), text.type);
}

std::vector<char> StoredRows::read_bytes(std::int64_t first, std::int64_t count) {
  if (element_bytes_ != 1 || matrix_) data_.subject().fail("holds no bytes", "text was expected");
  std::vector<char> bytes(static_cast<std::size_t>(count));
  if (count > 0) data_.read(part({0, 1}, first, count), memory_type_.get(), bytes.data());
  return bytes;
}

Ids StoredRows::read_ids(std::size_t member, std::int64_t first, std::int64_t count) {
  const Member& id = members_[member];
  if (id.type.is_text()) return read_text(member, first, count);
  if (count == 0) return std::vector<std::int64_t>{};
  if (id.type.coding == Coding::real) {
    std::vector<double> values(static_cast<std::size_t>(count));
    const Wanted want{member, values.data()};
    read({&want, 1}, first, count);
    return whole_ids(values, first, data_.subject());
  }
  load_member(member, first, count);
  return integer_ids(decode_whole(cells(id, {id.place, 1}, static_cast<std::size_t>(count)), id.type), id.type);
}

}  // namespace segmenta
