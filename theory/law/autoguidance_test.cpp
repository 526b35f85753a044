#include <cmath>
#include <vector>

#include "theory/cases/case.hpp"
#include "theory/law/chain_law.hpp"
#include "theory/law/chain_map.hpp"
#include "theory/oracle/affine_chain.hpp"
#include "verify/testing/catch.hpp"
#include "verify/testing/chain_of.hpp"

namespace plumbline {
namespace {

std::string auto_case(const std::string& guidance) {
  return "name = \"two\"\n"
         "[[component]]\nweight = 0.3\nmean = [-1.0]\ncovariance = 0.2\nclass = 1\n"
         "[[component]]\nweight = 0.7\nmean = [1.2]\ncovariance = 0.5\nclass = 2\n"
         "[guidance]\nkind = \"autoguidance\"\n" +
         guidance;
}

GuidedPair auto_pair(const std::string& guidance) { return parse_case(auto_case(guidance), "test").pair; }

// The paper's terms: u = x / alpha, Sigma, and D_worse + g (D_main - D_worse), g = 1 + w. Nothing in common with the
// pair.
double mean_of_data(double u, double Sigma, double added) {
  const double weights[2] = {0.3, 0.7}, means[2] = {-1.0, 1.2}, variances[2] = {0.2, 0.5};
  double total = 0.0, sum = 0.0;
  for (int k = 0; k < 2; ++k) {
    const double V = variances[k] + added + Sigma * Sigma;
    const double share = weights[k] * std::exp(-0.5 * (u - means[k]) * (u - means[k]) / V) / std::sqrt(V);
    total += share;
    sum += share * (means[k] + (variances[k] + added) / V * (u - means[k]));
  }
  return sum / total;
}

double heun_end(double y, const std::vector<double>& times, double w, double widened) {
  const auto slope = [&](double u, double Sigma) {
    const double worse = mean_of_data(u, Sigma, widened);
    return (u - (worse + (1.0 + w) * (mean_of_data(u, Sigma, 0.0) - worse))) / Sigma;
  };
  const auto level = [&](std::size_t n) { return std::sqrt(1.0 / times[n] - 1.0); };
  double u = y / std::sqrt(times[0]);
  for (std::size_t n = 0; n + 1 < times.size(); ++n) {
    const double rise = level(n + 1) - level(n);
    const double d = slope(u, level(n));
    u += 0.5 * rise * (d + slope(u + rise * d, level(n + 1)));
  }
  return u * std::sqrt(times.back());
}

}  // namespace

TEST_CASE("autoguidance is the formula of its paper", "[exact]") {
  const double w = 1.4;
  const Chain chain = chain_of(8, w, Heun{}, 1e-2, 0.97);
  const Column<double> y = Column<double>::LinSpaced(9, -3.0, 3.0);
  const Column<double> images = chain_map(auto_pair("widened = 0.35\n"), chain).images(y);
  for (Eigen::Index i = 0; i < y.size(); ++i) {
    CHECK(images[i] == Approx(heun_end(y[i], chain.grid.times(), w, 0.35)).epsilon(1e-12));
  }
}

TEST_CASE("O7 for autoguidance within a class of one Gaussian: the law is a recursion", "[exact]") {
  const GuidedPair pair = auto_pair("class = 2\nwidened = 0.4\n");
  const Chain chain = chain_of(24, 0.6, Ddpm{}, 1e-2, 0.95);
  const auto [mean, variance] = affine_chain_law<double>(pair, chain).front();
  const ChainLaw law = chain_law(pair, chain);
  CHECK(law.mean().value == Approx(mean).epsilon(1e-12));
  CHECK(law.second_moment().value == Approx(variance + mean * mean).epsilon(1e-12));
  const ChainLaw unguided = chain_law(pair, chain_of(24, 0.0, Ddpm{}, 1e-2, 0.95));
  CHECK(unguided.second_moment().value > law.second_moment().value + 0.05);
}

TEST_CASE("autoguidance that cannot be is refused, with the mend", "[bad-input]") {
  CHECK_THROWS_WITH(auto_pair("widened = 0.0\n"), ContainsSubstring("give the variance > 0"));
  CHECK_THROWS_WITH(auto_pair("widened = -1.0\n"), ContainsSubstring("give the variance > 0"));
  CHECK_THROWS_WITH(auto_pair(""), ContainsSubstring("widened"));
  CHECK_THROWS_WITH(auto_pair("widened = 0.1\nclass = 3\n"), ContainsSubstring("no component has class 3"));
  CHECK_THROWS_WITH(auto_pair("widened = 0.1\nscale = 3\n"), ContainsSubstring("scale"));
}

}  // namespace plumbline
