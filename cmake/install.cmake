# `cmake --install`: libraries, headers and what find_package(plumbline) reads. The headers keep the folders that they
# name each other by, below include/plumbline.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package_directory ${CMAKE_INSTALL_LIBDIR}/cmake/plumbline)
foreach(folder theory sim results verify)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${folder} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/plumbline
      FILES_MATCHING PATTERN "*.hpp"
      PATTERN testing EXCLUDE PATTERN cli EXCLUDE PATTERN benchmarks EXCLUDE PATTERN gallery EXCLUDE)
endforeach()
install(EXPORT plumbline NAMESPACE plumbline:: FILE plumbline-targets.cmake DESTINATION ${package_directory})
configure_file(${CMAKE_CURRENT_LIST_DIR}/plumbline-config.cmake.in plumbline-config.cmake COPYONLY)
write_basic_package_version_file(plumbline-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/plumbline-config.cmake
    ${CMAKE_CURRENT_BINARY_DIR}/plumbline-config-version.cmake DESTINATION ${package_directory})
