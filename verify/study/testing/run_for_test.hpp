#pragma once

#include "verify/study/study.hpp"
#include "verify/testing/catch.hpp"

namespace plumbline {

/// The first table of a study that is run on one thread, for tests.
inline Table table_of(const Study& study) {
  return run_study(study, 1, [](const std::string&) {}).front().second;
}

}  // namespace plumbline
