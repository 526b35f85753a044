#pragma once

#include <memory>
#include <utility>

#include "python/src/point_fields.hpp"
#include "theory/cases/case.hpp"

namespace plumbline::python {

/// A case with what its scores need, made once. Immutable, so threads share one; `problem` outlives the Python object
/// where a computation that was given up still reads it.
struct CaseHandle {
  explicit CaseHandle(Case read) : problem(std::make_shared<const Case>(std::move(read))), fields(problem->pair) {}

  std::shared_ptr<const Case> problem;
  PointFields fields;
};

}  // namespace plumbline::python
