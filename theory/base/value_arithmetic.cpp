#include "theory/base/value_arithmetic.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace plumbline {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double half_ulp = std::numeric_limits<double>::epsilon() / 2.0;
constexpr double smallest = std::numeric_limits<double>::denorm_min();

/// Bounds of sums, products and quotients of numbers that are not negative: never below the truth.
double above(double x) { return x == 0.0 ? 0.0 : std::nextafter(x, infinity); }
double sum_above(double a, double b) { return a == 0.0 ? b : b == 0.0 ? a : above(a + b); }
double product_above(double a, double b) { return a == 0.0 || b == 0.0 ? 0.0 : std::nextafter(a * b, infinity); }
double quotient_above(double a, double b) { return a == 0.0 ? 0.0 : std::nextafter(a / b, infinity); }
/// a - b > 0, never above the truth.
double difference_below(double a, double b) { return b == 0.0 ? a : std::nextafter(a - b, 0.0); }

/// By how much a result that is correct to `ulps` halves of its last bit is off.
double rounding_of(double result, double ulps = 1.0) {
  return result == 0.0 ? 0.0 : sum_above(product_above(ulps * half_ulp, std::abs(result)), smallest);
}

const std::string& name_of(const Value& a, const Value& b) { return a.how.empty() ? b.how : a.how; }

/// The result, unless it left the range of double on the way from finite operands.
Value finite(double value, double error, const std::string& how) {
  if (!std::isfinite(value)) return Value::none("beyond the range of double");
  return {value, error, how};
}

bool sign_is_known(const Value& a) { return std::abs(a.value) > a.error; }

Value infinite_sum(const Value& a, const Value& b) {
  const double sum = a.value + b.value;
  if (std::isnan(sum)) return Value::none("infinity minus infinity");
  if (std::isinf(a.error) || std::isinf(b.error)) return Value::none("infinity and what has no bound");
  return {sum, 0.0, name_of(a, b)};
}

}  // namespace

Value named(Value a, std::string how) {
  if (a.is_known()) a.how = std::move(how);
  return a;
}

Value operator-(const Value& a) { return {-a.value, a.error, a.how}; }

Value operator+(const Value& a, const Value& b) {
  if (!a.is_known()) return a;
  if (!b.is_known()) return b;
  if (std::isinf(a.value) || std::isinf(b.value)) return infinite_sum(a, b);
  const double sum = a.value + b.value;
  const bool is_exact = a.value == 0.0 || b.value == 0.0;
  return finite(sum, sum_above(sum_above(a.error, b.error), is_exact ? 0.0 : rounding_of(sum)), name_of(a, b));
}

Value operator-(const Value& a, const Value& b) { return b.is_known() ? a + (-b) : (a.is_known() ? b : a); }

Value operator*(const Value& a, const Value& b) {
  if (!a.is_known()) return a;
  if (!b.is_known()) return b;
  const double product = a.value * b.value;
  if (std::isinf(a.value) || std::isinf(b.value)) {
    if (!sign_is_known(a) || !sign_is_known(b)) return Value::none("infinity times what may be 0");
    return {product, 0.0, name_of(a, b)};
  }
  // |a b - A B| <= |A| e_b + |B| e_a + e_a e_b
  const double moved = sum_above(product_above(std::abs(a.value), b.error),
                                 product_above(sum_above(std::abs(b.value), b.error), a.error));
  const bool is_lost = product == 0.0 && a.value != 0.0 && b.value != 0.0;
  const bool is_exact = std::abs(a.value) == 1.0 || std::abs(b.value) == 1.0;
  const double rounding = is_lost ? smallest : is_exact ? 0.0 : rounding_of(product);
  return finite(product, sum_above(moved, rounding), name_of(a, b));
}

Value operator/(const Value& a, const Value& b) {
  if (!a.is_known()) return a;
  if (!b.is_known()) return b;
  if (!sign_is_known(b)) return Value::none("division by what may be 0");
  if (std::isinf(b.value)) {
    if (std::isinf(a.value) || std::isinf(a.error)) return Value::none("infinity over infinity");
    return {0.0, 0.0, name_of(a, b)};
  }
  const double quotient = a.value / b.value;
  if (std::isinf(a.value)) return {quotient, 0.0, name_of(a, b)};
  // |a / b - A / B| <= (e_a + |A / B| e_b) / (|B| - e_b)
  const bool is_lost = quotient == 0.0 && a.value != 0.0;
  const double size = is_lost ? smallest : sum_above(std::abs(quotient), rounding_of(quotient));
  const double divisor = difference_below(std::abs(b.value), b.error);
  const double moved = quotient_above(sum_above(a.error, product_above(size, b.error)), divisor);
  const double rounding = is_lost ? smallest : std::abs(b.value) == 1.0 ? 0.0 : rounding_of(quotient);
  return finite(quotient, sum_above(moved, rounding), name_of(a, b));
}

Value operator*(double factor, const Value& a) { return a * Value{factor, 0.0, ""}; }
Value operator/(const Value& a, double divisor) { return a / Value{divisor, 0.0, ""}; }

Value abs(const Value& a) { return {std::abs(a.value), a.error, a.how}; }

Value sqrt(const Value& a) {
  if (!a.is_known()) return a;
  if (a.value + a.error < 0.0) return Value::none("square root of what is negative");
  if (std::isinf(a.value)) return a;
  const double root = std::sqrt(std::max(a.value, 0.0));
  const double least = a.value > a.error ? std::sqrt(difference_below(a.value, a.error)) : 0.0;
  const double most = above(std::sqrt(sum_above(std::max(a.value, 0.0), a.error)));
  // |sqrt x - sqrt X| = |x - X| / (sqrt x + sqrt X), and not more than the largest root there is
  const double divisor = std::nextafter(root + std::nextafter(least, 0.0), 0.0);
  const double moved = divisor > 0.0 ? std::min(most, quotient_above(a.error, divisor)) : a.error > 0.0 ? most : 0.0;
  return finite(root, sum_above(moved, rounding_of(root)), a.how);
}

Value log(const Value& a) {
  if (!a.is_known()) return a;
  if (!(a.value > a.error)) {
    return Value::none(a.value + a.error < 0.0 ? "logarithm of what is negative" : "logarithm of what may be 0");
  }
  if (std::isinf(a.value)) return a;
  const double result = std::log(a.value);
  // |log x - log X| <= -log(1 - e / X)
  const double share = quotient_above(a.error, a.value);
  if (!(share < 1.0)) return Value::none("logarithm of what may be 0");
  const double moved = above(above(-std::log1p(-share)));
  return finite(result, sum_above(moved, rounding_of(result, 2.0)), a.how);
}

Value exp(const Value& a) {
  if (!a.is_known()) return a;
  const double result = std::exp(a.value);
  if (std::isinf(a.value)) return {result, 0.0, a.how};
  // |exp x - exp X| <= exp(X) (exp(e) - 1)
  const double rounding = result == 0.0 ? smallest : rounding_of(result, 2.0);
  const double moved = product_above(sum_above(result, rounding), above(above(std::expm1(a.error))));
  const double error = a.value == 0.0 ? moved : sum_above(moved, rounding);
  return finite(result, error, a.how);
}

}  // namespace plumbline
