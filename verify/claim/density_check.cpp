#include "verify/claim/density_check.hpp"

#include "theory/divergence/divergence.hpp"
#include "theory/plane/plane_field.hpp"
#include "verify/claim/make_check.hpp"

namespace plumbline {
namespace {

/// A density in closed form on the grid of a law.
GridLaw on_grid_of(const GridLaw& law, const std::function<double(double)>& log_density) {
  GridLaw exact = law;
  for (Eigen::Index i = 0; i < law.size(); ++i) exact.log_density[i] = log_density(law.y(i));
  return exact;
}

}  // namespace

double density_resolution(const Workbench& bench) { return bench.tier() == Tier::quick ? 2e-6 : 1e-9; }

LawOptions density_options(const Workbench& bench) {
  LawOptions options = bench.law_options();
  if (bench.tier() != Tier::quick) options.tolerance = 1e-13;  // TV sees every grid error; E J does not
  return options;
}

Check has_density(std::string what, const ResolvedLaw& law, const std::function<double(double)>& log_density,
                  double resolution) {
  const double distance = plain_divergences(law.law(), on_grid_of(law.law(), log_density)).tv;
  const double uncertainty = plain_divergences(law.law(), law.coarse_law()).tv;
  return exactly_equal(std::move(what), {distance, uncertainty + law.rounding(), law.how()},
                       {0.0, 0.0, "density of the mixture in closed form"}, resolution);
}

Check has_density(std::string what, const ResolvedPlaneLaw& law,
                  const std::function<double(const Eigen::VectorXd&)>& log_density, double resolution) {
  PlaneLaw exact = law.law();
  const Eigen::ArrayXd x = exact.grid.xs();
  const Eigen::ArrayXd y = exact.grid.ys();
  for (Eigen::Index i = 0; i < x.size(); ++i) exact.log_density[i] = log_density(Eigen::Vector2d(x[i], y[i]));
  const double distance = plane_tv(law.law(), exact);
  const double uncertainty = plane_tv(law.law(), on_grid(law.coarse_law(), law.law().grid));
  return exactly_equal(std::move(what), {distance, uncertainty + law.mass_defect().value, law.second_moment().how},
                       {0.0, 0.0, "density of the mixture in closed form"}, resolution);
}

}  // namespace plumbline
