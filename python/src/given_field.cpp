#include "python/src/given_field.hpp"

#include <nanobind/eigen/dense.h>

namespace plumbline::python {

namespace nb = nanobind;

GivenField::GivenField(const nb::object& field)
    : field_(new nb::object(field), [](nb::object* held) {
        const nb::gil_scoped_acquire gil;
        delete held;
      }) {}

Eigen::ArrayXXd GivenField::operator()(double t, const Eigen::Ref<const Eigen::ArrayXXd>& y) const {
  const nb::gil_scoped_acquire gil;
  const Eigen::MatrixXd points = y.matrix();
  const nb::object found = (*field_)(t, points);
  return nb::cast<Eigen::MatrixXd>(found).array();
}

}  // namespace plumbline::python
