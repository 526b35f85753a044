#include "theory/base/moments.hpp"

#include <cmath>
#include <vector>

#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

std::vector<double> skewed_values() {
  std::vector<double> values;
  for (int i = 0; i < 1000; ++i) values.push_back(1e3 + std::exp(std::sin(1.7 * i)));
  return values;
}

/// Sum of (x - mean)^power in long double, the two-pass definition.
long double central_sum(const std::vector<double>& values, int power) {
  long double mean = 0.0L;
  for (const double x : values) mean += x;
  mean /= static_cast<long double>(values.size());
  long double sum = 0.0L;
  for (const double x : values) sum += std::pow(x - mean, power);
  return sum;
}

}  // namespace

TEST_CASE("streamed and merged moments equal the two-pass sums", "[exact]") {
  const std::vector<double> values = skewed_values();
  Moments streamed;
  for (const double x : values) streamed.add(x);
  Moments merged;
  for (std::size_t from = 0; from < values.size(); from += 250) {
    Moments part;
    for (std::size_t i = from; i < from + 250; ++i) part.add(values[i]);
    merged.merge(part);
  }
  // Rounding of about n eps on values of size 1e3 around a spread of 1: 1e-9 leaves a factor of ten.
  for (const Moments& m : {streamed, merged}) {
    CHECK(m.n == 1000);
    CHECK(m.m2 == Approx(static_cast<double>(central_sum(values, 2))).epsilon(1e-9));
    CHECK(m.m3 == Approx(static_cast<double>(central_sum(values, 3))).epsilon(1e-9));
    CHECK(m.m4 == Approx(static_cast<double>(central_sum(values, 4))).epsilon(1e-9));
    CHECK(m.variance() == Approx(static_cast<double>(central_sum(values, 2)) / 999.0).epsilon(1e-9));
    CHECK(m.standard_error() == Approx(std::sqrt(m.variance() / 1000.0)).epsilon(1e-15));
    CHECK(m.min == *std::min_element(values.begin(), values.end()));
    CHECK(m.max == *std::max_element(values.begin(), values.end()));
  }
}

TEST_CASE("the kurtosis of two equal spikes is 1", "[exact]") {
  Moments spikes;
  for (int i = 0; i < 100; ++i) spikes.add(i % 2 == 0 ? -1.0 : 1.0);
  CHECK(spikes.kurtosis() == Approx(1.0).epsilon(1e-13));
}

TEST_CASE("values that are not finite are counted, not summed", "[exact]") {
  Moments m;
  m.add(1.0);
  m.add(std::numeric_limits<double>::infinity());
  m.add(std::nan(""));
  Moments other;
  other.add(std::nan(""));
  m.merge(other);
  CHECK(m.n == 1);
  CHECK(m.mean == 1.0);
  CHECK(m.not_finite == 3);
}

TEST_CASE("negated moments are those of the negated values", "[exact]") {
  Moments moments;
  Moments of_negatives;
  for (const double x : skewed_values()) {
    moments.add(x);
    of_negatives.add(-x);
  }
  const Moments negated = moments.negated();
  CHECK(negated.mean == of_negatives.mean);
  CHECK(negated.m2 == of_negatives.m2);
  CHECK(negated.m3 == of_negatives.m3);
  CHECK(negated.m4 == of_negatives.m4);
  CHECK(negated.min == of_negatives.min);
  CHECK(negated.max == of_negatives.max);
}
