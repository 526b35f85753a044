#include <hwy/targets.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "sim/random/philox.hpp"
#include "sim/simd/kernels.hpp"
#include "verify/testing/catch.hpp"

using namespace plumbline;

namespace {

NormalsRequest request_for(std::int64_t first_path, std::int64_t n_paths, std::int64_t n_pairs) {
  return {{0x1234u, 0x98u}, 5, 0, first_path, 77, n_pairs, n_paths, n_paths};
}

std::vector<double> normals(const NormalsRequest& request, Lanes lanes = Lanes::widest) {
  std::vector<double> z(static_cast<std::size_t>(2 * request.n_pairs * request.stride));
  fill_normals(request, z.data(), lanes);
  return z;
}

long double uniform(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = (std::uint64_t{high} << 32 | low) >> 12;
  return (static_cast<long double>(bits) + 0.5L) * 0x1p-52L;
}

}  // namespace

TEST_CASE("normals are Box-Muller pairs of Random123's Philox words", "[exact]") {
  // The counter crosses 2^31, so that a sign would show.
  const NormalsRequest request = request_for((std::int64_t{1} << 31) - 64, 128, 3);
  const std::vector<double> z = normals(request);
  for (std::int64_t p = 0; p < request.n_pairs; ++p) {
    for (std::int64_t i = 0; i < request.n_paths; ++i) {
      const PhiloxCounter words =
          philox({static_cast<std::uint32_t>(request.first_path + i), 5u, static_cast<std::uint32_t>(77 + p), 0u},
                 {0x1234u, 0x98u});
      const long double radius = sqrtl(-2.0L * logl(uniform(words[0], words[1])));
      const long double angle = 2.0L * std::numbers::pi_v<long double> * uniform(words[2], words[3]);
      // log and the root within 1 ulp each, sine and cosine within 2^-53: 3 epsilon of the radius in all.
      const double bound = 3.0 * std::numeric_limits<double>::epsilon() * std::max(1.0, static_cast<double>(radius));
      const auto at = [&](std::int64_t column) { return z[static_cast<std::size_t>(column * request.stride + i)]; };
      REQUIRE(std::abs(at(2 * p) - static_cast<double>(radius * cosl(angle))) < bound);
      REQUIRE(std::abs(at(2 * p + 1) - static_cast<double>(radius * sinl(angle))) < bound);
    }
  }
}

TEST_CASE("normals are the same bits in one lane and on every target", "[exact]") {
  const NormalsRequest request = request_for(1000, 1024, 4);
  const std::vector<double> widest = normals(request);
  CHECK(normals(request, Lanes::one) == widest);
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    CHECK(normals(request) == widest);
  }
  hwy::SetSupportedTargetsForTest(0);
}

TEST_CASE("normals follow the normal law", "[stat]") {
  const NormalsRequest request = request_for(0, 1 << 17, 4);
  std::vector<double> z = normals(request);
  const double n = static_cast<double>(z.size());
  // Moments: each statistic is normal to high accuracy at n = 10^6; 6.2 sigma has probability 6e-10, four of them.
  double mean = 0.0, square = 0.0, fourth = 0.0, lag = 0.0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    mean += z[i] / n;
    square += z[i] * z[i] / n;
    fourth += std::pow(z[i], 4) / n;
    lag += z[i] * z[(i + 1) % z.size()] / n;
  }
  CHECK(std::abs(mean) < 6.2 / std::sqrt(n));
  CHECK(std::abs(square - 1.0) < 6.2 * std::sqrt(2.0 / n));
  CHECK(std::abs(fourth - 3.0) < 6.2 * std::sqrt(96.0 / n));
  CHECK(std::abs(lag) < 6.2 / std::sqrt(n));
  // Kolmogorov-Smirnov: P(D > c / sqrt(n)) < 2 exp(-2 c^2) (Massart), 1e-9 at c = 3.28.
  std::sort(z.begin(), z.end());
  double distance = 0.0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    const double F = 0.5 * std::erfc(-z[i] / std::numbers::sqrt2);
    distance = std::max({distance, F - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - F});
  }
  CHECK(distance < 3.28 / std::sqrt(n));
}
