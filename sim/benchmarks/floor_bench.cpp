#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "sim/benchmarks/bench_problem.hpp"
#include "sim/benchmarks/eigen_products.hpp"
#include "sim/benchmarks/floor.hpp"
#include "sim/memory/aligned_array.hpp"
#include "sim/path_engine.hpp"
#include "sim/simd/kernels.hpp"

using namespace plumbline;

namespace {

/// The least time of all calls, in ns a path-step.
class Best {
 public:
  explicit Best(std::int64_t path_steps) : path_steps_(static_cast<double>(path_steps)) {}
  template <class F>
  double time(const F& work) {
    const double elapsed = seconds(work);
    ns_ = std::min(ns_, elapsed * 1e9 / path_steps_);
    return elapsed;
  }
  double ns() const { return ns_; }

 private:
  double path_steps_;
  double ns_ = INFINITY;
};

enum class Floor { without_products, with_products };

/// How much of a problem one turn does: short turns, of which some are left alone by other processes.
struct Turn {
  static constexpr Eigen::Index batch = 128;  ///< Eigen is fastest on these, whose matrices fit into the second cache

  Turn(Eigen::Index dimension, Eigen::Index n_components)
      : d(dimension),
        K(n_components),
        n_steps(K < 100 ? 16 : 1),
        n_paths(K < 100 ? paths_per_block : batch),
        n_cached(K < 100 ? 64 : 4) {}

  Eigen::Index d, K;
  std::int64_t n_steps, n_paths;
  std::int64_t n_cached;  ///< paths whose exponentials lie within the first cache
  std::int64_t path_steps() const { return n_steps * n_paths; }
};

/// The exponentials that the steps of a turn cannot do without, K a path-step.
class Exponentials {
 public:
  explicit Exponentials(const Turn& turn)
      : n_calls_(turn.path_steps() / turn.n_cached),
        exponents_(static_cast<std::size_t>(turn.n_cached * turn.K), -3.3),
        powers_(exponents_.size()) {}

  void run() {
    for (std::int64_t i = 0; i < n_calls_; ++i) {
      exponentials_alone(exponents_.data(), powers_.data(), exponents_.size());
      benchmark::ClobberMemory();
    }
  }

 private:
  std::int64_t n_calls_;
  std::vector<double, CacheLineAllocator<double>> exponents_, powers_;
};

/// The two matrix products of all components, by Eigen.
class Products {
 public:
  Products(const Turn& turn, bool triangular)
      : turn_(turn),
        triangles_(Eigen::MatrixXd::Random(triangular ? turn.d * turn.d : 0, turn.K)),
        means_(Eigen::MatrixXd::Random(turn.K, turn.d)),
        states_(Eigen::MatrixXd::Random(turn.d, Turn::batch)),
        factors_(Eigen::MatrixXd::Random(turn.K, Turn::batch)),
        exponents_(std::max(turn.K, turn.d), Turn::batch),
        slopes_(turn.d, Turn::batch) {}

  void run(EigenProducts& eigen_products) {
    const double* triangles = triangles_.size() > 0 ? triangles_.data() : nullptr;
    for (std::int64_t i = 0; i < turn_.path_steps() / Turn::batch; ++i) {
      eigen_products({triangles, means_.data(), states_.data(), factors_.data(), exponents_.data(), slopes_.data(),
                      turn_.K, turn_.d, Turn::batch});
      benchmark::ClobberMemory();
    }
  }
  double flops() const {
    return static_cast<double>(triangles_.size() > 0 ? 2 * turn_.K * turn_.d * (turn_.d - 1) : 4 * turn_.K * turn_.d);
  }

 private:
  Turn turn_;
  Eigen::MatrixXd triangles_, means_, states_, factors_, exponents_, slopes_;
};

/// One block of paths through n_steps steps, and in turn with it the floor under it: K exponentials and d normals a
/// path-step, from the same functions, and where asked for the two matrix products of all components, done by Eigen.
void floor_share(benchmark::State& state, Shape shape, Floor floor) {
  const Turn turn(state.range(0), state.range(1));
  const GuidedPair pair = bench_pair(turn.d, static_cast<int>(turn.K), shape);
  const auto steps = make_steps<double>(bench_chain(1.0, turn.n_steps), pair);
  const NoiseSource noise{.seed = {1}};
  const PathEngine engine(pair, noise);
  const StepTables::Steps chain = steps;
  const StepTables tables = engine.lay_out({&chain, 1});
  PathBlock block;
  Exponentials of_turn(turn);
  Products by_eigen(turn, shape == Shape::full);
  const std::int64_t path_steps = turn.path_steps();
  Best step(path_steps), normals(path_steps), exponentials(path_steps), products(path_steps);
  for (auto _ : state) {
    engine.start(block, 0, turn.n_paths, Start::exact, {1e-3});
    state.SetIterationTime(step.time([&] { engine.advance({&block, 1}, tables, 0); }));
    NoiseWindow window(noise, 0, turn.n_paths, turn.d);
    normals.time([&] {
      for (std::int64_t n = 0; n < turn.n_steps; ++n) benchmark::DoNotOptimize(window.at(n));
    });
    exponentials.time([&] { of_turn.run(); });
    if (floor == Floor::without_products) continue;
    for (const auto& eigen_products : {eigen_products_native, eigen_products_avx2}) {
      products.time([&] { by_eigen.run(*eigen_products); });
    }
  }
  state.counters["threads"] = 1;
  state.counters["step_ns"] = step.ns();
  state.counters["normals_ns"] = normals.ns();
  state.counters["exponentials_ns"] = exponentials.ns();
  double floor_ns = normals.ns() + exponentials.ns();
  if (floor == Floor::with_products) {
    state.counters["products_ns"] = products.ns();
    state.counters["eigen_gflops"] = by_eigen.flops() / products.ns();
    state.counters["our_gflops"] = by_eigen.flops() / (step.ns() - floor_ns);
    floor_ns += products.ns();
  }
  state.counters["floor_share"] = floor_ns / step.ns();
}

/// Steps alone, without the making of noise, by precision.
template <class T>
void step_alone(benchmark::State& state) {
  const Eigen::Index d = state.range(0);
  const TableMaker maker(bench_pair(d, static_cast<int>(state.range(1)), Shape::shared));
  ComponentTable<T> table;
  maker.make(0.5, table);
  std::vector<T, CacheLineAllocator<T>> z(static_cast<std::size_t>(d * paths_per_block), T(0.3)), y(z.size(), T(0.1));
  Best step(16 * paths_per_block);
  for (auto _ : state) {
    state.SetIterationTime(step.time([&] {
      for (int n = 0; n < 16; ++n) {
        take_step(table, {T(0.9), T(0.01), T(0.1), T(1), paths_per_block, paths_per_block, paths_per_block}, z.data(),
                  y.data());
      }
    }));
  }
  state.counters["threads"] = 1;
  state.counters["step_ns"] = step.ns();
}

void args_of_shared(benchmark::internal::Benchmark* bench) {
  bench->Args({1, 2})->Args({2, 4})->Args({2, 16})->Args({16, 8})->UseManualTime();
}

}  // namespace

BENCHMARK_CAPTURE(floor_share, shared, Shape::shared, Floor::without_products)->Apply(args_of_shared);
BENCHMARK_CAPTURE(floor_share, diagonal, Shape::diagonal, Floor::without_products)->Apply(args_of_shared);
BENCHMARK_CAPTURE(floor_share, full, Shape::full, Floor::without_products)
    ->Args({2, 4})
    ->Args({2, 16})
    ->Args({2, 2000})
    ->Args({16, 8})
    ->UseManualTime();
BENCHMARK_CAPTURE(floor_share, products_full, Shape::full, Floor::with_products)->Args({16, 8})->UseManualTime();
BENCHMARK_CAPTURE(floor_share, products_shared, Shape::shared, Floor::with_products)
    ->Args({64, 1000})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(floor_share, products_diagonal, Shape::diagonal, Floor::with_products)
    ->Args({64, 1000})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(step_alone, double)->Apply(args_of_shared);
BENCHMARK_TEMPLATE(step_alone, float)->Apply(args_of_shared);
