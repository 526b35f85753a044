#include "theory/base/value_arithmetic.hpp"

#include <boost/multiprecision/cpp_bin_float.hpp>

#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "theory/base/seeded_random.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

/// Digits enough that sums of doubles 1e-90 apart are exact, and exponents of 32 bits, so that nothing overflows.
using Real = boost::multiprecision::number<
    boost::multiprecision::cpp_bin_float<200, boost::multiprecision::digit_base_10, void, std::int32_t>,
    boost::multiprecision::et_off>;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Numbers of every kind that a computation meets: zero, one, the ends of the range, and all magnitudes within.
double random_number(SeededRandom& random) {
  const double sign = random.uniform() < 0.5 ? -1.0 : 1.0;
  switch (random.index(8)) {
    case 0:
      return sign * std::vector<double>{0.0, 1.0, 5e-324, 2.3e-308, 1.7e308}[static_cast<std::size_t>(random.index(5))];
    case 1:
      return sign * std::exp(1400.0 * random.uniform() - 700.0);
    default:
      return sign * std::exp(20.0 * random.uniform() - 10.0);
  }
}

/// A value with an error, and a truth within it, at its ends as often as inside.
struct Draw {
  Value value;
  Real truth;
};

Draw random_draw(SeededRandom& random) {
  const double x = random_number(random);
  const double relative =
      std::vector<double>{0.0, 1e-16, 1e-9, 0.1, 0.99, 3.0}[static_cast<std::size_t>(random.index(6))];
  const double error = std::abs(x) * relative;
  const double end = random.uniform() < 0.5 ? -1.0 : 1.0;
  const Real place = random.uniform() < 0.5 ? end : end * random.uniform();
  return {{x, error, "drawn"}, Real(x) + place * Real(error)};
}

struct Operation {
  const char* name;
  std::function<Value(const Value&, const Value&)> of_values;
  std::function<Real(const Real&, const Real&)> of_truths;
  std::function<bool(const Real&, const Real&)> is_defined = [](const Real&, const Real&) { return true; };
};

std::vector<Operation> operations() {
  const auto positive = [](const Real& x, const Real&) { return x > 0; };
  return {
      {"a + b", [](auto& a, auto& b) { return a + b; }, [](auto& x, auto& y) { return x + y; }},
      {"a - b", [](auto& a, auto& b) { return a - b; }, [](auto& x, auto& y) { return x - y; }},
      {"-a", [](auto& a, auto&) { return -a; }, [](auto& x, auto&) { return Real(-x); }},
      {"a b", [](auto& a, auto& b) { return a * b; }, [](auto& x, auto& y) { return x * y; }},
      {"3 a", [](auto& a, auto&) { return 3.0 * a; }, [](auto& x, auto&) { return 3 * x; }},
      {"a / 3", [](auto& a, auto&) { return a / 3.0; }, [](auto& x, auto&) { return x / 3; }},
      {"a / b", [](auto& a, auto& b) { return a / b; }, [](auto& x, auto& y) { return x / y; },
       [](const Real&, const Real& y) { return y != 0; }},
      {"|a|", [](auto& a, auto&) { return abs(a); }, [](auto& x, auto&) { return Real(abs(x)); }},
      {"sqrt a", [](auto& a, auto&) { return sqrt(a); }, [](auto& x, auto&) { return Real(sqrt(x)); },
       [](const Real& x, const Real&) { return x >= 0; }},
      {"log a", [](auto& a, auto&) { return log(a); }, [](auto& x, auto&) { return Real(log(x)); }, positive},
      {"exp a", [](auto& a, auto&) { return exp(a); }, [](auto& x, auto&) { return Real(exp(x)); },
       [](const Real& x, const Real&) { return x < 1e5 && x > -1e5; }},
  };
}

}  // namespace

TEST_CASE("the error of every operation bounds it, whatever rounds, cancels, or leaves the range", "[exact]") {
  for (const Operation& operation : operations()) {
    SeededRandom random({17});
    int n_known = 0;
    int n_wrong = 0;
    for (int i = 0; i < 4000; ++i) {
      const Draw a = random_draw(random);
      const Draw b = random_draw(random);
      if (!operation.is_defined(a.truth, b.truth)) continue;
      const Value result = operation.of_values(a.value, b.value);
      if (!result.is_known()) continue;
      ++n_known;
      const Real off = abs(Real(result.value) - operation.of_truths(a.truth, b.truth));
      if (std::isfinite(result.error) && off > Real(result.error)) {
        if (++n_wrong == 1) {
          UNSCOPED_INFO(operation.name << " of " << a.value.value << " +- " << a.value.error << " and " << b.value.value
                                       << " +- " << b.value.error << ": off by " << off.str(5) << ", error "
                                       << result.error);
        }
      }
    }
    INFO(operation.name);
    CHECK(n_wrong == 0);
    CHECK(n_known > 800);
  }
}

TEST_CASE("the errors are no larger than first order asks for", "[exact]") {
  SeededRandom random({18});
  for (const Operation& operation : operations()) {
    INFO(operation.name);
    for (int i = 0; i < 200; ++i) {
      const Value a{std::exp(2.0 * random.normal()), 0.0, ""};
      const Value b{std::exp(2.0 * random.normal()), 0.0, ""};
      const auto with = [&](double e) {  // one part in 1e7 of each operand
        return operation.of_values({a.value, e * a.value, ""}, {b.value, e * b.value, ""});
      };
      const auto at = [&](int i_a, int i_b) {
        const Real x = Real(a.value) * (1 + Real(i_a) * Real(1e-7));
        const Real y = Real(b.value) * (1 + Real(i_b) * Real(1e-7));
        return operation.of_truths(x, y);
      };
      Real widest = 0;
      for (const int i_a : {-1, 1}) {
        for (const int i_b : {-1, 1}) widest = std::max(widest, Real(abs(at(i_a, i_b) - at(0, 0))));
      }
      const double last_bit = 1e-15 * std::abs(with(0.0).value);
      CHECK(with(1e-7).error <= (1.0 + 1e-4) * static_cast<double>(widest) + last_bit);
      CHECK(with(0.0).error <= last_bit);
    }
  }
}

TEST_CASE("infinite values, unknown values and results out of range", "[exact]") {
  const Value one{1.0, 0.1, "one"};
  const Value endless{infinity, 0.0, "H1"};
  const Value unsure{0.1, 0.2, "unsure"};
  const Value unbounded{1.0, infinity, "unbounded"};
  const Value huge{1e308, 0.0, "huge"};
  for (const Value& result : {one + endless, endless - one, endless * one, endless / one, sqrt(endless), log(endless),
                              exp(endless), -(one - endless), endless + endless}) {
    CHECK(result.value == infinity);
    CHECK(result.error == 0.0);
  }
  CHECK((one / endless).value == 0.0);
  CHECK((one / endless).error == 0.0);
  CHECK(exp(-endless).value == 0.0);
  const std::vector<std::pair<Value, std::string>> unknown{
      {endless - endless, "infinity minus infinity"},
      {endless + unbounded, "infinity and what has no bound"},
      {endless * unsure, "infinity times what may be 0"},
      {endless / endless, "infinity over infinity"},
      {one / unsure, "division by what may be 0"},
      {log(unsure), "logarithm of what may be 0"},
      {log(-one), "logarithm of what is negative"},
      {sqrt(-one), "square root of what is negative"},
      {huge * huge, "beyond the range of double"},
      {huge + huge, "beyond the range of double"},
      {huge / Value{1e-308, 0.0, ""}, "beyond the range of double"},
      {exp(Value{800.0, 0.0, ""}), "beyond the range of double"},
      {Value::none("no grid") + one, "no grid"},
      {one - Value::none("no grid"), "no grid"},
      {named(one / unsure, "a ratio"), "division by what may be 0"}};
  for (const auto& [result, why] : unknown) {
    CHECK_FALSE(result.is_known());
    CHECK(result.how == why);
  }
  CHECK((one * one).how == "one");
  CHECK((2.0 * one).how == "one");
  CHECK(named(one, "unit").how == "unit");
  CHECK((unbounded * one).error == infinity);
  CHECK((Value{1.0, 0.0, ""} - Value{1.0, 0.0, ""}).error == 0.0);  // exact stays exact
}
