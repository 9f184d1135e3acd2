# Dependencies, and the flags of the project's own code as usage requirements of `segmenta_flags`.

find_package(Threads REQUIRED)
find_package(HDF5 REQUIRED COMPONENTS C)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(OpenSSL 3 REQUIRED COMPONENTS Crypto)
find_package(ICU REQUIRED COMPONENTS uc)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_path(SEGMENTA_BOOST boost/math/distributions/students_t.hpp REQUIRED)
find_path(SEGMENTA_PHONENUMBER phonenumbers/phonenumberutil.h REQUIRED)
find_library(SEGMENTA_PHONENUMBER_LIBRARY phonenumber REQUIRED)
find_path(SEGMENTA_MUSTACHE kainjow/mustache.hpp REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(hwy REQUIRED IMPORTED_TARGET libhwy)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(libdeflate REQUIRED IMPORTED_TARGET libdeflate)
include(SegmentaArrow)
include(SegmentaPlotly)
if(SEGMENTA_CUDA)
  include(SegmentaCuda)
endif()

add_library(segmenta_flags INTERFACE)
target_compile_features(segmenta_flags INTERFACE cxx_std_20)
# No contraction: the definition of a distance says where a fused multiply-add is (design: one answer).
target_compile_options(segmenta_flags INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wconversion -ffp-contract=off>
  # GCC 12 sees overlaps in std::string concatenation that are not there (GCC bug 105651).
  $<$<AND:$<COMPILE_LANG_AND_ID:CXX,GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>
  # CMake 3.25 knows no standards of nvcc 13.
  $<$<COMPILE_LANGUAGE:CUDA>:-std=c++20 -lineinfo -Xcompiler=-Wall,-Wextra,-Wconversion,-ffp-contract=off --fmad=false>)
if(SEGMENTA_WARNINGS_AS_ERRORS)
  target_compile_options(segmenta_flags INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Werror> $<$<COMPILE_LANGUAGE:CUDA>:-Werror=all-warnings>)
endif()

# For tests and the command line, where no time is spent: they compile in two thirds of the time or less.
add_library(segmenta_quickly_compiled INTERFACE)
target_compile_options(segmenta_quickly_compiled INTERFACE
  $<$<CONFIG:Release>:-O1> $<$<CONFIG:RelWithDebInfo>:$<IF:$<CXX_COMPILER_ID:Clang>,-O0,-Og>>)
