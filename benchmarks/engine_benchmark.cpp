// Passes of the CPU engine at customer shapes and with many features, in each instruction set that the machine has,
// held against its own peaks, measured in the same run. For one thread: taskset -c 0.
//
// Counters: ns_per_row; of_floor, the time over the larger of 2 k d flops at the measured float32 peak and 4 d bytes at
// the measured read bandwidth (1 is the hardware's limit), of_own_floor the same with the peak of vectors of that
// instruction set; recheck, the share of rows left open by the certificate.

#include <benchmark/benchmark.h>
#include <segmenta/engine.h>
#include <segmenta/error.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <random>
#include <string>
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

// Twelve independent chains of vector multiply-adds keep both pipes of a core busy; in assembly, so that none is merged
// with another or kept in memory.
#ifdef __x86_64__
#define SEGMENTA_MULTIPLY_ADDS(REGISTER)                                                                           \
  asm volatile(                                                                                                    \
      "1:\n"                                                                                                       \
      "vfmadd231ps %%" REGISTER "14, %%" REGISTER "15, %%" REGISTER                                                \
      "0\n"                                                                                                        \
      "vfmadd231ps %%" REGISTER "14, %%" REGISTER "15, %%" REGISTER                                                \
      "1\n"                                                                                                        \
      "vfmadd231ps %%" REGISTER "14, %%" REGISTER "15, %%" REGISTER                                                \
      "2\n"                                                                                                        \
      "vfmadd231ps %%" REGISTER "14, %%" REGISTER "15, %%" REGISTER                                                \
      "3\n"                                                                                                        \
      "vfmadd231ps %%" REGISTER "14, %%" REGISTER "15, %%" REGISTER                                                \
      "4\n"                                                                                                        \
      "vfmadd231ps %%" REGISTER "14, %%" REGISTER "15, %%" REGISTER                                                \
      "5\n"                                                                                                        \
      "vfmadd231ps %%" REGISTER "14, %%" REGISTER "15, %%" REGISTER                                                \
      "6\n"                                                                                                        \
      "vfmadd231ps %%" REGISTER "14, %%" REGISTER "15, %%" REGISTER                                                \
      "7\n"                                                                                                        \
      "vfmadd231ps %%" REGISTER "14, %%" REGISTER "15, %%" REGISTER                                                \
      "8\n"                                                                                                        \
      "vfmadd231ps %%" REGISTER "14, %%" REGISTER "15, %%" REGISTER                                                \
      "9\n"                                                                                                        \
      "vfmadd231ps %%" REGISTER "14, %%" REGISTER "15, %%" REGISTER                                                \
      "10\n"                                                                                                       \
      "vfmadd231ps %%" REGISTER "14, %%" REGISTER "15, %%" REGISTER                                                \
      "11\n"                                                                                                       \
      "dec %0\n jnz 1b\n vzeroupper"                                                                               \
      : "+r"(rounds)                                                                                               \
      :                                                                                                            \
      : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm14", \
        "xmm15", "cc")
void multiply_adds(int bits, std::int64_t rounds) {
  if (bits == 512) {
    SEGMENTA_MULTIPLY_ADDS("zmm");
  } else {
    SEGMENTA_MULTIPLY_ADDS("ymm");
  }
}
bool has_512_bits() { return __builtin_cpu_supports("avx512f") != 0; }
#else
void multiply_adds(int, std::int64_t) {}
bool has_512_bits() { return false; }
#endif

double peak_flops(int threads, int bits) {
  constexpr std::int64_t rounds = 20'000'000;
  const double seconds = best_seconds(threads, [&](int) { multiply_adds(bits, rounds); });
  return static_cast<double>(threads) * rounds * 12 * (bits / 32) * 2 / seconds;
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
  double flops256 = peak_flops(threads, 256);
  double flops512 = has_512_bits() ? peak_flops(threads, 512) : flops256;
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

struct Shape {
  std::int64_t rows;
  int features, k;
};

void assign(benchmark::State& state, const std::string& simd, const Shape& shape) {
  const auto& [n, d, k] = shape;
  const std::vector<float> values = customers(n, d);
  segmenta::CpuOptions options;
  options.simd = simd;
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
  const double per_row = seconds / static_cast<double>(n);
  const auto of_floor = [&](double flops) {
    return per_row / std::max(2.0 * k * d / flops, 4.0 * d / peaks().bandwidth);
  };
  state.counters["ns_per_row"] = per_row * 1e9;
  state.counters["of_floor"] = of_floor(std::max(peaks().flops256, peaks().flops512));
  state.counters["of_own_floor"] = of_floor(engine->simd() == "avx512" ? peaks().flops512 : peaks().flops256);
  state.counters["recheck"] = static_cast<double>(rechecked) / static_cast<double>(n);
  state.counters["GFLOPs_256"] = peaks().flops256 / 1e9;
  state.counters["GFLOPs_512"] = peaks().flops512 / 1e9;
  state.counters["peak_GBs"] = peaks().bandwidth / 1e9;
}

// Of many features so few rows that a pass is short: the best one is then undisturbed on a busy machine too.
constexpr Shape shapes[] = {{4'000'000, 8, 8},  {4'000'000, 16, 16},  {4'000'000, 16, 64}, {1'000'000, 32, 32},
                            {100'000, 64, 256}, {20'000, 128, 1024},  {20'000, 384, 256},  {10'000, 768, 256},
                            {10'000, 1536, 64}, {16'000, 1536, 1024}, {4'000, 1800, 6}};

bool is_there(const std::string& simd) {
  try {
    segmenta::make_cpu_engine(segmenta::make_rows(std::array{1.0F}, 1), {.simd = simd}, {});
    return true;
  } catch (const segmenta::Error&) {
    return false;
  }
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  for (const Shape& shape : shapes) {
    for (const std::string simd : {"avx512", "avx2", "sse4", "neon", "eigen"}) {
      if (!is_there(simd)) continue;
      const std::string name = std::to_string(shape.rows) + "/" + std::to_string(shape.features) + "/" +
                               std::to_string(shape.k) + "/" + simd;
      benchmark::RegisterBenchmark(name.c_str(), assign, simd, shape)->Unit(benchmark::kMillisecond);
    }
  }
  benchmark::RunSpecifiedBenchmarks();
}
