// What a fit keeps in memory, counted.

#include <segmenta/memory_plan.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>
#include <variant>

#include "blocks.h"

namespace segmenta {
namespace {

// The number after a word at the start of a line; the one number of a file of nothing else by "".
std::optional<std::int64_t> number_in(const std::string& path, const std::string& word) {
  std::ifstream file(path);
  std::string name;
  std::int64_t value = 0;
  if (word.empty()) return file >> value ? std::optional(value) : std::nullopt;
  while (file >> name) {
    if (name == word) return file >> value ? std::optional(value) : std::nullopt;
    file.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
  return std::nullopt;
}

std::optional<std::int64_t> left_by_system() {
  constexpr std::int64_t kib = 1024;
  const auto available = number_in("/proc/meminfo", "MemAvailable:");
  if (!available) return std::nullopt;
  return (*available + number_in("/proc/meminfo", "SwapFree:").value_or(0)) * kib;
}

// Of the memory controller, version 2 then version 1. A file without a number says that there is no limit.
std::optional<std::int64_t> left_by_cgroup() {
  struct Files {
    const char *limit, *used, *statistics, *cache;
  };
  for (const Files& files :
       {Files{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current", "/sys/fs/cgroup/memory.stat",
              "inactive_file"},
        Files{"/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes",
              "/sys/fs/cgroup/memory/memory.stat", "total_inactive_file"}}) {
    const auto limit = number_in(files.limit, ""), used = number_in(files.used, "");
    if (limit && used) return *limit - *used + number_in(files.statistics, files.cache).value_or(0);
  }
  return std::nullopt;
}

std::int64_t bytes_of(const std::string& text) {
  constexpr std::size_t within = 15, allocation = 16;  // characters within the object; steps of what is allocated
  const std::size_t apart = text.size() > within ? (text.size() / allocation + 2) * allocation : 0;
  return static_cast<std::int64_t>(sizeof(std::string) + apart);
}

}  // namespace

MemoryPlan memory_plan(std::int64_t rows, std::int64_t features, std::int64_t more_of_a_row) {
  // What a fit keeps of a row beside its prepared values in float32: label, bound, distance, margin and runner-up of 4
  // bytes each, and half a byte for its norm.
  constexpr double of_a_row = 5 * 4 + 0.5;
  constexpr std::int64_t value_bytes = 4;
  constexpr std::int64_t program_bytes = std::int64_t{46} << 20;  // with its libraries and small buffers
  constexpr std::int64_t block_bytes = 16;                        // two blocks as read, in float64
  MemoryPlan plan;
  plan.streamed_bytes = program_bytes + std::min(rows, block_rows) * features * block_bytes;
  const auto kept =
      static_cast<std::int64_t>(static_cast<double>(rows) * (of_a_row + static_cast<double>(more_of_a_row)));
  plan.resident_bytes = program_bytes + rows * features * value_bytes +
                        std::max(kept, std::min(rows, block_rows) * features * block_bytes);
  return plan;
}

MemoryPlan memory_plan(const Table& table) {
  const auto numbers = std::count_if(table.columns().begin(), table.columns().end(),
                                     [](const Column& column) { return column.type != ColumnType::text; });
  return memory_plan(table.rows(), numbers);
}

std::int64_t id_bytes(const Table& table) {
  constexpr std::int64_t looked_at = 1000;
  const Ids first = table.read_ids(0, std::min(table.rows(), looked_at));
  const auto* texts = std::get_if<std::vector<std::string>>(&first);
  if (texts == nullptr || texts->empty()) return table.rows() * std::int64_t{sizeof(std::int64_t)};
  std::int64_t bytes = 0;
  for (const std::string& text : *texts) bytes += bytes_of(text);
  return static_cast<std::int64_t>(static_cast<double>(table.rows()) * static_cast<double>(bytes) /
                                   static_cast<double>(texts->size()));
}

std::optional<std::int64_t> available_memory() {
  const auto system = left_by_system(), cgroup = left_by_cgroup();
  if (!system || !cgroup) return system ? system : cgroup;
  return std::min(*system, *cgroup);
}

}  // namespace segmenta
