#include "theory/law/chain_map.hpp"

#include <fmt/format.h>

#include <vector>

#include "theory/base/input_error.hpp"
#include "theory/law/flow.hpp"

namespace plumbline {

LineMap chain_map(const GuidedPair& pair, const Chain& chain) {
  const LineRun run = line_run(pair, chain);
  if (!segments(run).noisy.empty()) {
    throw InputError(fmt::format("{} has noise", name(chain.scheme)), "map of the chain",
                     "choose a scheme without noise");
  }
  return noiseless_map(run, {0, run.n_steps()});
}

LineMap flow_map(const GuidedPair& pair, const LimitSpec& spec, double tolerance) {
  const GuidedLine line(pair, {});
  const std::vector<Stretch> parts = stretches(pair, spec);
  const auto far = [&](Side side) -> AffineMap {
    Column<double> y(2);
    y << 0.0, 1.0;
    for (const Stretch& part : parts) {
      const GuidedLine inside = line.with_omega(part.omega);
      y = flow_over(part, tolerance, y,
                    [&](double t, const Column<double>& here) { return inside.far_score(t, side, here); });
    }
    return {y[1], y[0]};
  };
  const auto images = [=](Column<double> y) {
    for (const Stretch& part : parts) {
      const GuidedLine inside = line.with_omega(part.omega);
      y = flow_over(part, tolerance, y, [&](double t, const Column<double>& here) { return inside.score(t, here); });
    }
    return y;
  };
  return {images, far(Side::left), far(Side::right)};
}

}  // namespace plumbline
