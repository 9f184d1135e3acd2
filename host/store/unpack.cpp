// Inflates and unshuffles chunks, and hands them out to threads.

#include "store/unpack.h"

#include <libdeflate.h>
#include <segmenta/context.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

namespace segmenta {
namespace {

// Filters are counted in the order in which they were applied.
bool is_skipped(unsigned skipped, unsigned filter) { return (skipped >> filter & 1U) != 0; }

// A size known to the compiler becomes vector instructions.
template <std::size_t size>
void interleave(const std::byte* shuffled, std::size_t elements, std::byte* values) {
  for (std::size_t i = 0; i < elements; ++i) {
    for (std::size_t b = 0; b < size; ++b) values[i * size + b] = shuffled[b * elements + i];
  }
}

// Some elements at a time, so that they stay in the cache until the last of their bytes is there.
void interleave(const std::byte* shuffled, std::size_t size, std::size_t elements, std::byte* values) {
  constexpr std::size_t at_once = 256;
  for (std::size_t first = 0; first < elements; first += at_once) {
    const std::size_t end = std::min(elements, first + at_once);
    for (std::size_t b = 0; b < size; ++b) {
      for (std::size_t i = first; i < end; ++i) values[i * size + b] = shuffled[b * elements + i];
    }
  }
}

}  // namespace

void unshuffle(std::span<const std::byte> shuffled, std::size_t element_bytes, std::byte* values) {
  const std::size_t elements = shuffled.size() / element_bytes, whole = elements * element_bytes;
  switch (element_bytes) {
    case 2:
      interleave<2>(shuffled.data(), elements, values);
      break;
    case 4:
      interleave<4>(shuffled.data(), elements, values);
      break;
    case 8:
      interleave<8>(shuffled.data(), elements, values);
      break;
    default:
      interleave(shuffled.data(), element_bytes, elements, values);
  }
  std::copy(shuffled.begin() + static_cast<std::ptrdiff_t>(whole), shuffled.end(), values + whole);
}

void Unpacker::Free::operator()(libdeflate_decompressor* inflater) const { libdeflate_free_decompressor(inflater); }

Unpacker::Unpacker() : inflater_(libdeflate_alloc_decompressor()) {
  if (!inflater_) throw std::bad_alloc();
}

bool Unpacker::unpack(std::span<const std::byte> packed, unsigned skipped, const Packing& packing, std::byte* chunk) {
  const bool shuffled = packing.shuffled && !is_skipped(skipped, 0);
  const bool deflated = packing.deflated && !is_skipped(skipped, packing.shuffled ? 1 : 0);
  std::span<const std::byte> inflated = packed;
  if (deflated) {
    if (shuffled) shuffled_.resize(packing.chunk_bytes);
    std::byte* target = shuffled ? shuffled_.data() : chunk;
    // Without a place for the size, any other size is a failure.
    if (libdeflate_zlib_decompress(inflater_.get(), packed.data(), packed.size(), target, packing.chunk_bytes,
                                   nullptr) != LIBDEFLATE_SUCCESS) {
      return false;
    }
    inflated = {target, packing.chunk_bytes};
  }
  if (inflated.size() != packing.chunk_bytes) return false;
  if (shuffled) {
    unshuffle(inflated, packing.element_bytes, chunk);
  } else if (!deflated) {
    std::copy(inflated.begin(), inflated.end(), chunk);
  }
  return true;
}

std::span<std::byte> Unpacker::room(std::size_t bytes) {
  if (room_.size() < bytes) room_.resize(bytes);
  return std::span(room_).first(bytes);
}

ThreadPool& UnpackThreads::pool() {
  if (!pool_) pool_.emplace(available_threads());
  return *pool_;
}

void Unpacking::add(std::size_t bytes, Job job) {
  constexpr std::size_t much = 64 << 20;
  jobs_.push_back(std::move(job));
  bytes_ += bytes;
  // Chunks can be large, and each thread needs one.
  if (bytes_ >= much && jobs_.size() >= static_cast<std::size_t>(threads_.pool().threads())) finish();
}

void Unpacking::finish() {
  const std::vector<Job> jobs = std::exchange(jobs_, {});
  bytes_ = 0;
  if (jobs.empty()) return;
  if (jobs.size() == 1) {
    Unpacker unpacker;
    return jobs.front()(unpacker);
  }
  ThreadPool& pool = threads_.pool();
  std::vector<Unpacker> unpackers(static_cast<std::size_t>(pool.threads()));
  pool.run(static_cast<std::int64_t>(jobs.size()), [&](std::int64_t job, int thread) {
    jobs[static_cast<std::size_t>(job)](unpackers[static_cast<std::size_t>(thread)]);
  });
}

}  // namespace segmenta
