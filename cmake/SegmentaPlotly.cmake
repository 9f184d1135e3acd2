# SEGMENTA_PLOTLY: plotly.min.js, which reports carry; of the plotly package that scripts/setup puts into .deps/python.

set(SEGMENTA_PLOTLY "${PROJECT_SOURCE_DIR}/.deps/python/plotly/package_data/plotly.min.js" CACHE FILEPATH "plotly.min.js")
if(NOT EXISTS "${SEGMENTA_PLOTLY}")
  message(FATAL_ERROR "Plotly.js is missing (no ${SEGMENTA_PLOTLY}). "
                      "Run scripts/setup, or set SEGMENTA_PLOTLY to the plotly.min.js of a plotly package.")
endif()
