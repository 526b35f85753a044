#pragma once

#include <Eigen/Core>
#include <nanobind/nanobind.h>

#include <memory>

namespace plumbline::python {

/// A field that Python computes, field(t, y) -> array, y and the result of shape (n, d). Called from any thread, without
/// the GIL; what Python raises comes out as nanobind's python_error.
class GivenField {
 public:
  explicit GivenField(const nanobind::object& field);

  Eigen::ArrayXXd operator()(double t, const Eigen::Ref<const Eigen::ArrayXXd>& y) const;

 private:
  std::shared_ptr<nanobind::object> field_;  ///< let go of with the GIL held
};

}  // namespace plumbline::python
