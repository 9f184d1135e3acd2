#pragma once
// Tests of what may be chance.

#include <span>
#include <vector>

namespace segmenta {

/// Of a sample: its size, mean and sum of squared differences from the mean.
struct SampleMoments {
  double size = 0;
  double mean = 0;
  double squares = 0;
};

/// Whether two means differ, variances being what they may: t with so many degrees of freedom. NaN where a sample has
/// fewer than two values; but for standard_error where neither varies, too.
struct Welch {
  double standard_error, t, df, p;  ///< the last two-sided
};
Welch welch(const SampleMoments& a, const SampleMoments& b);

/// Two-sided p of equal means, variances being what they may (Welch, "The generalization of 'Student's' problem when
/// several different population variances are involved", Biometrika 34, 1947). 1 where neither varies and means are
/// equal, 0 where they are not; NaN where a sample has fewer than two values.
double welch_p(const SampleMoments& a, const SampleMoments& b);

/// Chance of a value of chi squared this large or larger.
double chi_squared_p(double chi_squared, double df);

/// p-values adjusted so that with a chance of at most the level any of those at or below it is chance (Holm, "A simple
/// sequentially rejective multiple test procedure", Scand. J. Statist. 6, 1979). NaN stays NaN and does not count.
std::vector<double> holm(std::span<const double> p);

/// p-values adjusted for how many there are, so that of those at or below a level that share at most is expected to be
/// chance (Benjamini, Hochberg, "Controlling the false discovery rate", J. R. Statist. Soc. B 57, 1995). NaN stays NaN
/// and does not count.
std::vector<double> benjamini_hochberg(std::span<const double> p);

}  // namespace segmenta
