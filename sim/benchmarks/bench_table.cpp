#include "sim/benchmarks/bench_table.hpp"

#include <limits>
#include <map>

namespace plumbline {
namespace {

struct Unit {
  std::string units;
  std::string long_name;
};

/// What a counter is, by the end of its name.
Unit unit_of(const std::string& counter) {
  if (counter.ends_with("_ns")) return {"ns", "time a path-step or point, best of all turns"};
  if (counter.ends_with("_per_second")) return {"s-1", "path-steps or points a second"};
  if (counter.ends_with("_gflops")) return {"1e9 s-1", "floating-point operations a second in the matrix products"};
  if (counter.ends_with("_ratio")) return {"1", "speed of ours over that of this form of the peer"};
  if (counter == "floor_share") return {"1", "time of the floor over that of the whole step"};
  return {"1", counter};
}

}  // namespace

Table bench_table(const std::vector<benchmark::BenchmarkReporter::Run>& runs, const std::string& instruction_set,
                  const std::string& command) {
  std::vector<std::string> names, errors;
  std::vector<double> elapsed;
  std::map<std::string, std::vector<double>> counters;
  for (const auto& run : runs) {
    for (const auto& [name, counter] : run.counters)
      counters[name].assign(runs.size(), std::numeric_limits<double>::quiet_NaN());
  }
  for (const auto& run : runs) {
    for (const auto& [name, counter] : run.counters) counters[name][names.size()] = counter.value;
    names.push_back(run.benchmark_name());
    errors.push_back(run.error_message);
    elapsed.push_back(run.real_accumulated_time / static_cast<double>(run.iterations));
  }
  const std::vector<std::string> instructions(runs.size(), instruction_set);
  Table table("Benchmarks", command);
  table.add_axis({"benchmark", "1", "name and arguments (d/K, or threads)", names});
  table.add({"seconds", "s", "wall time of an iteration", {}, elapsed});
  for (const auto& [name, values] : counters) {
    const auto [units, long_name] = unit_of(name);
    table.add({name, units, long_name, {}, values});
  }
  table.add({"instruction_set", "1", "vector instructions that the kernels use", {}, instructions});
  table.add({"error", "1", "why there are no numbers", {}, errors});
  return table;
}

}  // namespace plumbline
