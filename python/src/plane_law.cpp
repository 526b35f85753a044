#include <fmt/format.h>
#include <nanobind/eigen/dense.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "python/src/bind.hpp"
#include "python/src/errors.hpp"
#include "python/src/imperfect_laws.hpp"
#include "python/src/interruptible.hpp"
#include "python/src/laws.hpp"
#include "theory/base/ordered_blocks.hpp"
#include "theory/plane/plane_field.hpp"
#include "theory/plane/plane_interpolation.hpp"
#include "verify/law_report/plane_distance.hpp"

namespace plumbline::python {
namespace {

using namespace nb::literals;
using In = nb::ndarray<const double, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using Out = nb::ndarray<double, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

/// Coordinates of a grid along its two axes.
std::pair<Eigen::VectorXd, Eigen::VectorXd> axes(const PlaneGrid& grid) {
  const auto axis = [&](double first, Eigen::Index n) -> Eigen::VectorXd {
    return first + grid.h * Eigen::ArrayXd::LinSpaced(n, 0.0, static_cast<double>(n - 1));
  };
  return {axis(grid.x_min, grid.n_x), axis(grid.y_min, grid.n_y)};
}

/// Numbers of all points of a grid with y along the rows; shape (n_y, n_x).
Eigen::MatrixXd as_rows(const PlaneGrid& grid, const Eigen::ArrayXd& values) {
  return values.reshaped(grid.n_x, grid.n_y).transpose();
}

const PlaneLaw& resolution(const PlaneLawHandle& self, bool coarse) {
  return coarse ? self.law.coarse_law() : self.law.law();
}

/// log q in the plane at points of shape (n, 2); as far out again as the grid reaches.
void log_density(const PlaneLawHandle& self, bool coarse, const In& points, const Out& out) {
  const auto n = static_cast<Eigen::Index>(points.shape(0));
  if (n == 0) return;
  const Eigen::Map<const Eigen::Array2Xd> rows(points.data(), 2, n);
  const PlaneGrid& grid = resolution(self, coarse).grid;
  const double width = static_cast<double>(std::max(grid.n_x, grid.n_y)) * grid.h;
  const Eigen::Array2d middle(grid.x_min + 0.5 * static_cast<double>(grid.n_x) * grid.h,
                              grid.y_min + 0.5 * static_cast<double>(grid.n_y) * grid.h);
  const double farthest = (rows.colwise() - middle).abs().maxCoeff();
  if (farthest > 2.0 * width) {
    throw OutOfReach(fmt::format("a point lies {:.3g} from the middle of a law that is known over {:.3g}", farthest, width),
                     "log_density", "ask nearer");
  }
  const Eigen::ArrayXd x = rows.row(0);
  const Eigen::ArrayXd y = rows.row(1);
  interruptible([law = resolution(self, coarse), x, y, out] {
    const PlaneGrid& at = law.grid;
    Eigen::Map<Eigen::ArrayXd>(out.data(), x.size()) =
        interpolated(at, law.log_density.reshaped(at.n_x, at.n_y), x, y, thread_count(0));
  });
}

/// ((x, y), log density (n_y, n_x)) on the grid of a resolution moved by parts dx and dy of its spacing.
auto moved(const PlaneLawHandle& self, bool coarse, double dx, double dy) {
  const PlaneLaw& law = resolution(self, coarse);
  PlaneGrid grid = law.grid;
  grid.x_min += dx * grid.h;
  grid.y_min += dy * grid.h;
  const PlaneLaw there = interruptible([law, grid] { return on_grid(law, grid, thread_count(0)); });
  return std::make_pair(axes(grid), as_rows(grid, there.log_density));
}

std::map<std::string, Value> distances(const PlaneLawHandle& a, const PlaneLawHandle& b) {
  const Eigen::Index n = a.problem.n_orthogonal;
  if (n != b.problem.n_orthogonal || a.problem.frame != b.problem.frame) {
    throw InputError("the laws fill different planes", "distance", "compare laws of one case");
  }
  return interruptible([a, b, n] {
    const PlaneDistance between(n, {a.law, a.orthogonal_variance}, {b.law, b.orthogonal_variance});
    std::map<std::string, Value> named;
    for (const auto& [name, value] : {std::pair{"tv", between.tv()}, std::pair{"kl", between.kl()}}) {
      if (value.is_known()) named[name] = value;
    }
    return named;
  });
}

std::vector<Value> mean_of(const PlaneLawHandle& self) {
  const Value x = self.law.mean_x();
  const Value y = self.law.mean_y();
  const Eigen::VectorXd mean = self.problem.frame * Eigen::Vector2d(x.value, y.value);
  const Eigen::VectorXd error = self.problem.frame.cwiseAbs() * Eigen::Vector2d(x.error, y.error);
  std::vector<Value> values;
  for (Eigen::Index i = 0; i < mean.size(); ++i) values.push_back({mean[i], error[i], x.how});
  return values;
}

/// ``E |Y|^2``, of the coordinates orthogonal to the plane too.
Value second_moment(const PlaneLawHandle& self) {
  Value square = self.law.second_moment();
  if (const Eigen::Index n = self.problem.n_orthogonal; n > 0) {
    square.value += static_cast<double>(n) * self.orthogonal_variance;
  }
  return square;
}

}  // namespace

void bind_plane_law(nb::module_& module) {
  nb::class_<PlaneLawHandle>(module, "PlaneLaw", "An exact law in the plane; see plumbline.Law.")
      .def_prop_ro("end", [](const PlaneLawHandle& self) { return self.law.end().value; })
      .def_prop_ro("n_orthogonal", [](const PlaneLawHandle& self) { return self.problem.n_orthogonal; })
      .def_prop_ro("orthogonal_variance", [](const PlaneLawHandle& self) { return self.orthogonal_variance; })
      .def_prop_ro("frame", [](const PlaneLawHandle& self) { return self.problem.frame; })
      .def("grid",
           [](const PlaneLawHandle& self) {
             const PlaneLaw& law = self.law.law();
             return std::make_pair(axes(law.grid), as_rows(law.grid, law.density()));
           })
      .def("log_density", &log_density, "coarse"_a, "points"_a.noconvert(), "out"_a.noconvert())
      .def("moved", &moved, "coarse"_a, "dx"_a, "dy"_a)
      .def("expected_cost",
           [](const PlaneLawHandle& self) { return within_reach([&] { return self.law.expected_cost(self.cost); }); })
      .def("mean", &mean_of)
      .def("second_moment", &second_moment)
      .def("mass_defect", [](const PlaneLawHandle& self) { return self.law.mass_defect(); })
      .def("distances", &distances, "other"_a);
  module.def(
      "plane_law", [](const ChainHandle& chain) { return interruptible([chain] { return plane_law(chain); }); },
      "chain"_a);
  module.def(
      "plane_law_with",
      [](const ChainHandle& chain, const nb::object& field, double tolerance) {
        LawWithField<PlaneLawHandle> found = plane_law_with(chain, GivenField(field), tolerance);
        return std::tuple(std::move(found.law), found.size, found.path_kl);
      },
      "chain"_a, "field"_a, "tolerance"_a,
      "The law of the chain with a guided field of one's own, eps and path KL of E1.");
  module.def(
      "plane_limit_law",
      [](const ChainHandle& chain) { return interruptible([chain] { return plane_law_of_limit(chain); }); },
      "chain"_a);
}

}  // namespace plumbline::python
