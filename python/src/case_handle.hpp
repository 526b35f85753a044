#pragma once

#include <utility>

#include "python/src/point_fields.hpp"
#include "theory/cases/case.hpp"

namespace plumbline::python {

/// A case with what its scores need, made once. Immutable, so Python threads share one.
struct CaseHandle {
  explicit CaseHandle(Case read) : problem(std::move(read)), fields(problem.pair) {}

  Case problem;
  PointFields fields;
};

}  // namespace plumbline::python
