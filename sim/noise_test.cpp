#include "sim/noise.hpp"

#include <set>

#include "sim/memory/path_block.hpp"
#include "verify/testing/catch.hpp"

namespace plumbline {

TEST_CASE("a path shares its numbers with no path that is a power of two away", "[exact]") {
  const NoiseSource source{{7}, 3, Fault::none};
  std::set<double> uniforms{start_uniform(source, 0)};
  std::set<double> starts{start_normals(source, 0, 1)(0, 0)};
  std::set<double> steps{NoiseWindow(source, 0, 32, 1).at(5)[0]};
  std::size_t n = 1;
  for (std::int64_t path = paths_per_block; path < std::int64_t{1} << 32; path *= 2, ++n) {
    uniforms.insert(start_uniform(source, path));
    starts.insert(start_normals(source, path, 1)(0, 0));
    steps.insert(NoiseWindow(source, path, 32, 1).at(5)[0]);
  }
  CHECK(uniforms.size() == n);
  CHECK(starts.size() == n);
  CHECK(steps.size() == n);
}

}  // namespace plumbline
