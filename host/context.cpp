// How many processors there are to use, and the calls that pass progress, notes and cancellation on.

#include <sched.h>
#include <segmenta/context.h>
#include <segmenta/error.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <string>

namespace segmenta {
namespace {

int processors_by_affinity() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof(set), &set) != 0) return std::numeric_limits<int>::max();
  return CPU_COUNT(&set);
}

// Quota over period of the CPU controller, version 2 then version 1; no limit where neither can be read.
int processors_by_cgroup() {
  std::string quota;
  double period = 0;
  if (std::ifstream v2("/sys/fs/cgroup/cpu.max"); v2 >> quota >> period && quota != "max" && period > 0) {
    return std::max(1, static_cast<int>(std::ceil(std::stod(quota) / period)));
  }
  std::ifstream quota_v1("/sys/fs/cgroup/cpu/cpu.cfs_quota_us");
  std::ifstream period_v1("/sys/fs/cgroup/cpu/cpu.cfs_period_us");
  double microseconds = 0;
  if (quota_v1 >> microseconds && period_v1 >> period && microseconds > 0 && period > 0) {
    return std::max(1, static_cast<int>(std::ceil(microseconds / period)));
  }
  return std::numeric_limits<int>::max();
}

}  // namespace

int available_threads() {
  const int processors = std::min(processors_by_affinity(), processors_by_cgroup());
  return processors == std::numeric_limits<int>::max() ? 1 : std::max(1, processors);
}

int Context::worker_threads() const { return threads > 0 ? threads : available_threads(); }

Context Context::quiet(int threads_of_it) const {
  Context silent;
  silent.threads = threads_of_it;
  silent.cancelled = cancelled;
  return silent;
}

void Context::progress(std::string_view step, std::int64_t done, std::int64_t total) const {
  if (on_progress) on_progress({step, done, total});
}

void Context::note(const std::string& remark) const {
  if (on_note) on_note(remark);
}

void Context::check_cancelled() const {
  if (cancelled != nullptr && cancelled->load(std::memory_order_relaxed)) {
    throw Error(ErrorKind::interrupted, "Interrupted", "stopped on request", "Nothing was written");
  }
}

}  // namespace segmenta
