# The CUDA language, for SEGMENTA_CUDA only. Included from the top folder, since a language is known from there down.

if(NOT CMAKE_CUDA_COMPILER)
  find_program(SEGMENTA_NVCC nvcc HINTS ENV CUDA_PATH ENV CUDA_HOME PATHS /usr/local/cuda PATH_SUFFIXES bin)
  if(SEGMENTA_NVCC)
    set(CMAKE_CUDA_COMPILER "${SEGMENTA_NVCC}")
  endif()
endif()
if(NOT CMAKE_CUDA_ARCHITECTURES)
  # Machine code for A100 and H100; newer devices translate the PTX of the latter when it is first loaded.
  set(CMAKE_CUDA_ARCHITECTURES "80-real;90-real;90-virtual" CACHE STRING "CUDA architectures")
endif()
set(CMAKE_CUDA_RUNTIME_LIBRARY Shared)
enable_language(CUDA)
find_package(CUDAToolkit 12 REQUIRED)
