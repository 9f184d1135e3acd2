// The bound of products of halves, against a model of how tensor cores add: where products are added up exactly, as by
// an emulator, a bound that is too narrow does not show.

#include "kernels/product_certificate.cuh"

#include <cuda_fp16.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace segmenta::cuda {
namespace {

// How a tensor core adds up a block of products and the sum before: aligned to the largest exponent, cut to so many
// bits below it, and the sum cut to float32.
struct TensorCore {
  int block, fraction_bits;

  [[nodiscard]] float multiply(const std::vector<float>& x, const std::vector<float>& c) const {
    float sum = 0;
    for (std::size_t first = 0; first < x.size(); first += static_cast<std::size_t>(block)) {
      const std::size_t end = std::min(x.size(), first + static_cast<std::size_t>(block));
      int largest = sum == 0 ? -1000 : std::ilogb(sum);
      for (std::size_t j = first; j < end; ++j) {
        if (x[j] != 0 && c[j] != 0) largest = std::max(largest, exponent(x[j]) + exponent(c[j]));
      }
      double total = cut(static_cast<double>(sum), largest);
      for (std::size_t j = first; j < end; ++j) {
        total += cut(static_cast<double>(x[j]) * static_cast<double>(c[j]), largest);
      }
      sum = static_cast<float>(total);
      if (std::abs(static_cast<double>(sum)) > std::abs(total)) sum = std::nextafter(sum, 0.0F);
    }
    return sum;
  }

 private:
  static int exponent(float half) { return std::max(std::ilogb(half), -14); }
  [[nodiscard]] double cut(double value, int largest) const {
    return std::ldexp(std::trunc(std::ldexp(value, fraction_bits - largest)), largest - fraction_bits);
  }
};

std::vector<float> halves_of(const std::vector<float>& values) {
  std::vector<float> halves;
  for (const float value : values) halves.push_back(__half2float(__float2half(value)));
  return halves;
}

double norm_of(const std::vector<float>& values) {
  double norm2 = 0;
  for (const float value : values) norm2 += static_cast<double>(value) * static_cast<double>(value);
  return std::sqrt(norm2);
}

double left_of(const std::vector<float>& values, const std::vector<float>& halves) {
  double norm2 = 0;
  for (std::size_t j = 0; j < values.size(); ++j) {
    norm2 += std::pow(static_cast<double>(values[j]) - static_cast<double>(halves[j]), 2);
  }
  return std::sqrt(norm2);
}

// Halves, and halves of what these leave.
struct Pair {
  std::vector<float> high, low;

  explicit Pair(const std::vector<float>& values) : high(halves_of(values)) {
    std::vector<float> left;
    for (std::size_t j = 0; j < values.size(); ++j) left.push_back(values[j] - high[j]);
    low = halves_of(left);
  }
};

// As product_pass.cu multiplies: a chunk a call, each added to those before.
float add_products(const TensorCore& core, const std::vector<float>& x, const std::vector<float>& c, int chunk,
                   float sum) {
  const auto size = static_cast<std::ptrdiff_t>(x.size());
  for (std::ptrdiff_t first = 0; first < size; first += chunk) {
    const std::ptrdiff_t end = std::min(size, first + chunk);
    sum += core.multiply({x.begin() + first, x.begin() + end}, {c.begin() + first, c.begin() + end});
  }
  return sum;
}

// Of a look: halves alone where `pairs` is false.
struct Look {
  bool pairs;
  int chunk;
};

// The error of the score over what the certificate allows for, of a scaled row and a scaled centroid.
double share_of_bound(const TensorCore& core, Look look, const std::vector<float>& x, const std::vector<float>& c,
                      double ratio) {
  const Pair row(x);
  const Pair centroid(c);
  const auto features = static_cast<int>(x.size());
  float product = add_products(core, row.high, centroid.high, look.chunk, 0);
  if (look.pairs) {
    product = add_products(core, row.high, centroid.low, features, product);
    product = add_products(core, row.low, centroid.high, features, product);
  }
  const double norm = norm_of(c);
  const double half_norm = norm * norm * ratio / 2;
  long double exact = half_norm;
  for (std::size_t j = 0; j < x.size(); ++j) exact -= static_cast<long double>(x[j]) * static_cast<long double>(c[j]);
  const float score = static_cast<float>(half_norm) - product;
  const auto certificate = look.pairs
                               ? pairs_certificate(features, look.chunk, norm, ratio, 1)
                               : halves_certificate(features, look.chunk, norm, left_of(c, centroid.high), ratio, 1);
  const double left = left_of(x, row.high);
  const auto limit = static_cast<double>(
      certificate.limit(static_cast<float>(norm_of(x) * norm_of(x)), static_cast<float>(left * left)));
  return static_cast<double>(std::abs(static_cast<long double>(score) - exact)) / (limit / 2);
}

constexpr Look looks[] = {{false, first_chunk}, {true, second_chunk}, {true, third_chunk}};

class ProductCertificate : public ::testing::TestWithParam<TensorCore> {};

TEST_P(ProductCertificate, HoldsForRowsOfEveryMagnitude) {
  for (const Look look : looks) {
    std::mt19937 random(1);
    std::normal_distribution<float> normal;
    double largest = 0;
    for (const std::size_t d : {16, 32, 96, 128, 700}) {
      for (int exponent = 11; exponent > -30; --exponent) {  // down to halves that are subnormal
        for (int trial = 0; trial < 10; ++trial) {
          std::vector<float> x, c;
          for (std::size_t j = 0; j < d; ++j) {
            x.push_back(std::ldexp(normal(random), exponent));
            c.push_back(std::ldexp(normal(random), trial % 2 == 0 ? 11 : -static_cast<int>(random() % 30)));
          }
          for (const double ratio : {1.0, 0x1p-26}) {
            largest = std::max(largest, share_of_bound(GetParam(), look, x, c, ratio));
          }
        }
      }
    }
    EXPECT_LT(largest, 1) << look.chunk;
    EXPECT_GT(largest, 0.01) << look.chunk << ": a bound this wide would settle no row";
  }
}

// Subnormal halves are aligned as if they had no leading zeros, so that all small products are cut off.
TEST_P(ProductCertificate, HoldsForSubnormalHalvesThatAreCutOff) {
  for (const std::size_t d : {32, 96}) {
    const std::vector<float> x(d, 0x1p-24F);
    std::vector<float> c(d, 2047 * 0x1p-13F);
    for (std::size_t j = 0; j < d; j += 16) c[j] = 0x1p13F;
    EXPECT_EQ(halves_of(c), c);
    const double small = static_cast<double>(d - d / 16) * 2047 * 0x1p-37;
    EXPECT_LT(static_cast<double>(GetParam().multiply(x, c)), static_cast<double>(d / 16) * 0x1p-11 + small / 2);
    for (const Look look : looks)
      EXPECT_LT(share_of_bound(GetParam(), look, x, c, 0x1p-40), 1) << d << ", " << look.chunk;
  }
}

// Blocks and bits as the papers that certificate.cuh names found them on an A100 and an H100.
INSTANTIATE_TEST_SUITE_P(TensorCores, ProductCertificate, ::testing::Values(TensorCore{8, 24}, TensorCore{16, 25}),
                         [](const auto& core) { return core.param.block == 8 ? "sm_80" : "sm_90"; });

}  // namespace
}  // namespace segmenta::cuda
