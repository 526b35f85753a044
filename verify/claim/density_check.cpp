#include "verify/claim/density_check.hpp"

#include <cmath>

#include "verify/claim/make_check.hpp"

namespace plumbline {
namespace {

double total_variation(const GridLaw& law, const std::function<double(double)>& log_density) {
  double sum = 0.0;
  for (Eigen::Index i = 0; i < law.size(); ++i) {
    sum += std::abs(std::exp(law.log_density[i]) - std::exp(log_density(law.y(i))));
  }
  return 0.5 * law.spacing * sum;
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
  const double distance = total_variation(law.law(), log_density);
  const double uncertainty = total_variation(law.law(), [&](double y) { return law.coarse_law().log_density_at(y); });
  return exactly_equal(std::move(what), {distance, uncertainty + law.rounding(), law.how()},
                       {0.0, 0.0, "density of the mixture in closed form"}, resolution);
}

}  // namespace plumbline
