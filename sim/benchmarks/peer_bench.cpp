#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "sim/benchmarks/bench_problem.hpp"
#include "sim/ensemble.hpp"
#include "sim/path_engine.hpp"
#include "sim/simd/kernels.hpp"
#include "theory/cases/case.hpp"

using namespace plumbline;

namespace {

constexpr int n_check_points = 64;

/// The Python that ./test.sh peers made, or Debian's.
std::string peer_python() {
  return std::filesystem::exists(PLUMBLINE_PEER_PYTHON) ? PLUMBLINE_PEER_PYTHON : "/usr/bin/python3";
}

/// What peers.py prints, or nothing where there is no PyTorch.
std::optional<std::map<std::string, double>> ask_peer(const std::string& arguments) {
  const std::string command = fmt::format("'{}' '{}' {}", peer_python(), PLUMBLINE_PEER_SCRIPT, arguments);
  FILE* output = popen(command.c_str(), "r");
  std::string text;
  for (int c = output == nullptr ? EOF : std::fgetc(output); c != EOF; c = std::fgetc(output)) {
    text += static_cast<char>(c);
  }
  if (output == nullptr || pclose(output) != 0) return {};
  return nlohmann::json::parse(text).get<std::map<std::string, double>>();
}

/// Times `ours`, which takes a few milliseconds for `units` path-steps or points, in turn with the peer. Counters:
/// nanoseconds a unit of both, for each form of the peer, and how many times as many units a second ours does. Fails if
/// the peer computes something else: `check` is what both sides must have found.
template <class F>
void in_turn(benchmark::State& state, const std::string& arguments, double units, double check, const F& ours) {
  double our_ns = INFINITY;
  std::map<std::string, double> peer_ns;
  for (auto _ : state) {
    double iteration = INFINITY;
    for (double spent = 0.0, latest; spent < 2.0; spent += latest) {
      iteration = std::min(iteration, latest = seconds(ours));
    }
    state.SetIterationTime(iteration);
    our_ns = std::min(our_ns, iteration * 1e9 / units);
    const auto peer = ask_peer(arguments);
    if (!peer) {
      state.SkipWithError("the peers did not run: ./test.sh peers installs them");
      return;
    }
    for (const auto& [form, value] : *peer) {
      if (form == "check") {
        if (!(std::abs(value / check - 1.0) <= 1e-9)) state.SkipWithError("the peer computes something else");
      } else {
        peer_ns[form] = peer_ns.contains(form) ? std::min(peer_ns[form], value) : value;
      }
    }
  }
  state.counters["threads"] = 2;
  state.counters["ours_ns"] = our_ns;
  state.counters["ours_per_second"] = 1e9 / our_ns;
  for (const auto& [form, ns] : peer_ns) {
    state.counters[form + "_ns"] = ns;
    state.counters[form + "_per_second"] = 1e9 / ns;
    state.counters[form + "_ratio"] = ns / our_ns;
  }
}

/// Point i of the check is y_j = sin(i + 64 j).
void set_check_points(double* y, Eigen::Index d, std::int64_t stride) {
  for (Eigen::Index j = 0; j < d; ++j) {
    for (int i = 0; i < n_check_points; ++i) y[j * stride + i] = std::sin(i + 64.0 * static_cast<double>(j));
  }
}

/// Path-steps a second of one chain on two threads.
void chain_against_peers(benchmark::State& state, Shape shape, const char* name) {
  const Eigen::Index d = state.range(0);
  const int K = static_cast<int>(state.range(1));
  const std::int64_t n_steps = 32, paths = (1 << 17) / d;
  const GuidedPair pair = bench_pair(d, K, shape);
  Transitions run = make_transitions(bench_chain(1.0, n_steps), pair);
  run.start = Start::gaussian;
  // The same noiseless step in mid-chain as the peer's.
  PathBlock block(d, 0, n_check_points);
  set_check_points(block.y().data(), d, paths_per_block);
  PathEngine(pair, {.seed = {1}})
      .advance_with_noise(block, run.steps[n_steps / 2], Eigen::ArrayXXd::Zero(paths_per_block, d));
  const double check = block.y().topRows(n_check_points).square().sum();
  in_turn(state, fmt::format("chain {} {} {}", name, d, K), static_cast<double>(n_steps * paths), check, [&] {
    sample_paths(pair, run, {.paths = paths, .seed = {1}, .threads = 2},
                 [](std::int64_t, const Eigen::MatrixXd& states) { benchmark::DoNotOptimize(states.data()); });
  });
}

/// Scores of both laws of the fractal case, points a second on two threads.
void scores_against_peers(benchmark::State& state) {
  const Case fractal = load_case(PLUMBLINE_FRACTAL_CASE);
  ComponentTable<double> table;
  TableMaker(fractal.pair).make(0.5, table);
  constexpr std::int64_t n = 1024;  // a thread
  std::vector<double> z(2 * n), points(2 * n), scores[2];
  for (std::size_t i = 0; i < points.size(); ++i) points[i] = std::sin(static_cast<double>(i));
  for (auto& y : scores) y.resize(2 * n);
  // 0 Y + 1 (s + (s - s^J)) + 0 Z.
  const auto evaluate = [&](std::int64_t n_points, std::vector<double>& y) {
    take_step(table, {0.0, 1.0, 0.0, 1.0, n_points, n_points, n}, z.data(), y.data());
  };
  set_check_points(scores[0].data(), 2, n);
  evaluate(n_check_points, scores[0]);
  double check = 0.0;
  for (std::size_t i = 0; i < n_check_points; ++i) {
    check += scores[0][i] * scores[0][i] + scores[0][n + i] * scores[0][n + i];
  }
  in_turn(state, fmt::format("mixture '{}'", PLUMBLINE_FRACTAL_CASE), 2.0 * n, check, [&] {
    const auto half = [&](std::size_t thread) {
      scores[thread] = points;
      evaluate(n, scores[thread]);
    };
    std::thread other(half, 1);
    half(0);
    other.join();
  });
}

/// 16384 guided paths of 64 steps on the fractal case, two threads, tables of all steps included.
void fractal_chain(benchmark::State& state) {
  const Case fractal = load_case(PLUMBLINE_FRACTAL_CASE);
  for (auto _ : state) run_ensemble(fractal.pair, bench_chain(1.0, 64), {.paths = 16384, .seed = {1}, .threads = 2});
  state.counters["threads"] = 2;
}

}  // namespace

BENCHMARK_CAPTURE(chain_against_peers, shared, Shape::shared, "shared")
    ->Args({1, 2})
    ->Args({2, 4})
    ->Args({2, 16})
    ->Args({16, 8})
    ->Args({64, 1000})
    ->UseManualTime()
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(chain_against_peers, diagonal, Shape::diagonal, "diagonal")
    ->Args({16, 8})
    ->UseManualTime()
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(chain_against_peers, full, Shape::full, "full")
    ->Args({16, 8})
    ->UseManualTime()
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(scores_against_peers)->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(fractal_chain)->UseRealTime()->Iterations(1)->Unit(benchmark::kSecond);
