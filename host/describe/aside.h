#pragma once
// Work that goes on beside other work.

#include <segmenta/context.h>

#include <functional>
#include <future>
#include <string>
#include <utility>
#include <vector>

namespace segmenta {

/// Begins at once; with a single thread, when the result is asked for. Reports no progress, since that comes from one
/// thread, and its notes come with the result. Must not read a table that others read. Waits where it is given up.
template <class Result>
class Aside {
 public:
  /// `context` is kept by the caller.
  Aside(const Context& context, std::function<Result(const Context&)> work)
      : context_(context), quiet_(context), work_(std::move(work)) {
    quiet_.on_progress = nullptr;
    quiet_.on_note = [this](const std::string& remark) { notes_.push_back(remark); };
    const auto when = context.worker_threads() > 1 ? std::launch::async : std::launch::deferred;
    result_ = std::async(when, [this] { return work_(quiet_); });
  }
  Aside(const Aside&) = delete;
  Aside& operator=(const Aside&) = delete;

  /// Once.
  Result get() {
    Result result = result_.get();
    for (const std::string& remark : notes_) context_.note(remark);
    return result;
  }

 private:
  const Context& context_;
  Context quiet_;
  std::function<Result(const Context&)> work_;
  std::vector<std::string> notes_;
  std::future<Result> result_;  // last, so that it is waited for while the others are there
};

}  // namespace segmenta
