#include "theory/static/certified.hpp"

#include <acb.h>
#include <acb_calc.h>
#include <arb.h>

#include <cmath>
#include <vector>

#include "theory/static/expectation.hpp"

namespace plumbline {
namespace {

constexpr slong precision = 128;

/// A real ball with the arithmetic that this file needs; every operation encloses the exact result.
class Ball {
 public:
  Ball() { arb_init(x_); }
  explicit Ball(double value) : Ball() { arb_set_d(x_, value); }
  Ball(const Ball& other) : Ball() { arb_set(x_, other.x_); }
  Ball& operator=(const Ball& other) {
    arb_set(x_, other.x_);
    return *this;
  }
  ~Ball() { arb_clear(x_); }

  arb_ptr get() { return x_; }
  arb_srcptr get() const { return x_; }

  friend Ball operator+(const Ball& a, const Ball& b) { return apply(arb_add, a, b); }
  friend Ball operator-(const Ball& a, const Ball& b) { return apply(arb_sub, a, b); }
  friend Ball operator*(const Ball& a, const Ball& b) { return apply(arb_mul, a, b); }
  friend Ball operator/(const Ball& a, const Ball& b) { return apply(arb_div, a, b); }
  friend Ball sqrt(const Ball& a) { return apply(arb_sqrt, a); }
  friend Ball exp(const Ball& a) { return apply(arb_exp, a); }
  friend Ball log(const Ball& a) { return apply(arb_log, a); }
  static Ball pi() {
    Ball result;
    arb_const_pi(result.x_, precision);
    return result;
  }
  double upper() const {
    arf_t bound;
    arf_init(bound);
    arb_get_ubound_arf(bound, x_, precision);
    const double result = arf_get_d(bound, ARF_RND_CEIL);
    arf_clear(bound);
    return result;
  }
  double lower() const { return -(Ball(0.0) - *this).upper(); }

 private:
  static Ball apply(void (*operation)(arb_t, const arb_t, const arb_t, slong), const Ball& a, const Ball& b) {
    Ball result;
    operation(result.x_, a.x_, b.x_, precision);
    return result;
  }
  static Ball apply(void (*operation)(arb_t, const arb_t, slong), const Ball& a) {
    Ball result;
    operation(result.x_, a.x_, precision);
    return result;
  }

  arb_t x_;
};

/// One noised component of a pair, with both weights.
struct Term {
  Ball mean;
  Ball variance;
  Ball base_peak;        ///< a_k / sqrt(2 pi v_k)
  Ball reweighted_peak;  ///< b_k / sqrt(2 pi v_k)
};

struct Problem {
  std::vector<Term> terms;
  Ball expected;
  bool with_logarithm;
};

Problem make_problem(const GuidedPair& pair, Time t, bool with_logarithm) {
  require_line(pair, t);
  require_mixture_cost(pair, "certified enclosures");
  Problem problem{{}, Ball(pair.expected), with_logarithm};
  const Ball time(t.value);
  for (std::size_t k = 0; k < pair.size(); ++k) {
    const auto index = static_cast<Eigen::Index>(k);
    const Ball variance = time * Ball(pair.components[k].covariance.max_variance()) + (Ball(1.0) - time);
    const Ball peak = Ball(1.0) / sqrt(Ball(2.0) * Ball::pi() * variance);
    problem.terms.push_back({sqrt(time) * Ball(pair.components[k].mean[0]), variance, Ball(pair.base[index]) * peak,
                             Ball(pair.reweighted[index]) * peak});
  }
  return problem;
}

/// The integrand E[J] B_t(z) or E[J] B_t(z) log(E[J] B_t(z) / A_t(z)) at a complex ball z; not finite where it cannot
/// be shown to be analytic, which makes the integrator divide the interval.
int integrand(acb_ptr result, const acb_t z, void* parameters, slong order, slong working_precision) {
  const auto& problem = *static_cast<const Problem*>(parameters);
  acb_t base;
  acb_t reweighted;
  acb_t term;
  acb_init(base);
  acb_init(reweighted);
  acb_init(term);
  for (const Term& component : problem.terms) {
    acb_sub_arb(term, z, component.mean.get(), working_precision);
    acb_mul(term, term, term, working_precision);
    acb_div_arb(term, term, component.variance.get(), working_precision);
    acb_mul_2exp_si(term, term, -1);
    acb_neg(term, term);
    acb_exp(term, term, working_precision);
    acb_addmul_arb(base, term, component.base_peak.get(), working_precision);
    acb_addmul_arb(reweighted, term, component.reweighted_peak.get(), working_precision);
  }
  acb_mul_arb(reweighted, reweighted, problem.expected.get(), working_precision);
  acb_set(result, reweighted);
  if (problem.with_logarithm) {
    acb_div(term, reweighted, base, working_precision);
    acb_log_analytic(term, term, order != 0, working_precision);
    acb_mul(result, result, term, working_precision);
  }
  acb_clear(base);
  acb_clear(reweighted);
  acb_clear(term);
  return 0;
}

/// The interval [-radius, radius] beyond which `tail_bound` holds: 30 of the largest deviations past every mean.
struct Extent {
  double farthest_mean;
  double smallest_variance;
  double largest_variance;
  double radius() const { return farthest_mean + 30.0 * std::sqrt(largest_variance); }
};

Extent extent(const Problem& problem) {
  Extent result{0.0, problem.terms.front().variance.lower(), 0.0};
  for (const Term& term : problem.terms) {
    result.farthest_mean = std::max({result.farthest_mean, term.mean.upper(), -term.mean.lower()});
    result.smallest_variance = std::min(result.smallest_variance, term.variance.lower());
    result.largest_variance = std::max(result.largest_variance, term.variance.upper());
  }
  return result;
}

/// A proved bound of the integral over |y| > radius. With z = |y| - M >= Z = 30 sqrt(v_max), M the farthest mean:
///   E[J] B(y) <= E[J] b exp(-z^2 / (2 v_max)) <= E[J] b exp(-Z^2 / (4 v_max)) exp(-z^2 / (4 v_max)),
///   |log h(y)| <= L + (z + 2 M)^2 / v_min <= L + (2 z^2 + 8 M^2) / v_min,
/// b the sum of the peaks and L the sum of |log| of E[J], of both sums of peaks and of the largest base and reweighted
/// peak; and Int_0^oo exp(-z^2 / (4 v)) = sqrt(pi v), Int_0^oo z^2 exp(-z^2 / (4 v)) = 2 v sqrt(pi v).
Ball tail_bound(const Problem& problem, const Extent& range) {
  Ball base_sum(0.0);
  Ball reweighted_sum(0.0);
  double largest_base = 0.0;
  double largest_reweighted = 0.0;
  for (const Term& term : problem.terms) {
    base_sum = base_sum + term.base_peak;
    reweighted_sum = reweighted_sum + term.reweighted_peak;
    largest_base = std::max(largest_base, term.base_peak.lower());
    largest_reweighted = std::max(largest_reweighted, term.reweighted_peak.lower());
  }
  const Ball v_max(range.largest_variance);
  const Ball v_min(range.smallest_variance);
  const Ball M(range.farthest_mean);
  const auto magnitude = [](const Ball& x) { return Ball(std::max(std::abs(x.upper()), std::abs(x.lower()))); };
  const Ball L = magnitude(log(problem.expected)) + magnitude(log(base_sum)) + magnitude(log(reweighted_sum)) +
                 magnitude(log(Ball(largest_base))) + magnitude(log(Ball(largest_reweighted)));
  const Ball half_line = sqrt(Ball::pi() * v_max);
  const Ball logarithm = (L + Ball(8.0) * M * M / v_min) * half_line + Ball(4.0) * v_max / v_min * half_line;
  const Ball size = problem.with_logarithm ? logarithm : half_line;
  return Ball(2.0) * problem.expected * reweighted_sum * exp(Ball(-225.0)) * size;
}

Ball certified_integral(const Problem& problem) {
  const Extent range = extent(problem);
  acb_t low;
  acb_t high;
  acb_t result;
  acb_init(low);
  acb_init(high);
  acb_init(result);
  acb_set_d(low, -range.radius());
  acb_set_d(high, range.radius());
  mag_t tolerance;
  mag_init(tolerance);
  mag_set_ui_2exp_si(tolerance, 1, -80);
  acb_calc_integrate_opt_t options;
  acb_calc_integrate_opt_init(options);
  acb_calc_integrate(result, integrand, const_cast<Problem*>(&problem), low, high, 80, tolerance, options, precision);
  Ball value;
  acb_get_real(value.get(), result);
  const Ball tail = tail_bound(problem, range);
  arb_add_error(value.get(), tail.get());
  mag_clear(tolerance);
  acb_clear(low);
  acb_clear(high);
  acb_clear(result);
  return value;
}

Ball h_log_h(const GuidedPair& pair, Time t) { return certified_integral(make_problem(pair, t, true)); }

Enclosure enclosure(const Ball& ball) { return {ball.lower(), ball.upper()}; }

}  // namespace

Enclosure certified_expected_cost(const GuidedPair& pair) {
  return enclosure(certified_integral(make_problem(pair, {1.0}, false)));
}

Enclosure certified_h_log_h(const GuidedPair& pair, Time t) { return enclosure(h_log_h(pair, t)); }

Enclosure certified_cost_entropy(const GuidedPair& pair) {
  const Ball mean = certified_integral(make_problem(pair, {1.0}, false));
  return enclosure(h_log_h(pair, {1.0}) - mean * log(mean));
}

Enclosure certified_initial_slope(const GuidedPair& pair, Time t0) {
  return enclosure(Ball(pair.omega(-2.0)) * (h_log_h(pair, {1.0}) - h_log_h(pair, t0)));
}

}  // namespace plumbline
