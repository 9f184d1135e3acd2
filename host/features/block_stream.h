#pragma once
// Blocks of a source, worked on by all threads and handed on in the order of the file. While one group of blocks is
// worked on, the next one is read.

#include <segmenta/context.h>

#include <cstdint>
#include <exception>
#include <memory>
#include <utility>
#include <vector>

#include "features/source.h"
#include "parallel.h"

namespace segmenta::features {

template <class Result>
struct WorkedBlock {
  std::unique_ptr<Block> block;
  Result result{};
  std::exception_ptr failure;  // thrown on when it is this block's turn: the first bad line is reported, always
};

inline std::int64_t blocks_in_flight(const ThreadPool& pool) { return 2 * std::int64_t{pool.threads()}; }

template <class Result>
std::vector<WorkedBlock<Result>> read_group(Source& source, std::int64_t blocks) {
  std::vector<WorkedBlock<Result>> group;
  for (std::int64_t i = 0; i < blocks; ++i) {
    WorkedBlock<Result> worked;
    try {
      worked.block = source.next();
    } catch (...) {
      worked.failure = std::current_exception();
    }
    const bool end = worked.block == nullptr;
    if (!end || worked.failure) group.push_back(std::move(worked));
    if (end) break;
  }
  return group;
}

template <class Result, class Work>
void work_on(WorkedBlock<Result>& worked, const Work& work) {
  if (worked.failure) return;
  try {
    worked.block->decode();
    worked.result = work(std::as_const(*worked.block));
  } catch (...) {
    worked.failure = std::current_exception();
  }
}

/// Calls work(block), which returns a Result, for decoded blocks at the same time; then
/// consume(block, result) for one after another.
template <class Result, class Work, class Consume>
void stream_blocks(Source& source, ThreadPool& pool, const Context& context, const Work& work, const Consume& consume) {
  auto group = read_group<Result>(source, blocks_in_flight(pool));
  while (!group.empty()) {
    context.check_cancelled();
    std::vector<WorkedBlock<Result>> next;
    pool.run(static_cast<std::int64_t>(group.size()) + 1, [&](std::int64_t task, int) {
      if (task == 0) {
        if (!group.back().failure) next = read_group<Result>(source, blocks_in_flight(pool));
      } else {
        work_on(group[static_cast<std::size_t>(task - 1)], work);
      }
    });
    for (WorkedBlock<Result>& worked : group) {
      if (worked.failure) std::rethrow_exception(worked.failure);
      consume(std::as_const(*worked.block), std::move(worked.result));
      worked.block.reset();
    }
    group = std::move(next);
  }
}

}  // namespace segmenta::features
