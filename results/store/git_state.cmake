# Writes OUTPUT, a header with the commit of SOURCE_DIR and whether it had uncommitted changes. Run at every build; the
# file is touched only when the state changed. Outside a git checkout the commit is "unknown".
set(commit "unknown")
set(dirty "false")
execute_process(COMMAND git -C ${SOURCE_DIR} rev-parse --verify HEAD
    RESULT_VARIABLE status OUTPUT_VARIABLE head OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(status EQUAL 0)
  set(commit "${head}")
  execute_process(COMMAND git -C ${SOURCE_DIR} --no-optional-locks status --porcelain --untracked-files=no
      OUTPUT_VARIABLE changes ERROR_QUIET)
  if(NOT changes STREQUAL "")
    set(dirty "true")
  endif()
endif()
set(text "#pragma once

namespace plumbline {

inline constexpr char kGitCommit[] = \"${commit}\";
inline constexpr bool kGitDirty = ${dirty};

}  // namespace plumbline
")
if(EXISTS ${OUTPUT})
  file(READ ${OUTPUT} old_text)
endif()
if(NOT text STREQUAL "${old_text}")
  file(WRITE ${OUTPUT} "${text}")
endif()
