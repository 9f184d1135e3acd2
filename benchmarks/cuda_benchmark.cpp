// Passes of the CUDA engine on the first device, held against the device's own peaks, measured in the same run.
//
// Counters: ns_per_row; of_floor, the time over the larger of 2 k d flops at the float32 peak and 4 d + 4 bytes (the
// row and its label) at the measured copy bandwidth (1 is the limit without tensor cores); recheck, the share of rows
// that the certificate left open; GBs and TFLOPs, the peaks. The time of a pass has everything in it that assign()
// does. Streamed passes: GBs, of_pinned_copy, their share of what a plain loop copies; setup_s, what pinning takes.

#include <benchmark/benchmark.h>
#include <cuda_runtime_api.h>
#include <segmenta/devices.h>
#include <segmenta/engine.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>
#include <random>
#include <stdexcept>
#include <vector>

namespace {

using segmenta::Centroids;
using segmenta::Rows;

void check(cudaError_t status) {
  if (status != cudaSuccess) throw std::runtime_error(cudaGetErrorString(status));
}

double seconds_of(const auto& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double least_seconds_of(int rounds, const auto& work) {
  double least = 1e300;
  for (int round = 0; round < rounds; ++round) least = std::min(least, seconds_of(work));
  return least;
}

int attribute(cudaDeviceAttr which) {
  int value = 0;
  check(cudaDeviceGetAttribute(&value, which, 0));
  return value;
}

// Bytes read and written a second by copies within the device.
double copy_bandwidth() {
  constexpr std::size_t bytes = std::size_t{1} << 30;
  void* from = nullptr;
  void* to = nullptr;
  check(cudaMalloc(&from, bytes));
  check(cudaMalloc(&to, bytes));
  const double best = least_seconds_of(10, [&] {
    check(cudaMemcpy(to, from, bytes, cudaMemcpyDeviceToDevice));
    check(cudaDeviceSynchronize());
  });
  check(cudaFree(from));
  check(cudaFree(to));
  return 2.0 * static_cast<double>(bytes) / best;
}

// Multiply-adds of all multiprocessors at the highest clock: 128 a cycle on 8.6 and from 8.9 on, 64 on 8.0.
double float_peak() {
  const int capability =
      10 * attribute(cudaDevAttrComputeCapabilityMajor) + attribute(cudaDevAttrComputeCapabilityMinor);
  return 2e3 * (capability == 80 ? 64 : 128) * attribute(cudaDevAttrMultiProcessorCount) *
         attribute(cudaDevAttrClockRate);
}

struct Peaks {
  double bandwidth = copy_bandwidth();
  double flops = float_peak();
};

const Peaks& peaks() {
  static const Peaks measured;
  return measured;
}

// Correlated normal rows; a million different ones, over and over.
Rows customers(std::int64_t n, int features) {
  const std::int64_t distinct = std::min<std::int64_t>(n, 1'000'000);
  Rows rows(n, features);
  rows.quantum.assign(static_cast<std::size_t>(features), segmenta::choose_quantum(8, static_cast<double>(n)));
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  for (std::int64_t i = 0; i < distinct; ++i) {
    const float shared = normal(random);
    for (int j = 0; j < features; ++j) {
      const double x = std::clamp(0.6F * shared + 0.8F * normal(random), -7.5F, 7.5F);
      rows.row(i)[j] = segmenta::snap(x, rows.quantum[static_cast<std::size_t>(j)]);
    }
  }
  for (std::int64_t i = distinct; i < n; i += distinct) {
    std::copy_n(rows.row(0), std::min(distinct, n - i) * features, rows.row(i));
  }
  set_magnitudes(rows);
  return rows;
}

void assign(benchmark::State& state) {
  const std::int64_t n = state.range(0);
  const int d = static_cast<int>(state.range(1));
  const int k = static_cast<int>(state.range(2));
  static_cast<void>(peaks());
  Rows rows = customers(n, d);
  Centroids centroids{k, d, {rows.row(0), rows.row(k)}};
  const auto engine = segmenta::make_cuda_engine(std::move(rows), {});
  engine->reset(k);
  const double first = seconds_of([&] { engine->assign(centroids); });
  std::int64_t rechecked = 0;
  double seconds = 1e300;
  for (auto _ : state) {
    seconds = std::min(seconds, seconds_of([&] { rechecked = engine->assign(centroids).rechecked; }));
  }
  const double floor = std::max(2.0 * k * d / peaks().flops, (4.0 * d + 4) / peaks().bandwidth);
  const double per_row = seconds / static_cast<double>(n);
  state.counters["ns_per_row"] = per_row * 1e9;
  state.counters["first_ns_per_row"] = first / static_cast<double>(n) * 1e9;
  state.counters["of_floor"] = per_row / floor;
  state.counters["recheck"] = static_cast<double>(rechecked) / static_cast<double>(n);
  state.counters["GBs"] = peaks().bandwidth / 1e9;
  state.counters["TFLOPs"] = peaks().flops / 1e12;
  state.SetLabel(engine->simd());
}

// Bytes a second that a plain loop copies from pinned memory to the device.
double pinned_bandwidth() {
  constexpr std::size_t bytes = std::size_t{64} << 20;
  void* host = nullptr;
  void* device = nullptr;
  check(cudaMallocHost(&host, bytes));
  check(cudaMalloc(&device, bytes));
  const double best = least_seconds_of(5, [&] {
    for (int i = 0; i < 16; ++i) check(cudaMemcpyAsync(device, host, bytes, cudaMemcpyHostToDevice, nullptr));
    check(cudaDeviceSynchronize());
  });
  check(cudaFree(device));
  check(cudaFreeHost(host));
  return 16.0 * static_cast<double>(bytes) / best;
}

// Passes over rows that do not stay on the device: from pinned pages (the last argument is 1), or through buffers.
void stream(benchmark::State& state) {
  const std::int64_t n = state.range(0);
  const int d = static_cast<int>(state.range(1));
  const int k = static_cast<int>(state.range(2));
  Rows rows = customers(n, d);
  const Centroids centroids{k, d, {rows.row(0), rows.row(k)}};
  segmenta::CudaOptions options;
  options.memory_bytes = n * (8 + d);  // labels and distances, and batches of a quarter of the rows
  options.pin_rows = state.range(3) != 0;
  const double copy = pinned_bandwidth();
  std::unique_ptr<segmenta::Engine> engine;
  const double setup = seconds_of([&] { engine = segmenta::make_cuda_engine(std::move(rows), options); });
  engine->reset(k);
  engine->assign(centroids);
  double seconds = 1e300;
  for (auto _ : state) seconds = std::min(seconds, seconds_of([&] { engine->assign(centroids); }));
  const double bandwidth = 4.0 * static_cast<double>(n) * d / seconds;
  state.counters["GBs"] = bandwidth / 1e9;
  state.counters["of_pinned_copy"] = bandwidth / copy;
  state.counters["setup_s"] = setup;
}

BENCHMARK(stream)
    ->Args({50'000'000, 16, 16, 1})
    ->Args({50'000'000, 16, 16, 0})
    ->ArgNames({"n", "d", "k", "pin"})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(assign)
    ->Args({1'000'000, 8, 8})
    ->Args({100'000'000, 8, 8})
    ->Args({100'000'000, 16, 16})
    ->Args({50'000'000, 16, 64})
    ->Args({50'000'000, 32, 32})
    ->Args({10'000'000, 64, 256})
    ->Args({4'000'000, 128, 1024})
    ->Args({2'000'000, 256, 1024})
    ->Args({1'000'000, 768, 1024})
    ->Args({500'000, 1536, 4096})
    ->Unit(benchmark::kMillisecond);

}  // namespace

int main(int argc, char** argv) {
  const auto devices = segmenta::cuda_devices();
  if (devices.empty()) {
    std::fputs("cuda_benchmark: there is no CUDA device\n", stderr);
    return 4;
  }
  benchmark::Initialize(&argc, argv);
  benchmark::AddCustomContext("device", devices.front().name);
  benchmark::AddCustomContext("driver", std::to_string(devices.front().driver_version));
  benchmark::RunSpecifiedBenchmarks();
}
