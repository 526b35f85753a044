#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "python/src/point_fields.hpp"
#include "theory/cases/case.hpp"

namespace plumbline::python {

/// A case with what its scores need, made once. Immutable, so threads share one; both parts outlive the
/// Python object where a computation that was given up still reads them.
struct CaseHandle {
  explicit CaseHandle(Case read)
      : problem(std::make_shared<const Case>(std::move(read))),
        fields(std::make_shared<const PointFields>(problem->pair)) {}

  std::shared_ptr<const Case> problem;
  std::shared_ptr<const PointFields> fields;
};

inline std::vector<Case> cases_of(const std::vector<const CaseHandle*>& problems) {
  std::vector<Case> cases;
  for (const CaseHandle* problem : problems) cases.push_back(*problem->problem);
  return cases;
}

}  // namespace plumbline::python
