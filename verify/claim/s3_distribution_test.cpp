#include "verify/claim/testing/on_case.hpp"

using namespace plumbline;

TEST_CASE("S3 holds: distribution, mean and mean square, on the line and in R^16", "[stat]") {
  const Finding finding = on_case(claim_s3(), "gaussian-tilt");
  require_holds(finding, 12);
  const Chain chain{make_grid(Schedule::log_uniform, {8}, {1e-2}, {1.0}), Scheme::ddpm, {{1.0}}, Start::exact};
  const auto end = GaussianTilt::end_of(make_transitions(chain, load_case("gaussian-tilt").pair));
  for (const std::size_t first : {0u, 3u}) {  // the state, and along the means
    require_side(finding.checks[first + 1].right, end.mean);
    require_side(finding.checks[first + 2].right, end.square());
  }
  require_side(finding.checks[7].right, end.mean / 4.0);  // of one coordinate of 16
  const Value across = finding.checks[10].right;  // 0, to the rounding of what adds up to it
  CHECK((std::abs(across.value) <= across.error && across.error <= 1e-7));
}

TEST_CASE("S3 sees a law with the right mean and another shape", "[stat]") {
  const Finding finding = on_case(claim_s3(), "gaussian-tilt", "noise-variance");
  CHECK(finding.checks[0].decision.verdict == Verdict::violated);
  CHECK(finding.checks[1].decision.verdict == Verdict::holds);  // the mean does not feel it
  CHECK(finding.checks[2].decision.verdict == Verdict::violated);
}
