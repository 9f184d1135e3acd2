#pragma once
// A fixed pool of threads that share out numbered blocks of work.

#include <segmenta/context.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace segmenta {

/// Thread-safety: one run() at a time.
class ThreadPool {
 public:
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  [[nodiscard]] int threads() const;

  /// Calls work(block, thread) for every block in [0, blocks); returns when all are done. Which thread gets which
  /// block is not fixed. The first exception is thrown on after the others have stopped.
  void run(std::int64_t blocks, const std::function<void(std::int64_t block, int thread)>& work);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The same with progress: so many of the blocks are done. It is told by the calling thread.
void run_with_progress(ThreadPool& pool, std::int64_t blocks, std::string_view step, const Context& context,
                       const std::function<void(std::int64_t block)>& work);

}  // namespace segmenta
