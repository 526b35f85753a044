#include <fmt/format.h>
#include <nanobind/eigen/dense.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "python/src/bind.hpp"
#include "python/src/case_handle.hpp"
#include "python/src/draw.hpp"
#include "python/src/interruptible.hpp"
#include "theory/problem/guidance_scale.hpp"

namespace plumbline::python {
namespace {

using namespace nb::literals;
using In = nb::ndarray<const double, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using Out = nb::ndarray<double, nb::c_contig, nb::device::cpu>;

Points points_of(const In& x) { return {x.data(), static_cast<std::int64_t>(x.shape(0))}; }

Law law_from_name(const std::string& name) {
  if (name == "base") return Law::base;
  if (name == "reweighted") return Law::reweighted;
  throw InputError("unknown law \"" + name + "\"", "which", "choose one of base, reweighted");
}

void require_time(double t) {
  if (!(t > 0.0 && t <= 1.0)) {
    throw InputError(fmt::format("t = {} is not within (0, 1]", t), "t", "give a reverse time: 1 is data");
  }
}

/// Serves [points] from a Python function (file, dataset) -> array, which is called with the GIL held.
PointsReader reader_of(const nb::object& read) {
  if (read.is_none()) return {};
  return [read](const std::string& file, const std::string& dataset) {
    return nb::cast<Eigen::MatrixXd>(read(file, dataset));
  };
}

/// (base weight, reweighted weight, mean (d), covariance (d, d)) of every component.
std::vector<std::tuple<double, double, Eigen::VectorXd, Eigen::MatrixXd>> components_of(const GuidedPair& pair) {
  std::vector<std::tuple<double, double, Eigen::VectorXd, Eigen::MatrixXd>> result;
  for (std::size_t k = 0; k < pair.size(); ++k) {
    const auto i = static_cast<Eigen::Index>(k);
    const Gaussian& gaussian = pair.components[k];
    result.emplace_back(pair.base[i], pair.reweighted[i], gaussian.mean, gaussian.covariance.matrix());
  }
  return result;
}

/// compute(points, out) on all points, the GIL released; on another thread, so that Ctrl-C stops it, where it takes
/// longer than that costs.
template <class Compute>
void over_points(const CaseHandle& self, const In& x, const Out& out, const Compute& compute) {
  constexpr double little_work = 5e6;
  const Points points = points_of(x);
  if (static_cast<double>(points.n) * self.fields->work_a_point() < little_work) {
    const nb::gil_scoped_release release;
    return compute(*self.fields, points, out.data());
  }
  interruptible([fields = self.fields, x, out, compute](const Stop& stop) {
    Points stoppable = points_of(x);
    stoppable.stop = &stop;
    compute(*fields, stoppable, out.data());
  });
}

void affine(const CaseHandle& self, double t, const std::string& which, double A, double B, const In& x,
            const Out& out) {
  require_time(t);
  over_points(self, x, out,
              [t, law = law_from_name(which), A, B](const PointFields& fields, Points points, double* to) {
                fields.affine({t, A, B}, law, points, to);
              });
}

void guided(const CaseHandle& self, double t, double w, double A, double B, const In& x, const Out& out) {
  require_time(t);
  const double omega = self.problem->pair.omega(guidance_scale(w).value);
  over_points(self, x, out, [t, omega, A, B](const PointFields& fields, Points points, double* to) {
    fields.guided({t, A, B}, omega, points, to);
  });
}

void log_density(const CaseHandle& self, double t, const std::string& which, const In& x, const Out& out) {
  require_time(t);
  over_points(self, x, out, [t, law = law_from_name(which)](const PointFields& fields, Points points, double* to) {
    fields.log_density(t, law, points, to);
  });
}

void log_h(const CaseHandle& self, double t, const In& x, const Out& out) {
  require_time(t);
  over_points(self, x, out, [t](const PointFields& fields, Points points, double* to) { fields.log_h(t, points, to); });
}

void draw(const CaseHandle& self, double t, const std::string& which, std::uint64_t seed, const Out& out) {
  require_time(t);
  const Start start = law_from_name(which) == Law::base ? Start::exact : Start::reweighted;
  interruptible([problem = self.problem, start, t, seed, out](const Stop& stop) {
    draw_starts(problem->pair, {start, {t}, {seed}, static_cast<std::int64_t>(out.shape(0))}, out.data(), stop);
  });
}

}  // namespace

void bind_case(nb::module_& module) {
  module.def("built_in_case_names", &built_in_case_names, "Names of the built-in cases.");
  nb::class_<CaseHandle>(module, "Case", "A validated problem; see plumbline.Case.")
      .def_static(
          "parse",
          [](const std::string& text, const std::string& origin, const nb::object& read) {
            return new CaseHandle(parse_case(text, origin, reader_of(read)));
          },
          "text"_a, "origin"_a, "read_points"_a = nb::none())
      .def_static(
          "load",
          [](const std::string& name, const nb::object& read) {
            return new CaseHandle(load_case(name, reader_of(read)));
          },
          "name_or_path"_a, "read_points"_a = nb::none())
      .def_prop_ro("name", [](const CaseHandle& self) { return self.problem->name; })
      .def_prop_ro("about", [](const CaseHandle& self) { return self.problem->about; })
      .def_prop_ro("text", [](const CaseHandle& self) { return self.problem->text; })
      .def_prop_ro("dimension", [](const CaseHandle& self) { return self.problem->pair.dimension(); })
      .def_prop_ro("expected", [](const CaseHandle& self) { return self.problem->pair.expected; })
      .def_prop_ro("raises_reward",
                   [](const CaseHandle& self) { return self.problem->pair.objective == Objective::raise_reward; })
      .def("components", [](const CaseHandle& self) { return components_of(self.problem->pair); })
      .def("affine", &affine, "t"_a, "which"_a, "A"_a, "B"_a, "x"_a.noconvert(), "out"_a.noconvert(),
           "out = A x + B score_t(x)")
      .def("guided", &guided, "t"_a, "w"_a, "A"_a, "B"_a, "x"_a.noconvert(), "out"_a.noconvert(),
           "out = A x + B G_t(x), equation (26)")
      .def("log_density", &log_density, "t"_a, "which"_a, "x"_a.noconvert(), "out"_a.noconvert())
      .def("log_h", &log_h, "t"_a, "x"_a.noconvert(), "out"_a.noconvert())
      .def("draw", &draw, "t"_a, "which"_a, "seed"_a, "out"_a.noconvert());
}

}  // namespace plumbline::python
