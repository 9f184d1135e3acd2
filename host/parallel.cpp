// Threads that wait for work and take its blocks from a counter; the caller is one of them.

#include "parallel.h"

#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace segmenta {

struct ThreadPool::State {
  std::mutex mutex;
  std::condition_variable start, done;
  std::vector<std::thread> workers;
  const std::function<void(std::int64_t, int)>* work = nullptr;
  std::int64_t blocks = 0;
  std::atomic<std::int64_t> next{0};
  std::int64_t generation = 0;
  int running = 0;
  bool stopping = false;
  std::exception_ptr failure;

  void take_blocks(int thread) {
    try {
      for (std::int64_t block = next.fetch_add(1); block < blocks; block = next.fetch_add(1)) (*work)(block, thread);
    } catch (...) {
      const std::scoped_lock lock(mutex);
      if (!failure) failure = std::current_exception();
      next.store(blocks);
    }
  }

  void serve(int thread) {
    std::int64_t seen = 0;
    std::unique_lock lock(mutex);
    while (true) {
      start.wait(lock, [&] { return stopping || generation != seen; });
      if (stopping) return;
      seen = generation;
      lock.unlock();
      take_blocks(thread);
      lock.lock();
      if (--running == 0) done.notify_one();
    }
  }
};

ThreadPool::ThreadPool(int threads) : state_(std::make_unique<State>()) {
  for (int thread = 1; thread < threads; ++thread) {
    state_->workers.emplace_back([this, thread] { state_->serve(thread); });
  }
}

ThreadPool::~ThreadPool() {
  {
    const std::scoped_lock lock(state_->mutex);
    state_->stopping = true;
  }
  state_->start.notify_all();
  for (std::thread& worker : state_->workers) worker.join();
}

int ThreadPool::threads() const { return static_cast<int>(state_->workers.size()) + 1; }

void ThreadPool::run(std::int64_t blocks, const std::function<void(std::int64_t, int)>& work) {
  State& state = *state_;
  {
    const std::scoped_lock lock(state.mutex);
    state.work = &work;
    state.blocks = blocks;
    state.next.store(0);
    state.failure = nullptr;
    state.running = static_cast<int>(state.workers.size());
    ++state.generation;
  }
  state.start.notify_all();
  state.take_blocks(0);
  std::unique_lock lock(state.mutex);
  state.done.wait(lock, [&] { return state.running == 0; });
  if (state.failure) std::rethrow_exception(state.failure);
}

void run_with_progress(ThreadPool& pool, std::int64_t blocks, std::string_view step, const Context& context,
                       const std::function<void(std::int64_t)>& work) {
  constexpr int caller = 0;
  std::atomic<std::int64_t> done = 0;
  context.progress(step, 0, blocks);
  pool.run(blocks, [&](std::int64_t block, int thread) {
    work(block);
    const std::int64_t so_far = ++done;
    if (thread == caller) context.progress(step, so_far, blocks);
  });
}

}  // namespace segmenta
