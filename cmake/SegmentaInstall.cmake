# Install: the library, its headers, the program, and a package file for find_package(segmenta).

include(CMakePackageConfigHelpers)
install(TARGETS segmenta EXPORT segmenta LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
# Libraries of a private folder are taken along, so that what is installed does not lean on this checkout.
if(SEGMENTA_BUNDLED_LIBRARIES)
  install(FILES ${SEGMENTA_BUNDLED_LIBRARIES} DESTINATION ${CMAKE_INSTALL_LIBDIR}/segmenta)
  set_target_properties(segmenta PROPERTIES INSTALL_RPATH "$ORIGIN/segmenta")
endif()
install(TARGETS segmenta_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY include/segmenta ${PROJECT_BINARY_DIR}/include/segmenta DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.h")
install(EXPORT segmenta NAMESPACE segmenta:: FILE segmentaTargets.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/segmenta)
configure_package_config_file(cmake/segmentaConfig.cmake.in segmentaConfig.cmake
                              INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/segmenta)
write_basic_package_version_file(segmentaConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/segmentaConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/segmentaConfigVersion.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/segmenta)
