#include "theory/divergence/adaptive_integral.hpp"

#include <boost/math/quadrature/gauss.hpp>

#include <array>
#include <cmath>

namespace plumbline {
namespace {

using Function = std::function<double(double)>;

template <unsigned n>
double gauss_legendre(const Function& f, double a, double b) {
  return boost::math::quadrature::gauss<double, n>::integrate(f, a, b);
}

constexpr std::array<double (*)(const Function&, double, double), 5> legendre_rules = {
    gauss_legendre<2>, gauss_legendre<3>, gauss_legendre<5>, gauss_legendre<8>, gauss_legendre<12>};

/// What the halvings of one integral share: how much error its parts may have, by length.
struct Accuracy {
  double relative;
  double negligible;
};

Value integrate(const Function& f, double a, double b, const Accuracy& accuracy, int n_halvings) {
  constexpr int most_halvings = 40;
  double last = legendre_rules[0](f, a, b);
  Value result;
  for (std::size_t k = 1; k < legendre_rules.size(); ++k) {
    const double next = legendre_rules[k](f, a, b);
    result = {next, std::abs(next - last), "adaptive Gauss-Legendre"};
    if (result.error <= std::max(accuracy.relative * std::abs(next), accuracy.negligible)) return result;
    last = next;
  }
  if (n_halvings == most_halvings) return result;
  const double middle = 0.5 * (a + b);
  const Value left = integrate(f, a, middle, {accuracy.relative, 0.5 * accuracy.negligible}, n_halvings + 1);
  // What the left half has made of the integral tells what the right one may leave.
  const double allowed = std::max(0.5 * accuracy.negligible, 0.5 * accuracy.relative * std::abs(left.value));
  const Value right = integrate(f, middle, b, {accuracy.relative, allowed}, n_halvings + 1);
  return {left.value + right.value, left.error + right.error, result.how};
}

}  // namespace

Value adaptive_integral(const Function& f, double a, double b, double relative, double negligible) {
  return integrate(f, a, b, {relative, negligible}, 0);
}

}  // namespace plumbline
