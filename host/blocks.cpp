// Another thread reads the next block while the caller works on the last one.

#include "blocks.h"

#include <algorithm>
#include <future>
#include <utility>

namespace segmenta {
namespace {

Block read_block(const Table& table, std::span<const std::size_t> columns, std::int64_t first, Block block) {
  block.first = first;
  block.count = std::min(block_rows, table.rows() - first);
  block.values.resize(static_cast<std::size_t>(block.count) * columns.size());
  table.read(columns, first, block.count, block.values.data());
  return block;
}

}  // namespace

void for_each_block(const Table& table, std::span<const std::size_t> columns, const Context& context,
                    std::string_view step, const std::function<void(const Block&)>& work) {
  if (columns.empty() || table.rows() == 0) return;
  Block current = read_block(table, columns, 0, {});
  Block spare;
  for (std::int64_t next = block_rows; current.count > 0; next += block_rows) {
    context.check_cancelled();
    std::future<Block> reading;
    if (next < table.rows()) {
      reading =
          std::async(std::launch::async, [&, next] { return read_block(table, columns, next, std::move(spare)); });
    }
    work(current);
    context.progress(step, current.first + current.count, table.rows());
    spare = std::exchange(current, reading.valid() ? reading.get() : Block{});
  }
}

}  // namespace segmenta
