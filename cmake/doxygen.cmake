# `--target doxygen`: API pages of the public headers in build/*/html. A comment that doxygen does not understand, or that
# names what is not there, is an error.
find_package(Doxygen QUIET)
if(NOT DOXYGEN_FOUND)
  return()
endif()
set(DOXYGEN_WARN_AS_ERROR FAIL_ON_WARNINGS)
set(DOXYGEN_EXTRACT_ALL YES)
set(DOXYGEN_EXTRACT_LOCAL_CLASSES NO)
set(DOXYGEN_JAVADOC_AUTOBRIEF YES)
set(DOXYGEN_FILE_PATTERNS *.hpp)
set(DOXYGEN_EXCLUDE_PATTERNS *-inl.hpp */testing/* */cli/* */benchmarks/*)
set(DOXYGEN_QUIET YES)
set(DOXYGEN_GENERATE_TREEVIEW YES)
set(DOXYGEN_HAVE_DOT NO)
set(DOXYGEN_STRIP_FROM_PATH ${PROJECT_SOURCE_DIR})
doxygen_add_docs(doxygen theory sim results verify WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    COMMENT "Writing API pages into ${PROJECT_BINARY_DIR}/html")
if(PLUMBLINE_TESTS)
  add_test(NAME "doxygen: API pages" COMMAND Doxygen::doxygen ${PROJECT_BINARY_DIR}/Doxyfile.doxygen
      WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties("doxygen: API pages" PROPERTIES LABELS exact)
endif()
