#include <fmt/format.h>
#include <nanobind/eigen/dense.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "python/src/bind.hpp"
#include "python/src/case_handle.hpp"
#include "python/src/errors.hpp"
#include "python/src/imperfect_laws.hpp"
#include "python/src/interruptible.hpp"
#include "python/src/laws.hpp"
#include "python/src/line_distribution.hpp"
#include "theory/divergence/divergence.hpp"

namespace plumbline::python {
namespace {

using namespace nb::literals;
using In = nb::ndarray<const double, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Out = nb::ndarray<double, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

/// A law with its functions at both resolutions, made once.
struct LineLawHandle {
  explicit LineLawHandle(LineLaw computed)
      : law(std::make_shared<const LineLaw>(std::move(computed))) {
    if (!law->law) return;
    fine = std::make_shared<const LineDistribution>(line().law());
    coarse = std::make_shared<const LineDistribution>(line().coarse_law());
  }

  std::shared_ptr<const LineLaw> law;
  std::shared_ptr<const LineDistribution> fine;
  std::shared_ptr<const LineDistribution> coarse;

  const ResolvedLaw& line() const { return law->density().line; }
  Eigen::Index n_orthogonal() const { return law->law ? law->law->n : 0; }

  /// What `read` finds in the end of a chain as `plumbline law` computes it: without a density where it has no other.
  template <class Read>
  auto from_end(const Read& read) const {
    return within_reach([&] { return law->chain_end ? read(*law->chain_end) : read(line()); });
  }
};

enum class Function { log_density, below, above, quantile };

Function function_from_name(const std::string& name) {
  if (name == "log_density") return Function::log_density;
  if (name == "below") return Function::below;
  return name == "above" ? Function::above : Function::quantile;
}

double at(const LineDistribution& law, Function function, double x) {
  switch (function) {
    case Function::log_density:
      return law.log_density(x);
    case Function::below:
      return law.below(x);
    case Function::above:
      return law.above(x);
    case Function::quantile:
      break;
  }
  return law.quantile(x);
}

void evaluate(const LineLawHandle& self, const std::string& function, bool coarse, const In& x, const Out& out) {
  self.law->density();  // or why there is none
  interruptible(
      [law = coarse ? self.coarse : self.fine, wanted = function_from_name(function), x, out](const Stop& stop) {
        for (std::size_t i = 0; i < x.shape(0) && !stop; ++i) out.data()[i] = at(*law, wanted, x.data()[i]);
      });
}

/// The mean in R^d, with its errors.
std::vector<Value> mean_of(const LineLawHandle& self) {
  const Value along = self.from_end([](const auto& law) { return law.mean(); });
  std::vector<Value> mean;
  if (self.n_orthogonal() == 0) return {along};
  for (const double x : Eigen::VectorXd(self.law->problem.frame.col(0))) {
    mean.push_back({x * along.value, std::abs(x) * along.error, along.how});
  }
  return mean;
}

/// The distances of two laws, by name; without w1 where it has no form.
std::map<std::string, Value> distances(const LineLawHandle& a, const LineLawHandle& b) {
  if (a.n_orthogonal() != b.n_orthogonal()) {
    throw InputError("the laws have different dimensions", "distance", "compare laws of one case");
  }
  return interruptible([p = a.law, q = b.law] {
    const ProductDistances found = product_distances(p->density(), q->density());
    std::map<std::string, Value> named{{"tv", found.tv},
                                       {"kl", found.kl_forward},
                                       {"kl_backward", found.kl_backward},
                                       {"hellinger", found.hellinger},
                                       {"w2", found.w2}};
    if (p->law->n == 0) named["w1"] = divergences(p->law->line, q->law->line).w1;
    return named;
  });
}

void bind_line_law(nb::module_& module) {
  nb::class_<LineLawHandle>(module, "LineLaw", "An exact law on the line; see plumbline.Law.")
      .def_prop_ro("n_orthogonal", &LineLawHandle::n_orthogonal)
      .def_prop_ro("orthogonal_variance", [](const LineLawHandle& self) { return self.law->density().variance; })
      .def_prop_ro("frame", [](const LineLawHandle& self) { return self.law->problem.frame; })
      .def_prop_ro("end",
                   [](const LineLawHandle& self) {
                     return self.law->law ? self.line().end().value : self.law->end.value;
                   })
      .def_prop_ro("how", [](const LineLawHandle& self) { return self.line().how(); })
      .def_prop_ro("rounding", [](const LineLawHandle& self) { return self.line().rounding(); })
      .def("grid",
           [](const LineLawHandle& self) {
             const GridLaw& law = self.line().law();
             return std::pair<Eigen::VectorXd, Eigen::VectorXd>(law.grid().points(), law.log_density);
           })
      .def(
          "is_finite",
          [](const LineLawHandle& self, double q) {
            return self.from_end([q](const auto& law) { return law.is_finite(q); });
          },
          "q"_a)
      .def(
          "expected_cost",
          [](const LineLawHandle& self, double q) {
            if (!self.law->has_cost) throw OutOfReach("a marginal has no cost of its own", "expected_cost", "ask the law");
            return self.from_end([q](const auto& law) { return law.expected_cost(q); });
          },
          "q"_a)
      .def("expected_log_cost", [](const LineLawHandle& self) { return self.line().expected_log_cost(); })
      .def("mean", &mean_of)
      .def("second_moment",
           [](const LineLawHandle& self) {
             if (self.law->chain_end) return self.law->chain_end->second_moment();
             return self.law->density().second_moment();
           })
      .def("mass_defect",
           [](const LineLawHandle& self) { return self.from_end([](const auto& law) { return law.mass_defect(); }); })
      .def("evaluate", &evaluate, "function"_a, "coarse"_a, "x"_a.noconvert(), "out"_a.noconvert())
      .def("distances", &distances, "other"_a);
}

}  // namespace

void bind_law(nb::module_& module) {
  bind_line_law(module);
  module.def(
      "directions", [](const CaseHandle& problem) { return directions(problem.problem->pair); }, "problem"_a,
      "In how many directions its laws are not Gaussians of closed form: 1 and 2 are within reach.");
  module.def(
      "line_law",
      [](const ChainHandle& chain) { return LineLawHandle(interruptible([chain] { return line_law(chain); })); },
      "chain"_a);
  module.def(
      "line_law_with",
      [](const ChainHandle& chain, const nb::object& field, double tolerance) {
        LawWithField<LineLaw> found = line_law_with(chain, GivenField(field), tolerance);
        return std::tuple(LineLawHandle(std::move(found.law)), found.size, found.path_kl);
      },
      "chain"_a, "field"_a, "tolerance"_a,
      "The law of the chain with a guided field of one's own, eps and path KL of E1.");
  module.def(
      "line_limit_law",
      [](const ChainHandle& chain) { return LineLawHandle(interruptible([chain] { return line_limit_law(chain); })); },
      "chain"_a);
  module.def(
      "line_data_law",
      [](const CaseHandle& problem, bool base, double t) {
        return LineLawHandle(line_data_law(*problem.problem, base, {t}));
      },
      "problem"_a, "base"_a, "t"_a);
  module.def(
      "marginal_law",
      [](const PlaneLawHandle& plane, const std::string& which) { return LineLawHandle(marginal_law(plane, which)); },
      "plane"_a, "which"_a);
}

}  // namespace plumbline::python
