// Compiled once for each instruction set by Highway's foreach_target: the "-inl.h" files hold what is.

#define HWY_DISABLED_TARGETS HWY_SSSE3
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/cpu/kernels.cpp"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>
#if HWY_ARCH_X86
#include <cpuid.h>
#endif

#include <segmenta/error.h>

#include "engine/cpu/exact-inl.h"
#include "engine/cpu/kernels.h"
#include "engine/cpu/rank-inl.h"
#include "engine/cpu/seed-inl.h"

HWY_BEFORE_NAMESPACE();
namespace segmenta::HWY_NAMESPACE {

const Kernels* kernels() {
  static const Kernels table{label,     score_chunk,    score_own,           label_two,      list_open,
                             gather,    largest_norms,  two_nearest_or_none, all_distances2, own_distance2,
                             move_rows, seed_distances, sum_potentials};
  return &table;
}

}  // namespace segmenta::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace segmenta {
namespace {

struct Choice {
  const char* name;
  std::int64_t target;
  const Kernels* (*kernels)();
};

// The widest first.
constexpr Choice choices[] = {
#if HWY_TARGETS & HWY_AVX3
    {"avx512", HWY_AVX3, N_AVX3::kernels},
#endif
#if HWY_TARGETS & HWY_AVX2
    {"avx2", HWY_AVX2, N_AVX2::kernels},
#endif
#if HWY_TARGETS & HWY_SSE4
    {"sse4", HWY_SSE4, N_SSE4::kernels},
#endif
#if HWY_TARGETS & HWY_NEON
    {"neon", HWY_NEON, N_NEON::kernels},
#endif
#if HWY_TARGETS & HWY_SCALAR
    {"scalar", HWY_SCALAR, N_SCALAR::kernels},
#elif HWY_TARGETS & HWY_EMU128
    {"scalar", HWY_EMU128, N_EMU128::kernels},
#endif
};

bool is_supported(const Choice& choice) {
  return choice.target == HWY_STATIC_TARGET || (hwy::SupportedTargets() & choice.target) != 0;
}

// Whether vectors of 512 bits are known to be faster than of 256. Where they take two turns (Zen 4) they are up to 1.4
// times slower at d = 16 to 32 and level elsewhere, and no flag tells; processors with float16 vectors (Intel from
// Sapphire Rapids on) have two units of the full width, and are up to twice as fast. --simd avx512 asks for them
// elsewhere.
bool are_512_bits_fast() {
#if HWY_ARCH_X86
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  constexpr unsigned float16_vectors = 1U << 23;
  return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 && (edx & float16_vectors) != 0;
#else
  return false;
#endif
}

bool is_for_auto(const Choice& choice) { return std::string_view(choice.name) != "avx512" || are_512_bits_fast(); }

}  // namespace

ChosenKernels choose_kernels(const std::string& simd) {
  std::string names;
  for (const Choice& choice : choices) {
    if (!is_supported(choice)) continue;
    if (simd == "auto" ? is_for_auto(choice) : simd == choice.name) return {choice.name, choice.kernels()};
    names += names.empty() ? choice.name : std::string(", ") + choice.name;
  }
  throw Error(ErrorKind::usage, "No kernels for --simd " + simd, "this machine and build have " + names,
              "Choose one of them, or auto");
}

}  // namespace segmenta
#endif  // HWY_ONCE
