# Arrow C++ as segmenta_arrow: an installed Arrow, else the headers and libraries of the pyarrow package that
# scripts/setup puts into .deps/python (or SEGMENTA_PYARROW names).

set(SEGMENTA_PYARROW "${PROJECT_SOURCE_DIR}/.deps/python/pyarrow" CACHE PATH "Folder of the pyarrow package")
add_library(segmenta_arrow INTERFACE)
find_package(Arrow QUIET)
find_package(ArrowDataset QUIET)
find_package(ArrowAcero QUIET)
find_package(Parquet QUIET)
if(Arrow_FOUND AND ArrowDataset_FOUND AND ArrowAcero_FOUND AND Parquet_FOUND)
  target_link_libraries(segmenta_arrow INTERFACE
    Arrow::arrow_shared ArrowDataset::arrow_dataset_shared ArrowAcero::arrow_acero_shared Parquet::parquet_shared)
  message(STATUS "Arrow C++ ${Arrow_VERSION}")
elseif(EXISTS "${SEGMENTA_PYARROW}/include/arrow/api.h")
  target_include_directories(segmenta_arrow SYSTEM INTERFACE "${SEGMENTA_PYARROW}/include")
  foreach(library arrow arrow_compute arrow_acero arrow_dataset parquet)
    file(GLOB path "${SEGMENTA_PYARROW}/lib${library}.so.*")
    list(GET path 0 path)
    target_link_libraries(segmenta_arrow INTERFACE "${path}")
    list(APPEND SEGMENTA_BUNDLED_LIBRARIES "${path}")
  endforeach()
  message(STATUS "Arrow C++ of pyarrow in ${SEGMENTA_PYARROW}")
else()
  message(FATAL_ERROR "Arrow C++ is missing (no installed Arrow, no pyarrow in ${SEGMENTA_PYARROW}). "
                      "Run scripts/setup, or set SEGMENTA_PYARROW to the folder of a pyarrow package.")
endif()
