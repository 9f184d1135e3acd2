// The CPU engine: certified float32 kernels, all threads, sums kept up to date by difference.

#include <algorithm>
#include <utility>

#include "engine/cpu/cpu_engine.h"
#include "engine/cpu/partial.h"
#include "engine/definition.h"

namespace segmenta {
namespace {

std::int64_t rounded_up(std::int64_t value, std::int64_t unit) { return (value + unit - 1) / unit * unit; }

constexpr std::int64_t most_batch_rows = 1 << 24;  // rows of a batch are numbered in 32 bits

// Enough batches that threads finish together, of enough rows that a batch costs little by itself.
std::int64_t choose_batch_rows(std::int64_t rows, int threads, std::int64_t most) {
  constexpr std::int64_t batches_each = 32, least = 768, tile = 96;
  return std::clamp(rounded_up(rows / (batches_each * threads), tile), least, most);
}

}  // namespace

CpuEngine::CpuEngine(Rows rows, const CpuOptions& options, const Context& context, double certificate_shrink)
    : rows_(std::move(rows)),
      options_(options),
      kernels_(choose_kernels(options.simd)),
      pool_(context.worker_threads()),
      batch_rows_(options.batch_rows > 0 ? rounded_up(std::min(options.batch_rows, most_batch_rows), limit_rows)
                                         : choose_batch_rows(rows_.rows(), pool_.threads(), default_batch_rows)),
      certificate_shrink_(certificate_shrink),
      norms_(at(rounded_up(rows_.rows(), limit_rows) / limit_rows)),
      labels_(at(rows_.rows()), undecided),
      bounds_(at(rows_.rows())),
      choice_(options.bounds) {
  for (const double quantum : rows_.quantum) inverse_quantum_.push_back(1 / quantum);
  for_each_batch(default_batch_rows, [&](std::int64_t first, std::int64_t count, int) {
    kernels_.kernels->largest_norms(rows_.row(first), count, rows_.features(), norms_.data() + first / limit_rows);
  });
}

CpuEngine::~CpuEngine() = default;

void CpuEngine::for_each_batch(
    std::int64_t rows_each, const std::function<void(std::int64_t first, std::int64_t count, int thread)>& work) const {
  const std::int64_t batches = (rows_.rows() + rows_each - 1) / rows_each;
  pool_.run(batches, [&](std::int64_t batch, int thread) {
    const std::int64_t first = batch * rows_each;
    work(first, std::min(rows_each, rows_.rows() - first), thread);
  });
}

std::vector<float> CpuEngine::limits(const Certificate& certificate, std::int64_t first, std::int64_t count) const {
  const float* norms = norms_.data() + first / limit_rows;
  std::vector<float> limits(at(rounded_up(count, limit_rows) / limit_rows));
  std::transform(norms, norms + limits.size(), limits.begin(), [&](float norm) { return certificate.limit(norm); });
  return limits;
}

CpuEngine::Partial CpuEngine::make_partial() const {
  Partial partial;
  (rows_.weighted() ? partial.weighted_values.resize(sums_.values.size()) : partial.values.resize(sums_.values.size()));
  partial.weights.resize(sums_.weights.size());
  partial.counts.resize(sums_.counts.size());
  partial.missing.resize(sums_.missing.size());
  return partial;
}

void CpuEngine::reset(int k) {
  labels_.assign(at(rows_.rows()), undecided);
  drift_.reset();
  groups_.reset();
  choice_.reset();
  sums_ = zero_sums(rows_, k);
}

void CpuEngine::relabel(std::span<const std::int32_t> new_label, int k) {
  sums_ = relabelled(sums_, rows_, new_label, k);
  for (std::int32_t& label : labels_) label = new_label[at(label)];
  drift_.relabel(new_label, k);
  groups_.reset();
}

std::vector<float> CpuEngine::row(std::int64_t index) const {
  return {rows_.row(index), rows_.row(index) + rows_.features()};
}

std::string cpu_simd() { return choose_kernels("auto").name; }

std::unique_ptr<Engine> CpuEngine::like(Rows rows) const {
  Context context;
  context.threads = threads();
  return std::make_unique<CpuEngine>(std::move(rows), options_, context, certificate_shrink_);
}

std::unique_ptr<Engine> CpuEngine::small(Rows rows) const {
  Context context;
  context.threads = 1;
  return std::make_unique<CpuEngine>(std::move(rows), options_, context, certificate_shrink_);
}

// For an engine of another machine: the processor is as good as any for a few rows.
std::unique_ptr<Engine> Engine::small(Rows rows) const {
  Context context;
  context.threads = 1;
  return make_cpu_engine(std::move(rows), {}, context);
}

std::unique_ptr<Engine> make_cpu_engine(Rows rows, const CpuOptions& options, const Context& context) {
  return std::make_unique<CpuEngine>(std::move(rows), options, context);
}

}  // namespace segmenta
