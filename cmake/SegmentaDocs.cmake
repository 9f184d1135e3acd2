# Target docs: the API reference from the public headers, in build/PRESET/docs/html; where Doxygen is installed. A
# header's first comment becomes the description of its file. What Doxygen warns of is an error.

find_package(Doxygen QUIET)
if(DOXYGEN_FOUND)
  set(DOXYGEN_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/docs)
  set(DOXYGEN_STRIP_FROM_PATH ${PROJECT_SOURCE_DIR}/include)
  set(DOXYGEN_STRIP_FROM_INC_PATH ${PROJECT_SOURCE_DIR}/include)
  set(DOXYGEN_INPUT_FILTER "sed -e '1s,^#pragma once,/// @file,' -e '2,/^$/s,^//,///,'")
  set(DOXYGEN_JAVADOC_AUTOBRIEF YES)
  set(DOXYGEN_MACRO_EXPANSION YES)
  set(DOXYGEN_EXPAND_ONLY_PREDEF YES)
  set(DOXYGEN_PREDEFINED SEGMENTA_API= __extension__=)
  set(DOXYGEN_EXTRACT_ALL YES)
  set(DOXYGEN_WARN_AS_ERROR FAIL_ON_WARNINGS)
  set(DOXYGEN_QUIET YES)
  set(DOXYGEN_HAVE_DOT NO)
  doxygen_add_docs(docs ${PROJECT_SOURCE_DIR}/include/segmenta)
endif()
