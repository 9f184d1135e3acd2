// Passes of the CPU engine at customer shapes, held against the machine's own peaks, measured in the same run.
//
// Counters: ns_per_row; of_floor, the time over the larger of 2 k d flops at the measured float32 peak and 4 d bytes at
// the measured read bandwidth (1 is the hardware's limit); recheck, the share of rows left open by the certificate.

#include <benchmark/benchmark.h>
#include <segmenta/engine.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>
#include <vector>

namespace {

using segmenta::Centroids;

double seconds_of(const auto& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Runs work(thread) on every thread at once; the best of several rounds.
double best_seconds(int threads, const auto& work) {
  double best = 1e300;
  for (int round = 0; round < 5; ++round) {
    best = std::min(best, seconds_of([&] {
                      std::vector<std::jthread> all;
                      for (int t = 0; t < threads; ++t) all.emplace_back([&, t] { work(t); });
                    }));
  }
  return best;
}

// Twelve independent chains of vector multiply-adds keep both pipes of an AVX2 core busy; in assembly, so that none is
// merged with another or kept in memory.
void multiply_adds([[maybe_unused]] std::int64_t rounds) {
#ifdef __x86_64__
  asm volatile(
      "1:\n"
      "vfmadd231ps %%ymm14, %%ymm15, %%ymm0\n vfmadd231ps %%ymm14, %%ymm15, %%ymm1\n"
      "vfmadd231ps %%ymm14, %%ymm15, %%ymm2\n vfmadd231ps %%ymm14, %%ymm15, %%ymm3\n"
      "vfmadd231ps %%ymm14, %%ymm15, %%ymm4\n vfmadd231ps %%ymm14, %%ymm15, %%ymm5\n"
      "vfmadd231ps %%ymm14, %%ymm15, %%ymm6\n vfmadd231ps %%ymm14, %%ymm15, %%ymm7\n"
      "vfmadd231ps %%ymm14, %%ymm15, %%ymm8\n vfmadd231ps %%ymm14, %%ymm15, %%ymm9\n"
      "vfmadd231ps %%ymm14, %%ymm15, %%ymm10\n vfmadd231ps %%ymm14, %%ymm15, %%ymm11\n"
      "dec %0\n jnz 1b\n vzeroupper"
      : "+r"(rounds)
      :
      : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm14",
        "xmm15", "cc");
#endif
}

double peak_flops(int threads) {
  constexpr std::int64_t rounds = 20'000'000;
  const double seconds = best_seconds(threads, [](int) { multiply_adds(rounds); });
  return static_cast<double>(threads) * rounds * 12 * 8 * 2 / seconds;
}

double peak_bandwidth(int threads) {
  const std::vector<double> data(std::size_t{1} << 26, 1.0);
  const std::size_t share = data.size() / static_cast<std::size_t>(threads);
  const double seconds = best_seconds(threads, [&](int t) {
    double sums[8] = {};
    const double* from = data.data() + share * static_cast<std::size_t>(t);
    for (std::size_t i = 0; i < share; i += 8) {
      for (std::size_t lane = 0; lane < 8; ++lane) sums[lane] += from[i + lane];
    }
    benchmark::DoNotOptimize(sums);
  });
  return static_cast<double>(data.size()) * sizeof(double) / seconds;
}

struct Peaks {
  int threads = segmenta::available_threads();
  double flops = peak_flops(threads);
  double bandwidth = peak_bandwidth(threads);
};

const Peaks& peaks() {
  static const Peaks measured;
  return measured;
}

// Log-normal features that share a factor, standardised: what spending and visits look like.
std::vector<float> customers(std::int64_t rows, int features) {
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  std::vector<float> values(static_cast<std::size_t>(rows) * static_cast<std::size_t>(features));
  for (auto row = values.begin(); row != values.end(); row += features) {
    const float shared = normal(random);
    std::generate_n(row, features, [&] { return 0.6F * shared + 0.8F * normal(random); });
  }
  return values;
}

void assign(benchmark::State& state) {
  const std::int64_t n = state.range(0);
  const int d = static_cast<int>(state.range(1));
  const int k = static_cast<int>(state.range(2));
  const std::vector<float> values = customers(n, d);
  segmenta::CpuOptions options;
  options.bounds = segmenta::Bounds::never;
  const auto engine = segmenta::make_cpu_engine(segmenta::make_rows(values, d), options, {});
  const Centroids centroids{k, d, {values.begin(), values.begin() + static_cast<std::ptrdiff_t>(k) * d}};
  engine->reset(k);
  engine->assign(centroids);
  std::int64_t rechecked = 0;
  double seconds = 1e300;
  for (auto _ : state) {
    seconds = std::min(seconds, seconds_of([&] { rechecked = engine->assign(centroids).rechecked; }));
  }
  const double floor = std::max(2.0 * k * d / peaks().flops, 4.0 * d / peaks().bandwidth);
  const double per_row = seconds / static_cast<double>(n);
  state.counters["ns_per_row"] = per_row * 1e9;
  state.counters["of_floor"] = per_row / floor;
  state.counters["recheck"] = static_cast<double>(rechecked) / static_cast<double>(n);
  state.counters["peak_GFLOPs"] = peaks().flops / 1e9;
  state.counters["peak_GBs"] = peaks().bandwidth / 1e9;
  state.SetLabel(engine->simd());
}

BENCHMARK(assign)
    ->Args({4'000'000, 8, 8})
    ->Args({4'000'000, 16, 16})
    ->Args({4'000'000, 16, 64})
    ->Args({1'000'000, 32, 32})
    ->Args({500'000, 64, 256})
    ->Args({100'000, 128, 1024})
    ->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
