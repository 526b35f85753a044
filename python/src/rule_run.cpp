#include <nanobind/eigen/dense.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <string>
#include <vector>

#include "python/src/bind.hpp"
#include "python/src/given_field.hpp"
#include "theory/problem/stepping_rule.hpp"

namespace plumbline::python {
namespace {

/// The states at all times, shape (N + 1, n), of n numbers that start at `start` and move by a rule; score(t, y) and
/// normals() come from Python, both as (n, 1).
Eigen::MatrixXd run_rule(const std::string& scheme, const std::vector<double>& times, const Eigen::VectorXd& start,
                         const nb::object& score, const nb::object& normals) {
  const SteppingRule rule = stepping_rule(scheme_from_name(scheme));
  const TimeGrid grid(times);
  const GivenField field(score);
  const SteppingRule::Score G = [&](double t, const SteppingRule::States& y) -> SteppingRule::States {
    return field(t, y).col(0);
  };
  SteppingRule::States drawn;
  const SteppingRule::Normals draw = [&] {
    drawn = nb::cast<Eigen::MatrixXd>(normals()).col(0).array();
    return view_of(drawn);
  };
  SteppingRule::Memory memory;
  SteppingRule::States y = start.array();
  Eigen::MatrixXd states(static_cast<Eigen::Index>(times.size()), y.size());
  states.row(0) = y.matrix().transpose();
  for (std::size_t n = 0; n + 1 < times.size(); ++n) {
    y = rule.advance(step_place(grid, n), y, G, draw, memory);
    states.row(static_cast<Eigen::Index>(n) + 1) = y.matrix().transpose();
  }
  return states;
}

}  // namespace

void bind_rule(nb::module_& module) {
  using namespace nb::literals;
  module.def("run_rule", &run_rule, "scheme"_a, "times"_a, "start"_a, "score"_a, "normals"_a);
}

}  // namespace plumbline::python
